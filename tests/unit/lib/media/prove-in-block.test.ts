import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { askPlace } from '#lib/chain/sources/esplora-place.ts';
import { createEsplora } from '#lib/chain/sources/esplora.ts';
import { createLookup } from '#lib/chain/sources/lookup.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { MediaDesk } from '#lib/media/media-desk.ts';
import { checkBlockWitness } from '#lib/proof/block-witness.ts';
import { readBundle } from '#lib/proof/bundle.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import {
  blockOf,
  coinbaseTx,
  commitTx,
  payTo,
  revealLeaf,
  revealTx,
  testKey,
} from '#tests/support/btc-reveal.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { serve } from '#tests/support/served.ts';

const KEY = testKey(11);
const leafOf = (text: string) =>
  revealLeaf(KEY, { tags: { contentType: 'text/plain' }, body: encodeUtf8(text) });
const idOf = (raw: Uint8Array): Txid => {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return txidOf(tx.value);
};

/** One output that was made for two scripts: both reveals have one txid, and one of them was mined. */
const PAYMENT = payTo([leafOf('what was mined'), leafOf('what was not')]);
const COMMIT = commitTx([PAYMENT.script]);
const [MINED, OTHER] = [0, 1].map((leaf) => revealTx(COMMIT, [{ payment: PAYMENT, leaf }], KEY)) as [
  Uint8Array,
  Uint8Array,
];
const TXID = idOf(MINED);
const GENESIS = mineTestHeader();
const BLOCK = blockOf(GENESIS.hash, coinbaseTx([MINED]), [MINED]);
const HEIGHT = 820_000;
const live = new AbortController().signal;

/** An esplora that has the block; `said` is what it answers in place of some of it. */
function serviceWith(reveal: Uint8Array, said: Readonly<Record<string, () => Response>> = {}) {
  const status = { confirmed: true, block_height: HEIGHT, block_hash: BLOCK.header.hash };
  const paths: Readonly<Record<string, () => Response>> = {
    [`/tx/${TXID}/raw`]: () => new Response(Uint8Array.from(reveal)),
    [`/tx/${idOf(COMMIT)}/raw`]: () => new Response(Uint8Array.from(COMMIT)),
    [`/tx/${TXID}/status`]: () => Response.json(status),
    [`/block-height/${HEIGHT}`]: () => new Response(BLOCK.header.hash),
    [`/block/${BLOCK.header.hash}/raw`]: () => new Response(Uint8Array.from(BLOCK.raw)),
    ...said,
  };
  return serve(({ url }) => paths[new URL(url).pathname]?.() ?? new Response('', { status: 404 }));
}

async function deskWith(fetch: ReturnType<typeof serve>, store?: ContentStore) {
  const entry = { name: 's', kind: 'esplora', chain: 'btc', url: 'http://s.test' } as const;
  const { name, url } = entry;
  const giver = {
    ...createEsplora({ name, url, fetch, pace: async () => undefined }),
    placeOf: askPlace(name, url, fetch),
  };
  return new MediaDesk({
    network: 'main',
    lookups: [createLookup(entry, { fetch })],
    givers: [giver],
    now: () => 7,
    store: store ?? (await ContentStore.open('main', { factory: new IDBFactory() })),
  });
}

const NAME = { txid: TXID, chain: 'btc', index: 0 } as const;

describe('content of BTC against its block', () => {
  it('is in it with just these bytes; that is kept, looked at anew, and goes along as a file', async () => {
    const store = await ContentStore.open('main', { factory: new IDBFactory() });
    const fetch = serviceWith(MINED);
    const desk = await deskWith(fetch, store);
    const asked = await desk.ask(NAME, 's', live);
    expect(asked).toMatchObject({ verdict: { state: 'committed' } });
    expect(asked).not.toHaveProperty('inBlock');
    const proved = await desk.prove(NAME, live);
    const place = { height: HEIGHT, hash: BLOCK.header.hash, index: 1, time: BLOCK.header.time };
    expect(proved?.inBlock).toMatchObject({ place });
    // The block is asked for by its height and its name, never by what is in it.
    const paths = fetch.asked.map(({ url }) => new URL(url).pathname);
    expect(paths.slice(-2)).toEqual([`/block-height/${HEIGHT}`, `/block/${BLOCK.header.hash}/raw`]);

    const later = await (await deskWith(serviceWith(MINED), store)).open(NAME);
    expect(later).toEqual(proved);
    const bundle = readBundle(new TextDecoder().decode(later?.file));
    if (!bundle.ok) throw new Error(bundle.issue.message);
    const { witness, headers, raw, network } = bundle.value;
    const [header] = headers?.list ?? [];
    if (witness === undefined || header === undefined) throw new Error('a proof that is none');
    expect(network).toBe('btc');
    const again = checkBlockWitness(raw, {
      height: headers?.from ?? 0,
      header: Uint8Array.from(header),
      coinbase: Uint8Array.from(witness.coinbase),
      coinbaseBump: Uint8Array.from(witness.coinbaseBump),
      witnessBump: Uint8Array.from(witness.witnessBump),
    });
    expect(again).toEqual(proved?.inBlock);
  });

  it('comes with a count where the block comes in parts', async () => {
    const store = await ContentStore.open('main', { factory: new IDBFactory() });
    const fetch = serviceWith(MINED);
    await (await deskWith(fetch, store)).ask(NAME, 's', live);
    const heard: (readonly [number, number])[] = [];
    const desk = new MediaDesk({
      network: 'main',
      lookups: [],
      givers: [
        {
          name: 's',
          placeOf: askPlace('s', 'http://s.test', fetch),
          async block(_height, _signal, onProgress) {
            onProgress?.(25, 40);
            return undefined;
          },
        },
      ],
      now: () => 7,
      store,
    });
    expect(await desk.prove(NAME, live, (done, of) => heard.push([done, of]))).toBeUndefined();
    expect(heard).toEqual([[25, 40]]);
  });

  it('is not when the block holds other words under the same txid', async () => {
    expect(idOf(OTHER)).toBe(TXID);
    const desk = await deskWith(serviceWith(OTHER));
    expect(await desk.ask(NAME, 's', live)).toMatchObject({ verdict: { state: 'committed' } });
    await expect(desk.prove(NAME, live)).rejects.toThrow('holds other bytes under this name');
    expect(await desk.open(NAME)).not.toHaveProperty('inBlock');
  });

  it('is said to be in none, or refused where the block is another', async () => {
    const unmined = await deskWith(
      serviceWith(MINED, { [`/tx/${TXID}/status`]: () => Response.json({ confirmed: false }) }),
    );
    await unmined.ask(NAME, 's', live);
    expect(await unmined.prove(NAME, live)).toBeUndefined();
    const empty = blockOf(GENESIS.hash, coinbaseTx([COMMIT]), [COMMIT]);
    const elsewhere = await deskWith(
      serviceWith(MINED, {
        [`/block/${BLOCK.header.hash}/raw`]: () => new Response(Uint8Array.from(empty.raw)),
      }),
    );
    await elsewhere.ask(NAME, 's', live);
    await expect(elsewhere.prove(NAME, live)).rejects.toThrow('proves nothing');
    // What was never asked for is asked of nobody now.
    const fetch = serviceWith(MINED);
    expect(await (await deskWith(fetch)).prove(NAME, live)).toBeUndefined();
    expect(fetch.asked).toEqual([]);
  });

  it('does not hold by a header without the work that it claims, or changed', async () => {
    const store = await ContentStore.open('main', { factory: new IDBFactory() });
    const desk = await deskWith(serviceWith(MINED), store);
    await desk.ask(NAME, 's', live);
    await desk.prove(NAME, live);
    const kept = await store.find(TXID);
    if (kept?.block === undefined) throw new Error('nothing was kept');
    const { block } = kept;
    for (const [part, at] of [
      ['header', 40],
      ['coinbase', 50],
      ['witnessBump', 40],
    ] as const) {
      const changed = Uint8Array.from(block[part]);
      changed[at] = (changed[at] ?? 0) ^ 0x80;
      expect(checkBlockWitness(MINED, { ...block, [part]: changed }), `${part} ${at}`).toBeUndefined();
    }
    // It claims the work of an early block of BTC.
    const claiming = Uint8Array.from(block.header);
    claiming.set([0xff, 0xff, 0x00, 0x1d], 72);
    expect(checkBlockWitness(MINED, { ...block, header: claiming })).toBeUndefined();
    expect(checkBlockWitness(OTHER, block)).toBeUndefined();
    expect(checkBlockWitness(MINED, { ...block, height: HEIGHT + 1 })).toBeUndefined();
  });
});
