import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { createLookup } from '#lib/chain/sources/lookup.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { MediaDesk, type MediaDeskOptions } from '#lib/media/media-desk.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { assemble } from '#tests/support/assemble.ts';
import { endless, serve } from '#tests/support/served.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';

const live = new AbortController().signal;
const LOCK = assemble(`OP_DUP OP_HASH160 <${'01'.repeat(20)}> OP_EQUALVERIFY OP_CHECKSIG`);

function inscribed(words: string): {
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly txid: ReturnType<typeof asTxid>;
} {
  const script = concatBytes([encodeEnvelope({ contentType: 'text/plain', body: encodeUtf8(words) }), LOCK]);
  const raw = Uint8Array.from(txWithOutputs({ script, sats: 1 }));
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error('a test that writes no transaction');
  return { raw, txid: txidOf(tx.value) };
}

const ENTRY = { name: 's', kind: 'esplora', chain: 'bsv', url: 'http://s.test' } as const;

function deskWith(fetch: ReturnType<typeof serve>, store?: MediaDeskOptions['store']): MediaDesk {
  const lookups = [createLookup(ENTRY, { fetch, limits: { maxBytes: 50_000, timeoutMs: 5_000 } })];
  return new MediaDesk({ network: 'main', lookups, now: () => 7, ...(store !== undefined && { store }) });
}

describe('opening', () => {
  const { raw, txid } = inscribed('hello');

  it('asks nobody, and finds what is held in a file of any form', async () => {
    const fetch = serve(() => new Response(raw));
    const desk = deskWith(fetch);
    expect(await desk.open({ txid })).toBeUndefined();
    expect((await desk.open({ txid }, raw))?.view.id).toBe(`${txid}_0`);
    const asHex = Uint8Array.from(encodeUtf8(toHex(raw)));
    expect((await desk.open({ txid, index: 0 }, asHex))?.view.kind).toBe('text');
    expect(await desk.open({ txid, index: 4 }, raw)).toBeUndefined();
    expect(await desk.open({ txid: asTxid('00'.repeat(32)) }, raw)).toBeUndefined();
    expect(fetch.asked).toEqual([]);
  });

  it('keeps what was asked for, so that the next time nobody is', async () => {
    const fetch = serve(() => new Response(raw));
    const store = await ContentStore.open('main', { factory: new IDBFactory() });
    const desk = deskWith(fetch, store);
    const asked = await desk.ask({ txid }, 's', live);
    expect(asked).toMatchObject({ view: { id: `${txid}_0` }, kept: { from: 's', at: 7 } });
    expect(fetch.asked.map(({ url }) => url)).toEqual([`http://s.test/tx/${txid}/raw`]);
    expect(await deskWith(fetch, store).open({ txid })).toMatchObject({ kept: { from: 's' } });
    expect(fetch.asked).toHaveLength(1);
    store.close();
  });

  it('refuses other bytes than were named, and asks only who is known', async () => {
    const other = inscribed('another');
    const desk = deskWith(serve(() => new Response(other.raw)));
    await expect(desk.ask({ txid }, 's', live)).rejects.toThrow('something else than was asked for');
    expect(await desk.ask({ txid }, 'nobody', live)).toBeUndefined();
    expect(
      await deskWith(serve(() => new Response('', { status: 404 }))).ask({ txid }, 's', live),
    ).toBeUndefined();
    await expect(
      deskWith(serve(() => new Response(endless(new Uint8Array(9_000)).body))).ask({ txid }, 's', live),
    ).rejects.toThrow(/50000/);
    await expect(
      deskWith(serve(() => new Response('', { status: 500 }))).ask({ txid }, 's', live),
    ).rejects.toThrow(/500/);
  });
});

describe('the lookups', () => {
  const { raw, txid } = inscribed('hello');

  it('ask each kind of service in its way', async () => {
    const asked = async (
      kind: '1sat-stack' | 'whatsonchain' | 'esplora',
      body: BodyInit,
    ): Promise<string> => {
      const fetch = serve(() => new Response(body));
      const found = await createLookup({ ...ENTRY, kind }, { fetch }).find(txid, live);
      expect(found).toEqual(raw);
      return fetch.asked[0]?.url.replace(txid, 'ID') ?? '';
    };
    expect(await asked('1sat-stack', raw)).toBe('http://s.test/beef/ID');
    expect(await asked('esplora', raw)).toBe('http://s.test/tx/ID/raw');
    expect(await asked('whatsonchain', `${toHex(raw)}\n`)).toBe('http://s.test/tx/ID/hex');
    const words = createLookup(
      { ...ENTRY, kind: 'whatsonchain' },
      { fetch: serve(() => new Response('no')) },
    );
    await expect(words.find(txid, live)).rejects.toThrow(/no hex/);
  });
});

describe('what is kept', () => {
  it('makes room by the oldest, and what fits in no case is not kept', async () => {
    const store = await ContentStore.open('main', { factory: new IDBFactory(), maxBytes: 100 });
    const name = (at: number) => asTxid(String(at).repeat(64));
    const keep = (at: number, bytes: number) =>
      store.keep({ txid: name(at), chain: 'bsv', file: new Uint8Array(bytes), commits: [], from: 's', at });
    await keep(1, 40);
    await keep(2, 40);
    await keep(3, 40);
    await keep(4, 101);
    const held = await Promise.all([1, 2, 3, 4].map((at) => store.find(name(at))));
    expect(held.map((row) => row?.at)).toEqual([undefined, 2, 3, undefined]);
    store.close();
  });
});
