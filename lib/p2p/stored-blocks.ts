import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import type { Txid } from '#lib/bytes/brand.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';
import { cidOf, txidOfCid } from './cid.ts';
import { collectBlock } from './shelf-blockstore.ts';

/** Nothing is held under this CID, or it names no transaction. */
class BlockNotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

type Blocks = Pick<ShelfStore, 'putBlock' | 'block' | 'hasBlock' | 'deleteBlock' | 'blockNames'>;

/**
 * Helia's blocks in the neighbours' own database, beside the rows that say what is on the shelf. It holds transactions
 * and nothing else; whether they are what they are called is for `guardBlockstore` to see.
 */
export function storedBlocks(store: Blocks): Blockstore {
  const nameOf = (cid: CID): Txid => {
    const txid = txidOfCid(cid);
    if (txid === undefined) throw new BlockNotFoundError(`${cid.toString()} names no transaction`);
    return txid;
  };
  const put: Blockstore['put'] = async (cid, given, options) => {
    const raw = await collectBlock(given);
    options?.signal?.throwIfAborted();
    await store.putBlock(nameOf(cid), raw);
    return cid;
  };
  async function* get(cid: CID): AsyncGenerator<Uint8Array> {
    const raw = await store.block(nameOf(cid));
    if (raw === undefined) throw new BlockNotFoundError(`${cid.toString()} is not held`);
    yield raw;
  }
  const remove: Blockstore['delete'] = async (cid) => store.deleteBlock(nameOf(cid));
  return {
    put,
    get,
    async has(cid) {
      const txid = txidOfCid(cid);
      return txid !== undefined && store.hasBlock(txid);
    },
    delete: remove,
    async *putMany(pairs, options) {
      for await (const { cid, bytes } of pairs) yield put(cid, bytes, options);
    },
    async *getMany(cids) {
      for await (const cid of cids) yield { cid, bytes: get(cid) };
    },
    async *getAll() {
      for (const txid of await store.blockNames()) yield { cid: cidOf(txid), bytes: get(cidOf(txid)) };
    },
    async *deleteMany(cids, options) {
      for await (const cid of cids) {
        await remove(cid, options);
        yield cid;
      }
    },
  };
}
