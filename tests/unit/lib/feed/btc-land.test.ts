import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { SourceError } from '#lib/chain/source-error.ts';
import { platformFetch } from '#lib/chain/sources/bounded-fetch.ts';
import { fetchTipHeight } from '#lib/chain/sources/esplora-tip.ts';
import { fetchDistrictRows } from '#lib/chain/sources/district-rows.ts';
import { createLookup, type TxLookup } from '#lib/chain/sources/lookup.ts';
import { createOrd } from '#lib/chain/sources/ord.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { BtcLand } from '#lib/feed/btc-land.ts';
import { commitTx, payTo, revealLeaf, revealTx, testKey } from '#tests/support/btc-reveal.ts';
import { ociPage } from '#tests/support/oci-page.ts';
import { hasSharedFixtures, needsFixtures, SHARED_FIXTURES } from '#tests/support/shared-fixtures.ts';

const forever = new AbortController().signal;
const idOf = (raw: Uint8Array): Txid => {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return txidOf(tx.value);
};

/** Inscribes a text on BTC, packed: the transaction that reveals it, and the one that committed to it. */
function inscribed(text: string, seed: number): { readonly commit: Uint8Array; readonly reveal: Uint8Array } {
  const key = testKey(seed);
  const body = new Uint8Array(brotliCompressSync(text));
  const leaf = revealLeaf(key, { tags: { contentType: 'application/json', contentEncoding: 'br' }, body });
  const payment = payTo([leaf]);
  const commit = commitTx([payment.script]);
  return { commit, reveal: revealTx(commit, [{ payment }], key) };
}

const lookupOf = (...raws: readonly Uint8Array[]): TxLookup => {
  const held = new Map(raws.map((raw) => [idOf(raw), raw]));
  return { name: 'library', chain: 'btc', find: async (txid) => held.get(txid) };
};

describe('a list of winners that is inscribed on BTC', () => {
  const first = inscribed(ociPage([11, 999, 5]), 3);
  const second = inscribed(ociPage([70, 71]), 4);
  const pages = [first, second].map(({ reveal }) => `${idOf(reveal)}i0`);

  it('is read page by page from its transactions, committed to where those that they spend are there', async () => {
    const land = new BtcLand({ pages, lookups: [lookupOf(first.reveal, first.commit, second.reveal)] });
    expect(await land.part(0, forever)).toEqual({
      list: 'Bitmap OCI',
      parts: 2,
      heights: Uint32Array.of(0, 1, 2),
      state: 'committed',
    });
    expect(await land.part(1, forever)).toMatchObject({
      heights: Uint32Array.of(100_000, 100_001),
      state: 'held',
    });
    expect((await land.part(2, forever)).issue?.code).toBe('oci-none');
    expect((await land.district(1, forever)).listed).toEqual({ list: 'Bitmap OCI', sat: 999 });
    expect((await land.district(7, forever)).listed).toEqual({ list: 'Bitmap OCI' });
  });

  it('is not taken from a source that gives something else, and asked for again later', async () => {
    const lie = { name: 'liar', chain: 'btc' as const, find: async () => second.reveal };
    const lying = new BtcLand({ pages, lookups: [lie] });
    await expect(lying.part(0, forever)).rejects.toThrow(SourceError);
    let isThere = false;
    const late: TxLookup = {
      name: 'late',
      chain: 'btc',
      find: async (txid) => (isThere ? lookupOf(first.reveal, first.commit).find(txid, forever) : undefined),
    };
    const land = new BtcLand({ pages, lookups: [late] });
    expect((await land.part(0, forever)).issue?.code).toBe('oci-missing');
    isThere = true;
    expect((await land.part(0, forever)).state).toBe('committed');
  });
});

describe.skipIf(!hasSharedFixtures)(`districts of BTC out of an archive${needsFixtures}`, () => {
  let devnet: Devnet;
  let land: BtcLand;
  beforeAll(async () => {
    devnet = await startDevnet({ archiveDir: SHARED_FIXTURES });
    const { url } = devnet;
    land = new BtcLand({
      lookups: [createLookup({ name: 'archive', kind: 'esplora', chain: 'btc', url: `${url}/btc/esplora` })],
      inscriptions: createOrd({ name: 'archive', url: `${url}/btc/ord` }),
      tip: (signal) => fetchTipHeight({ name: 'archive', url: `${url}/btc/esplora` }, signal, platformFetch),
      rows: (signal) => fetchDistrictRows({ name: 'Bitmap OCI', url: `${url}/btc/districts.csv` }, signal),
    });
  });
  afterAll(() => devnet.close());

  const WINNER = '4f50a54734ef4530a2826f7b52aeac5a523647efe9ef685113384e5ba2dad701i0';
  const LATER = 'e5a907510f1a194113d38b7f7a7055c2566d05f5820a6092d01326d8a26abc67i0';

  it('decides the race of 818677 by order, and agrees with the list', async () => {
    expect(await land.district(818_677, forever)).toEqual({
      height: 818_677,
      listed: { list: 'Bitmap OCI', id: WINNER, sat: 750_184_987_028_924, saysSo: true },
      race: {
        source: 'archive',
        searchedTo: 818_677,
        first: { id: WINNER, height: 818_677, index: 0 },
        rivals: [{ id: LATER, height: 818_677, index: 1 }],
        unread: 0,
      },
      seen: [],
      issues: [],
    });
  });

  it('reads the claims in the block of a district that is in no list, and says how far there are blocks', async () => {
    const { listed, race } = await land.district(879_500, forever);
    expect(listed).toEqual({ list: 'Bitmap OCI' });
    expect(race).toMatchObject({ source: 'archive', unread: 0, rivals: [] });
    expect(race?.first?.id).toMatch(/^[0-9a-f]{64}i0$/);
    expect((await land.part(0, forever)).tip).toBe(426_884);
    const silent = new BtcLand({
      lookups: [],
      tip: () => Promise.reject(new SourceError('x', 'busy', 'no')),
    });
    expect((await silent.part(99, forever)).tip).toBeUndefined();
  });

  it('finds the winner of 820960 saying what the list says of it', async () => {
    const { listed, race } = await land.district(820_960, forever);
    expect(listed).toMatchObject({ list: 'Bitmap OCI', saysSo: true });
    expect(race).toEqual({ source: 'archive', searchedTo: 820_960, rivals: [], unread: 0 });
  });

  it('searches later blocks as far as it is asked, and ends at the first that has a claim', async () => {
    const late = 'bce068dbd71f697e5e272b89cdc9f670e66a1d123d6ffb1751e08256d09d2300i0';
    const none = await land.district(829_561, forever, 829_567);
    expect(none.race).toEqual({ source: 'archive', searchedTo: 829_567, rivals: [], unread: 0 });
    const found = await land.district(829_561, forever, 829_590);
    expect(found.race).toMatchObject({
      searchedTo: 829_570,
      first: { id: late, height: 829_570 },
      rivals: [],
    });
    // The list knows of an earlier one, which this source does not have.
    expect(found.listed?.id).not.toBe(late);
  });

  it('tells of claims that were read here, whatever block they are in', async () => {
    const id = 'bfdc91133634a1e7df01bdb505810e9e7084416581a9aa27dea49aa0090499c8i0';
    await land.claim(id, forever);
    expect((await land.district(818_978, forever)).seen).toEqual([id]);
  });

  it.each([
    ['69d52ccb5eb80372b7fc6c4fc3feb17038dd2f58313c5d16302d70f7ef0fff7fi0', 820_960, 'same'],
    [WINNER, 818_677, 'same'],
    [LATER, 818_677, 'another'],
    ['bfdc91133634a1e7df01bdb505810e9e7084416581a9aa27dea49aa0090499c8i0', 818_978, 'another'],
    ['bce068dbd71f697e5e272b89cdc9f670e66a1d123d6ffb1751e08256d09d2300i0', 829_561, 'another'],
    ['c00e989a80847a9e2d3e605904ae24c097b1e5abcfa6805434ab802abfcfd079i0', 879_500, 'silent'],
  ])('knows of the claim %s what the list says', async (id, height, says) => {
    expect(await land.claim(id, forever)).toEqual({ id, height, list: 'Bitmap OCI', says });
  });

  it('shows the list as its maker’s word', async () => {
    const part = await land.part(0, forever);
    expect(part).toMatchObject({ list: 'Bitmap OCI', parts: 1, state: 'said' });
    expect(part.heights.length).toBeGreaterThan(1_500);
    expect([...part.heights]).toEqual([...part.heights].sort((a, b) => a - b));
  });

  it('says so when there is no such claim', async () => {
    const nobody = `${asTxid('ab'.repeat(32))}i0`;
    expect((await land.claim(nobody, forever)).issue?.code).toBe('claim-none');
    expect((await land.claim('nonsense', forever)).issue?.code).toBe('claim-none');
  });
});
