import { sentence } from '#devnet/seeds/sentence.ts';
import { asBlockHash, asSats, toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { pushData } from '#lib/chain/script.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import { encodePost, encodeReply } from '#lib/protocols/index.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';

/** Posts of one transaction. */
export const EACH = 20;
export const AUTHORS = 10_000;
const TXS_OF_BLOCK = 200;
const TAGS = ['harbour', 'weather', 'ferry', 'lamp', 'land'];

type Writer = { readonly unlocking: Uint8Array; readonly owner: Uint8Array; readonly key: string };
const writers = new Map<number, Writer>();

function writerAt(number: number): Writer {
  const known = writers.get(number);
  if (known !== undefined) return known;
  const publicKey = new Uint8Array(33).fill(2);
  new DataView(publicKey.buffer).setUint32(1, number);
  const owner = hash160(publicKey);
  const unlocking = concatBytes([pushData(new Uint8Array(70).fill(0x30)), pushData(publicKey)]);
  const writer = { unlocking, owner, key: toHex(owner) };
  writers.set(number, writer);
  return writer;
}

/** The key of an author, as hash160 in hex. */
export const keyAt = (number: number): string => writerAt(number).key;

/** A number that looks like chance and is the same every time. */
export function mixed(number: number): number {
  let hash = Math.imul(number ^ 0x9e37_79b9, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Transactions of the devnet's generated posts, {@link EACH} in one, from one arrival up to another, those below `unmined` in
 * a block: a fifth of the posts answers another, a fourth has a tag, some name a person. `recent` are txids that may be
 * answered.
 */
export function writeCorpus(from: number, to: number, recent: Txid[], unmined = Infinity): HeldTx[] {
  const entries: HeldTx[] = [];
  for (let arrival = from; arrival < to; arrival += 1) {
    // Few people write most of what there is.
    const writer = writerAt(Math.floor(AUTHORS * (mixed(arrival) / 2 ** 32) ** 2));
    const outputs = Array.from({ length: EACH }, (_, at) => {
      const number = arrival * EACH + at;
      const chance = mixed(number * 7 + 3);
      const tag = chance % 4 === 0 ? ` #${TAGS[chance % TAGS.length]}` : '';
      const name = chance % 50 === 1 ? ` @person${chance % 300}` : '';
      const text = `${sentence(number, Math.floor(arrival / TXS_OF_BLOCK))}${tag}${name}`;
      const parent = chance % 5 === 2 ? recent[chance % recent.length] : undefined;
      const { sats, script } =
        parent === undefined
          ? encodePost({ text, owner: writer.owner })
          : encodeReply({ text, owner: writer.owner, to: toOutpoint(parent, 0) });
      return { sats: asSats(sats), script };
    });
    const raw = encodeTx({
      version: 1,
      inputs: [{ prevTxid: FUNDING, prevVout: arrival, script: writer.unlocking, sequence: 0xffff_ffff }],
      outputs,
      lockTime: 0,
    });
    const tx = parseTx(raw);
    if (!tx.ok) throw new Error(tx.issue.message);
    const txid = txidOf(tx.value);
    if (recent.length < 512) recent.push(txid);
    else recent[arrival % 512] = txid;
    const height = Math.floor(arrival / TXS_OF_BLOCK);
    entries.push({
      arrival,
      txid,
      raw,
      proof:
        arrival >= unmined
          ? { state: 'none' }
          : {
              state: 'proven',
              place: {
                height,
                hash: asBlockHash(height.toString(16).padStart(64, 'b')),
                index: 1 + (arrival % TXS_OF_BLOCK),
                time: 1_800_000_000 + height * 600,
              },
            },
      authors: outputs.map((_, vout) => ({ vout, signature: 'input', key: writer.key })),
      heldSince: 1_800_000_000_000 + arrival,
      from: 'devnet',
    });
  }
  return entries;
}

/** The transaction whose outputs are spent. */
const FUNDING = '11'.repeat(32) as Txid;
