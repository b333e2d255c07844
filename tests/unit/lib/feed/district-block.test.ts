import { describe, expect, it } from 'vitest';
import { asBlockHash } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { HEADER_BYTES, parseHeader } from '#lib/chain/header.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { SourceError, type BlockSource } from '#lib/chain/sources/source.ts';
import {
  keepBlockOf,
  loadDistrictBlock,
  NO_CHAIN,
  takeDistrictBlock,
  wholeId,
} from '#lib/feed/district-block.ts';
import type { LandShelf } from '#lib/store/land-store.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes } from '#tests/support/shared-fixtures.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';

const raws = [1, 2, 3].map((seed) => sampleRaw(seed));
const txids = raws.map(txidOfRaw);
const genesis = mineTestHeader();
const header = mineTestHeader({
  prevHash: genesis.hash,
  merkleRoot: merkleRoot(txids),
  time: 1_800_000_600,
});
const rawBlock = (head: Uint8Array, list: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  concatBytes([head, encodeVarint(list.length), ...list]);
const good = rawBlock(header.bytes, raws);
const live = new AbortController().signal;

/** What is known of the transactions, with so many bytes of each id. */
const columns = (list: readonly Uint8Array<ArrayBuffer>[], idBytes: number) => ({
  ids: concatBytes(list.map((raw) => (fromHex(txidOfRaw(raw)) ?? raw).subarray(0, idBytes))),
  sats: Float64Array.from(list, (_raw, at) => at + 2),
  bytes: Uint32Array.from(list, ({ length }) => length),
  vbytes: Uint32Array.from(list, ({ length }) => length),
});

/** A shelf in memory. */
function newShelf(): LandShelf & { readonly rows: Map<string, Uint8Array<ArrayBuffer>> } {
  const rows = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    rows,
    find: (name) => Promise.resolve(rows.get(name)),
    keep: (name, bytes) => Promise.resolve(void rows.set(name, bytes)),
    drop: (names) => Promise.resolve(names.forEach((name) => rows.delete(name))),
  };
}

const giving = (name: string, block: BlockSource['block']): BlockSource => ({ name, block });
const honest = giving('honest', () => Promise.resolve({ hash: header.hash, raw: good }));
const chainOf = (...headers: readonly { readonly bytes: Uint8Array }[]): HeaderChain => {
  const chain = new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 });
  chain.extend(
    0,
    headers.map(({ bytes }) => bytes),
  );
  return chain;
};
const codeOf = async (source: BlockSource, chain = chainOf(genesis, header)): Promise<string | undefined> =>
  (await loadDistrictBlock(1, { sources: [source] }, chain, live)).issue?.code;

describe('loadDistrictBlock', () => {
  it('gives a block whose transactions lead to our header', async () => {
    const { block, issue } = await loadDistrictBlock(
      1,
      { sources: [honest] },
      chainOf(genesis, header),
      live,
    );
    expect(issue).toBeUndefined();
    expect(block).toEqual({
      place: { height: 1, hash: header.hash, time: header.time },
      rootChecked: true,
      bytes: good.length,
      workBits: 1,
      columns: columns(raws, 32),
      from: 'honest',
    });
  });

  it('says that it could not be checked where we have no header', async () => {
    const { block } = await loadDistrictBlock(1, { sources: [honest] }, chainOf(genesis), live);
    expect(block?.rootChecked).toBe(false);
  });

  it('passes over a source that has none, fails or lies', async () => {
    const none = giving('none', () => Promise.resolve(undefined));
    const down = giving('down', () => Promise.reject(new SourceError('down', 'timeout', 'slow')));
    const other = giving('other', () =>
      Promise.resolve({ hash: header.hash, raw: rawBlock(header.bytes, raws.slice(1)) }),
    );
    const { block } = await loadDistrictBlock(
      1,
      { sources: [none, down, other, honest] },
      chainOf(genesis, header),
      live,
    );
    expect(block?.from).toBe('honest');
    expect(await codeOf(none)).toBe('block-missing');
    expect(await codeOf(down)).toBe('block-timeout');
    expect((await loadDistrictBlock(1, { sources: [] }, chainOf(genesis), live)).issue?.code).toBe(
      'block-no-source',
    );
  });

  it('refuses other transactions, repeated ones, another block and nonsense', async () => {
    const give = (raw: Uint8Array<ArrayBuffer>, hash = header.hash): BlockSource =>
      giving('liar', () => Promise.resolve({ hash, raw }));
    expect(await codeOf(give(rawBlock(header.bytes, raws.slice(1))))).toBe('block-root');
    expect(await codeOf(give(rawBlock(header.bytes, [...raws, ...raws.slice(2)])))).toBe('block-repeats');
    expect(await codeOf(give(good, asBlockHash('ab'.repeat(32))))).toBe('block-hash');
    const rival = mineTestHeader({
      prevHash: genesis.hash,
      merkleRoot: merkleRoot(txids),
      time: 1_900_000_000,
    });
    expect(await codeOf(give(rawBlock(rival.bytes, raws), rival.hash))).toBe('block-other');
    expect(await codeOf(give(good.subarray(0, 200)))).not.toBeUndefined();
  });

  it('keeps what was checked, and gives it again with nobody asked', async () => {
    const shelf = newShelf();
    const chain = chainOf(genesis, header);
    const nobody = giving('nobody', () => Promise.reject(new Error('asked')));
    await loadDistrictBlock(1, { sources: [honest], shelf }, chain, live);
    const { block } = await loadDistrictBlock(1, { sources: [nobody], shelf }, chain, live);
    expect(block).toEqual({
      place: { height: 1, hash: header.hash, time: header.time },
      rootChecked: true,
      bytes: good.length,
      workBits: 1,
      columns: columns(raws, 20),
      from: 'this device',
    });
    // The ids are cut; what one of them is called is in the bytes, or with whoever gives the whole block.
    expect(await wholeId(header.hash, 2, { sources: [nobody], shelf }, chain, live)).toBe(txids[2]);
    await shelf.drop([`raw ${header.hash}`]);
    expect(await wholeId(header.hash, 2, { sources: [honest], shelf }, chain, live)).toBe(txids[2]);
    expect(await wholeId(header.hash, 3, { sources: [honest], shelf }, chain, live)).toBeUndefined();
  });

  it('asks again where what it kept is broken or of a block that our chain left', async () => {
    const shelf = newShelf();
    await loadDistrictBlock(1, { sources: [honest], shelf }, chainOf(genesis, header), live);
    shelf.rows.set(`columns ${header.hash}`, new Uint8Array(200));
    const again = await loadDistrictBlock(1, { sources: [honest], shelf }, chainOf(genesis, header), live);
    expect(again.block?.from).toBe('honest');
    const away = await loadDistrictBlock(1, { sources: [], shelf }, chainOf(genesis), live);
    expect(away.issue?.code).toBe('block-no-source');
    const failing: LandShelf = { ...shelf, find: () => Promise.reject(new Error('no storage')) };
    const without = await loadDistrictBlock(
      1,
      { sources: [honest], shelf: failing },
      chainOf(genesis, header),
      live,
    );
    expect(without.block?.rootChecked).toBe(true);
  });

  it('does not keep what our chain does not have', async () => {
    const shelf = newShelf();
    await loadDistrictBlock(1, { sources: [honest], shelf }, chainOf(genesis), live);
    expect(shelf.rows.size).toBe(0);
  });

  it('takes a block of a file or a neighbour, when it is one of our chain', async () => {
    const shelf = newShelf();
    const chain = chainOf(genesis, header);
    expect(await takeDistrictBlock(good, chain, shelf, 'a neighbour')).toEqual({ ok: true, value: 1 });
    const { block } = await loadDistrictBlock(1, { sources: [], shelf }, chain, live);
    expect(block?.rootChecked).toBe(true);

    const other = newShelf();
    expect((await takeDistrictBlock(good, chainOf(genesis), other, 'x')).ok).toBe(false);
    expect((await takeDistrictBlock(rawBlock(header.bytes, raws.slice(1)), chain, other, 'x')).ok).toBe(
      false,
    );
    expect(other.rows.size).toBe(0);
    const asHex = new TextEncoder().encode(toHex(good));
    expect(await keepBlockOf(asHex, chain, other)).toBe(true);
    expect(other.rows.size).toBe(2);
    expect(await keepBlockOf(new TextEncoder().encode('{}'), chain, other)).toBe(false);
  });
});

describe.skipIf(!hasSharedFixtures)(`a block of a chain that is not followed${needsFixtures}`, () => {
  it('is kept under its own name when its header was hard to make, and easy ones are not', async () => {
    const shelf = newShelf();
    const raw = sharedBytes('blocks/mainnet-300025.raw').slice();
    const parsed = parseHeader(raw.subarray(0, HEADER_BYTES));
    if (!parsed.ok) throw new Error(parsed.issue.message);
    const { hash } = parsed.value;
    const source = giving('archive', () => Promise.resolve({ hash, raw }));
    const name = 'btc 300025';
    const first = await loadDistrictBlock(300_025, { sources: [source], shelf, name }, NO_CHAIN, live);
    expect(first.block).toMatchObject({ rootChecked: false, workBits: 64, from: 'archive' });
    const again = await loadDistrictBlock(300_025, { sources: [], shelf, name }, NO_CHAIN, live);
    expect(again.block).toMatchObject({ place: { hash }, from: 'this device' });
    expect(await wholeId(hash, 460, { sources: [], shelf }, NO_CHAIN, live)).toMatch(/^[0-9a-f]{64}$/);

    const easy = newShelf();
    await loadDistrictBlock(1, { sources: [honest], shelf: easy, name: 'btc 1' }, NO_CHAIN, live);
    expect(easy.rows.size).toBe(0);
  });
});
