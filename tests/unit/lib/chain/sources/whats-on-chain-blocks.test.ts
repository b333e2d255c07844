import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import type { Fetch } from '#lib/chain/sources/bounded-fetch.ts';
import type { PageShelf } from '#lib/chain/sources/esplora-pages.ts';
import { createWhatsOnChainBlocks } from '#lib/chain/sources/whats-on-chain-blocks.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';

const live = new AbortController().signal;
const bulkSchema = z.object({ txids: z.array(z.string()) });
const URL_BASE = 'http://w.test';
const raws = Array.from({ length: 50 }, (_, at) => sampleRaw(at + 1));
const ids = raws.map(txidOfRaw);
const header = mineTestHeader({ merkleRoot: merkleRoot(ids) });
const block = concatBytes([header.bytes, encodeVarint(raws.length), ...raws]);

const described = {
  hash: header.hash,
  height: 7,
  version: header.version,
  merkleroot: header.merkleRoot,
  previousblockhash: header.prevHash,
  time: header.time,
  nonce: header.nonce,
  bits: header.bits.toString(16).padStart(8, '0'),
  txcount: ids.length,
  size: block.length,
  tx: ids,
  pages: null,
};

type Given = {
  readonly described?: object;
  readonly pages?: readonly (readonly string[])[];
  readonly broken?: string;
};

/** A service that gives this one block, with the paths that were asked for. */
function service({ described: said = described, pages = [], broken }: Given = {}) {
  const asked: string[] = [];
  const fetch: Fetch = async (url, init) => {
    const path = url.slice(URL_BASE.length);
    asked.push(path);
    if (path === '/block/height/7') return Response.json(said);
    const page = /^\/block\/hash\/[0-9a-f]{64}\/page\/(\d+)$/.exec(path)?.[1];
    if (page !== undefined) return Response.json(pages[Number(page) - 1] ?? []);
    if (path !== '/txs/hex') return new Response('', { status: 404 });
    const { txids: wanted } = bulkSchema.parse(JSON.parse(z.string().parse(init?.body)));
    expect(wanted.length).toBeLessThanOrEqual(20);
    // In whatever order.
    return Response.json(
      wanted.toReversed().map((txid) => ({
        txid,
        hex: toHex(
          raws[ids.findIndex((id) => id === (txid === broken ? ids[0] : txid))] ?? new Uint8Array(0),
        ),
      })),
    );
  };
  return { fetch, asked };
}

const sourceOf = (fetch: Fetch, shelf?: PageShelf) =>
  createWhatsOnChainBlocks({
    name: 'w',
    url: URL_BASE,
    fetch,
    pace: () => Promise.resolve(),
    ...(shelf !== undefined && { shelf }),
  });

describe('blocks of WhatsOnChain', () => {
  it('are put together from the ids of a block and twenty transactions at a time', async () => {
    const { fetch, asked } = service();
    const progress: number[] = [];
    const given = await sourceOf(fetch).block(7, live, (done) => progress.push(done));
    expect(given?.hash).toBe(header.hash);
    expect(toHex(given?.raw ?? new Uint8Array(0))).toBe(toHex(block));
    expect(progress).toEqual([20, 40, 50]);
    expect(asked).toHaveLength(4);
    expect(await sourceOf(fetch).block(8, live)).toBeUndefined();
  });

  it.each([
    ['pages with all of them', ids.slice(0, 10), [ids.slice(0, 30), ids.slice(30)]],
    ['pages with those that are left', ids.slice(0, 10), [ids.slice(10)]],
  ])('have their ids in %s', async (_, tx, pages) => {
    const uri = pages.map((_page, at) => `/block/hash/${header.hash}/page/${at + 1}`);
    const { fetch } = service({ described: { ...described, tx, pages: { uri } }, pages });
    const given = await sourceOf(fetch).block(7, live);
    expect(toHex(given?.raw ?? new Uint8Array(0))).toBe(toHex(block));
  });

  it.each([
    ['another transaction', { broken: ids[25] ?? '' }],
    ['a header that hashes to something else', { described: { ...described, nonce: header.nonce ^ 1 } }],
    ['too few ids', { described: { ...described, tx: ids.slice(1) } }],
    ['another height', { described: { ...described, height: 6 } }],
    ['no block', { described: { words: 'none' } }],
  ])('are refused with %s', async (_, given) => {
    await expect(sourceOf(service(given).fetch).block(7, live)).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('go on from what has come', async () => {
    const rows = new Map<string, Uint8Array<ArrayBuffer>>();
    const shelf: PageShelf = {
      find: async (name) => rows.get(name),
      keep: async (name, bytes) => void rows.set(name, bytes),
      drop: async (names) => names.forEach((name) => rows.delete(name)),
    };
    await expect(sourceOf(service({ broken: ids[45] ?? '' }).fetch, shelf).block(7, live)).rejects.toThrow();
    expect(rows.size).toBe(2);
    const { fetch, asked } = service();
    expect((await sourceOf(fetch, shelf).block(7, live))?.raw.length).toBe(block.length);
    expect(asked.filter((path) => path === '/txs/hex')).toHaveLength(1);
    expect(rows.size).toBe(0);
  });
});
