import { describe, expect, it } from 'vitest';
import { esploraRoutes } from '#devnet/faces/esplora.ts';
import { asSats } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { createEsplora } from '#lib/chain/sources/esplora.ts';
import type { PageShelf } from '#lib/chain/sources/esplora-pages.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { createPace } from '#lib/chain/sources/pace.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';
import { serve } from '#tests/support/served.ts';

/** One of them has witnesses, which its id does not cover. */
const witnessed = encodeTx({
  version: 2,
  inputs: [
    {
      prevTxid: txidOfRaw(sampleRaw(99)),
      prevVout: 3,
      script: new Uint8Array(0),
      sequence: 0xffff_fffd,
      witness: [Uint8Array.of(1, 2, 3), new Uint8Array(0)],
    },
  ],
  outputs: [{ sats: asSats(5), script: Uint8Array.of(0x51) }],
  lockTime: 400_000,
});
const raws = Array.from({ length: 60 }, (_, at) => (at === 30 ? witnessed : sampleRaw(at + 1)));
const header = mineTestHeader({ merkleRoot: merkleRoot(raws.map(txidOfRaw)) });
const block = concatBytes([header.bytes, encodeVarint(raws.length), ...raws]);
const live = new AbortController().signal;

/** The devnet's own face over this one block; without the way that gives it whole, and with what a test breaks. */
function esplora(isBroken: (path: string) => Response | undefined = () => undefined) {
  const routes = esploraRoutes({
    store: {
      tip: () => undefined,
      blockAt: () => ({ hash: header.hash }),
      block: () => ({ hash: header.hash, height: 7, header: header.bytes }),
      blockBytes: () => block,
      tx: () => undefined,
    },
    // Only the store is read by these routes.
  } as unknown as Parameters<typeof esploraRoutes>[0]);
  return serve(async ({ url }) => {
    const path = url.replace('http://e.test', '');
    const broken = isBroken(path);
    if (broken !== undefined) return broken;
    if (path.endsWith('/raw')) return new Response('', { status: 404 });
    for (const route of routes) {
      const names = [...route.path.matchAll(/:([a-z]+)/g)].map(([, name = '']) => name);
      const match = new RegExp(`^${route.path.replaceAll(/:[a-z]+/g, '([^/]+)')}$`).exec(path);
      if (match === null) continue;
      const params = Object.fromEntries(names.map((name, at) => [name, match[at + 1] ?? '']));
      const reply = await route.handle({
        method: 'GET',
        params,
        query: new URLSearchParams(),
        header: () => undefined,
        body: new Uint8Array(0),
      });
      return new Response(typeof reply.body === 'string' ? reply.body : reply.body.slice(), {
        status: reply.status,
      });
    }
    return new Response('', { status: 404 });
  });
}

function memoryShelf(): PageShelf & { readonly names: () => string[] } {
  const rows = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    names: () => [...rows.keys()],
    find: (name) => Promise.resolve(rows.get(name)),
    keep: (name, bytes) => Promise.resolve(void rows.set(name, bytes)),
    drop: (names) => Promise.resolve(names.forEach((name) => rows.delete(name))),
  };
}

const open = (fetch: ReturnType<typeof esplora>, shelf: PageShelf = memoryShelf()) =>
  createEsplora({ name: 'e', url: 'http://e.test', fetch, shelf, pace: () => Promise.resolve() });

describe('a block in pages', () => {
  it('is put together where the whole of it is not given, and says how far it is', async () => {
    const steps: string[] = [];
    const shelf = memoryShelf();
    const given = await open(esplora(), shelf).block(7, live, (done, of) => steps.push(`${done} of ${of}`));
    expect(given).toEqual({ hash: header.hash, raw: block });
    expect(steps).toEqual(['25 of 60', '50 of 60', '60 of 60']);
    expect(shelf.names()).toEqual([]);
  });

  it('goes on where it was broken off', async () => {
    const shelf = memoryShelf();
    let isDown = true;
    const fetch = esplora((path) =>
      isDown && path.endsWith('/txs/50') ? new Response('', { status: 502 }) : undefined,
    );
    await expect(open(fetch, shelf).block(7, live)).rejects.toMatchObject({ kind: 'status' });
    expect(shelf.names()).toHaveLength(2);
    isDown = false;
    const before = fetch.asked.length;
    expect(await open(fetch, shelf).block(7, live)).toEqual({ hash: header.hash, raw: block });
    const pages = fetch.asked.slice(before).filter(({ url }) => url.includes('/txs/'));
    expect(pages.map(({ url }) => url.split('/').at(-1))).toEqual(['50']);
  });

  it('asks no more than four times a second', async () => {
    let now = 0;
    const at: number[] = [];
    const fetch = esplora(() => {
      at.push(now);
      now += 5;
      return undefined;
    });
    const pace = createPace(4, {
      now: () => now,
      wait: (ms) => {
        now += ms;
        return Promise.resolve();
      },
    });
    const source = createEsplora({ name: 'e', url: 'http://e.test', fetch, pace });
    await source.block(7, live);
    expect(at).toHaveLength(7);
    for (let each = 4; each < at.length; each += 1)
      expect((at[each] ?? 0) - (at[each - 4] ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it('refuses a page that is too short, says other transactions, or is none', async () => {
    const lie = (change: (page: Record<string, unknown>[]) => unknown): ReturnType<typeof esplora> => {
      const honest = esplora();
      return serve(async (asked) => {
        const response = await honest(asked.url, {});
        if (!asked.url.endsWith('/txs/25')) return response;
        return new Response(JSON.stringify(change((await response.json()) as Record<string, unknown>[])));
      });
    };
    for (const change of [
      (page: Record<string, unknown>[]) => page.slice(1),
      (page: Record<string, unknown>[]) => page.map((tx) => ({ ...tx, locktime: 5 })),
      (page: Record<string, unknown>[]) =>
        page.map((tx) => ({ ...tx, vout: [{ scriptpubkey: '51', value: 2 ** 54 }] })),
      (page: Record<string, unknown>[]) =>
        page.map((tx) => ({ ...tx, vout: [{ scriptpubkey: 'zz', value: 1 }] })),
      () => ({}),
    ])
      await expect(open(lie(change)).block(7, live)).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('says so when the block is gone meanwhile', async () => {
    const missing = serve(({ url }) =>
      url.includes('/block-height/') ? new Response(header.hash) : new Response('', { status: 404 }),
    );
    await expect(open(missing).block(7, live)).rejects.toMatchObject({ kind: 'status' });
  });
});
