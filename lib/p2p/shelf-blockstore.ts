import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { concatBytes } from '#lib/bytes/concat.ts';
import { isQuotaError } from '#lib/store/store-error.ts';
import { cidOf, txidOfCid } from './cid.ts';
import type { ShelfBlocks } from './shelf.ts';
import { readTextTx } from './text-tx.ts';

/** Bytes that are not the text transaction which their CID names. */
class UnfitBlockError extends Error {
  override readonly name = 'UnfitBlockError';
}

type Bytes = Parameters<Blockstore['put']>[1];

/**
 * A block store that takes nothing but text transactions under their own names. Helia checks what bitswap brings and
 * believes what it is handed; here both come through the same door. `onFull`: there was no room on the device, which bitswap
 * keeps to itself.
 */
export function guardBlockstore(blocks: Blockstore, onFull: () => void = () => undefined): Blockstore {
  const put: Blockstore['put'] = async (cid, given, options) => {
    const bytes = await bytesOf(given);
    const read = readTextTx(bytes);
    if (!read.ok) throw new UnfitBlockError(read.issue.message);
    if (read.value !== txidOfCid(cid)) throw new UnfitBlockError('the bytes hash to another txid');
    try {
      return await blocks.put(cid, bytes, options);
    } catch (error) {
      if (isQuotaError(error)) onFull();
      throw error;
    }
  };
  return {
    put,
    async *putMany(pairs, options) {
      for await (const { cid, bytes } of pairs) yield put(cid, bytes, options);
    },
    has: (cid, options) => blocks.has(cid, options),
    get: (cid, options) => blocks.get(cid, options),
    getMany: (cids, options) => blocks.getMany(cids, options),
    getAll: (options) => blocks.getAll(options),
    delete: (cid, options) => blocks.delete(cid, options),
    deleteMany: (cids, options) => blocks.deleteMany(cids, options),
  };
}

async function bytesOf(given: Bytes): Promise<Uint8Array> {
  if (given instanceof Uint8Array) return given;
  const parts: Uint8Array[] = [];
  for await (const part of given) parts.push(part);
  return concatBytes(parts);
}

/** What the shelf does with guarded blocks, by txid. It puts into Helia's store over them: whoever waits for one has it then. */
export const shelfBlocks = (guarded: Blockstore, helia: Pick<Blockstore, 'put'>): ShelfBlocks => ({
  get: (txid) => readHeld(guarded, cidOf(txid)),
  put: async (txid, raw) => void (await helia.put(cidOf(txid), raw)),
  delete: async (txid) => guarded.delete(cidOf(txid)),
});

/** The bytes of a block that the store holds, or `undefined`. */
async function readHeld(blocks: Blockstore, cid: CID): Promise<Uint8Array | undefined> {
  return (await blocks.has(cid)) ? bytesOf(blocks.get(cid)) : undefined;
}

/** All parts of a block, as block stores give them. */
export { bytesOf as collectBlock };
