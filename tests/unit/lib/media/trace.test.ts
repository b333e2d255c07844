import { describe, expect, it } from 'vitest';
import { asSats, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { createLookup } from '#lib/chain/sources/lookup.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { traceOnesat, type TraceSource } from '#lib/media/trace.ts';
import { serve } from '#tests/support/served.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';

const key = (byte: number): Uint8Array => new Uint8Array(20).fill(byte);
const lock = (byte: number): Uint8Array => p2pkhScript(key(byte));
const hex = (byte: number): string => byte.toString(16).padStart(2, '0').repeat(20);

/** A chain in memory: what was written, and who spends what. */
class Town {
  readonly txs = new Map<Txid, Uint8Array>();
  readonly spenders = new Map<Outpoint, Txid>();

  write(
    inputs: readonly Outpoint[],
    outputs: readonly (readonly [sats: number, script: Uint8Array])[],
  ): Txid {
    const raw = encodeTx({
      version: 1,
      inputs: inputs.map((outpoint) => ({
        prevTxid: outpoint.slice(0, 64) as Txid,
        prevVout: Number(outpoint.slice(65)),
        script: new Uint8Array(0),
        sequence: 0xffff_ffff,
      })),
      outputs: outputs.map(([sats, script]) => ({ sats: asSats(sats), script })),
      lockTime: 0,
    });
    return this.add(raw, inputs);
  }

  add(raw: Uint8Array, inputs: readonly Outpoint[] = []): Txid {
    const tx = parseTx(raw);
    if (!tx.ok) throw new Error('a test that writes no transaction');
    const txid = txidOf(tx.value);
    this.txs.set(txid, raw);
    for (const outpoint of inputs) this.spenders.set(outpoint, txid);
    return txid;
  }

  readonly source: TraceSource = {
    spender: async (outpoint) => this.spenders.get(outpoint),
    find: async (txid) => this.txs.get(txid),
  };
}

function inscribe(town: Town): Outpoint {
  const script = concatBytes([encodeEnvelope({ contentType: 'text/plain', body: encodeUtf8('a') }), lock(1)]);
  return toOutpoint(town.add(txWithOutputs({ script, sats: 1 })), 0);
}

describe('an inscription is followed', () => {
  it('from hand to hand, to where nobody has spent it', async () => {
    const town = new Town();
    const from = inscribe(town);
    const second = toOutpoint(town.write([from], [[1, lock(2)]]), 0);
    const third = toOutpoint(
      town.write(
        [second],
        [
          [1, lock(3)],
          [900, lock(9)],
        ],
      ),
      0,
    );
    expect(await traceOnesat(from, town.source)).toEqual({
      steps: [
        { outpoint: from, owner: hex(1) },
        { outpoint: second, owner: hex(2) },
        { outpoint: third, owner: hex(3) },
      ],
      end: 'held',
    });
  });

  it('through a later input, by what those before are worth', async () => {
    const town = new Town();
    const from = inscribe(town);
    const coin = toOutpoint(town.add(txWithOutputs({ script: lock(8), sats: 50 })), 0);
    const moved = town.write(
      [coin, from],
      [
        [50, lock(8)],
        [1, lock(2)],
      ],
    );
    const trace = await traceOnesat(from, town.source);
    expect(trace?.steps.at(-1)).toEqual({ outpoint: toOutpoint(moved, 1), owner: hex(2) });
    town.txs.delete(coin.slice(0, 64) as Txid);
    expect(await traceOnesat(from, town.source)).toMatchObject({ steps: [{}], end: 'unclear' });
  });

  it('to where it was merged, or paid to a miner', async () => {
    const town = new Town();
    const merged = inscribe(town);
    town.write([merged], [[900, lock(2)]]);
    expect(await traceOnesat(merged, town.source)).toMatchObject({ steps: [{}, {}], end: 'merged' });
    const paid = new Town();
    const burnt = inscribe(paid);
    paid.write([burnt], [[0, lock(2)]]);
    expect(await traceOnesat(burnt, paid.source)).toMatchObject({ steps: [{}], end: 'unclear' });
  });

  it('no further than two dozen moves, and not by a liar', async () => {
    const town = new Town();
    const from = inscribe(town);
    let at = from;
    for (let move = 0; move < 40; move += 1) at = toOutpoint(town.write([at], [[1, lock(move)]]), 0);
    const trace = await traceOnesat(from, town.source);
    expect([trace?.steps.length, trace?.end]).toEqual([25, 'long']);
    const liar: TraceSource = { ...town.source, spender: async () => from.slice(0, 64) as Txid };
    expect(await traceOnesat(from, liar)).toMatchObject({ steps: [{}], end: 'unclear' });
    expect(await traceOnesat(toOutpoint('00'.repeat(32) as Txid, 0), town.source)).toBeUndefined();
  });
});

describe('the service that tells of spends', () => {
  const entry = { name: 's', kind: '1sat-stack', chain: 'bsv', url: 'http://s.test' } as const;
  const live = new AbortController().signal;
  const at = toOutpoint('ab'.repeat(32) as Txid, 3);

  it('is asked by outpoint, and its answer is held to its shape', async () => {
    const txid = 'cd'.repeat(32);
    const fetch = serve(({ url }) => Response.json({ spendTxid: url.includes('/txo/') ? txid : null }));
    expect(await createLookup(entry, { fetch }).spender?.(at, live)).toBe(txid);
    expect(fetch.asked[0]?.url).toBe(`http://s.test/txo/${at}/spend`);
    const nobody = createLookup(entry, { fetch: serve(() => Response.json({ spendTxid: null })) });
    expect(await nobody.spender?.(at, live)).toBeUndefined();
    const odd = createLookup(entry, { fetch: serve(() => Response.json({ spendTxid: 'x' })) });
    await expect(odd.spender?.(at, live)).rejects.toThrow(/shape/);
    expect(createLookup({ ...entry, kind: 'esplora' }).spender).toBeUndefined();
  });
});
