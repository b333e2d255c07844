import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';

// The feed's database as earlier builds wrote it. Their code is gone; what it wrote is written down here once more.

const CHUNK_ENTRIES = 512;
const UNTIMED = 0xffff_ffff;

export type OlderIndex = {
  /** 1: headers counted from a height that only the build knew. 2: single headers, and a lowest height. */
  readonly version: 1 | 2;
  /** Whether it noted how long answers took. */
  readonly hasTimes: boolean;
};

/** Writes `nabo-index-<network>` as an earlier build would have left it after taking these transactions. */
export async function writeOlderIndex(
  factory: IDBFactory,
  network: string,
  entries: readonly HeldTx[],
  { version, hasTimes }: OlderIndex,
): Promise<void> {
  const database = await openAt(factory, network, version);
  const transaction = database.transaction([...database.objectStoreNames], 'readwrite');
  const stores = (name: string): IDBObjectStore => transaction.objectStore(name);
  const sealed = Math.max(0, Math.floor(entries.length / CHUNK_ENTRIES) - 1);
  for (let id = 0; id < sealed; id += 1) {
    const ofChunk = entries.slice(id * CHUNK_ENTRIES, (id + 1) * CHUNK_ENTRIES);
    stores('chunks').put(chunkOf(id, ofChunk, hasTimes));
  }
  for (const { ms, ...entry } of entries.slice(sealed * CHUNK_ENTRIES))
    stores('tail').put(hasTimes && ms !== undefined ? { ...entry, ms } : entry);
  stores('headers').put(new Uint8Array(80 * 3).fill(version), 0);
  if (version === 2) {
    stores('singles').put(new Uint8Array(80).fill(9), 5);
    stores('meta').put(700, 'headersFrom');
  }
  stores('cursors').put({ source: 'stack', cursor: 'page 7' });
  stores('meta').put(entries.length, 'entries');
  stores('meta').put(41, 'revision');
  await new Promise((resolve, reject) => {
    transaction.addEventListener('complete', resolve);
    transaction.addEventListener('abort', () => reject(transaction.error as Error));
  });
  database.close();
}

function openAt(factory: IDBFactory, network: string, version: 1 | 2): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(`nabo-index-${network}`, version);
    request.addEventListener('upgradeneeded', () => {
      const { result: database } = request;
      database.createObjectStore('tail', { keyPath: 'arrival' });
      database.createObjectStore('chunks', { keyPath: 'id' });
      database.createObjectStore('headers');
      database.createObjectStore('cursors', { keyPath: 'source' });
      database.createObjectStore('meta');
      if (version === 2) database.createObjectStore('singles');
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error as Error));
  });
}

function chunkOf(id: number, entries: readonly HeldTx[], hasTimes: boolean): unknown {
  const zeros = (length: number) => new Uint8Array(length);
  const endsOf = (parts: readonly { readonly length: number }[]): Uint32Array => {
    let end = 0;
    return Uint32Array.from(parts, ({ length }) => (end += length));
  };
  const placeOf = ({ proof }: HeldTx) => (proof.state === 'none' ? undefined : proof.place);
  const column = (pick: (entry: HeldTx) => number) => Uint32Array.from(entries, pick);
  const names = [...new Set(entries.map(({ from }) => from))];
  const raws = entries.map(({ raw }) => raw);
  const bumps = entries.map(({ bump }) => bump ?? zeros(0));
  const authors = entries.flatMap((entry) => entry.authors);
  return {
    id,
    count: entries.length,
    txids: concatBytes(entries.map(({ txid }) => fromHex(txid) ?? zeros(32))),
    raws: concatBytes(raws),
    rawEnds: endsOf(raws),
    bumps: concatBytes(bumps),
    bumpEnds: endsOf(bumps),
    proofs: Uint8Array.from(entries, ({ proof }) => ['none', 'proven', 'orphaned'].indexOf(proof.state)),
    heights: column((entry) => placeOf(entry)?.height ?? 0),
    indexes: column((entry) => placeOf(entry)?.index ?? 0),
    times: column((entry) => placeOf(entry)?.time ?? 0),
    hashes: concatBytes(
      entries.map((entry) => {
        const hash = placeOf(entry)?.hash;
        return hash === undefined ? zeros(32) : (fromHex(hash) ?? zeros(32));
      }),
    ),
    heldSince: Float64Array.from(entries, ({ heldSince }) => heldSince),
    names,
    from: Uint16Array.from(entries, ({ from }) => names.indexOf(from)),
    ...(hasTimes ? { ms: column(({ ms }) => ms ?? UNTIMED) } : {}),
    authorEnds: endsOf(entries.map((entry) => entry.authors)),
    authorVouts: Uint32Array.from(authors, ({ vout }) => vout),
    authorForms: Uint8Array.from(authors, ({ signature }) =>
      ['none', 'sigma', 'aip', 'wrong', 'input'].indexOf(signature),
    ),
    authorKeys: concatBytes(
      authors.map(({ key }) => (key === undefined ? zeros(20) : (fromHex(key) ?? zeros(20)))),
    ),
  };
}
