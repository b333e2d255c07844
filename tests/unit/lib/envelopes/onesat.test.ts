import * as fc from 'fast-check';
import { OrdP2PKH } from 'js-1sat-ord';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { encodeEnvelope, readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import { assemble } from '#tests/support/assemble.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import vectors from '#tests/vectors/envelopes/onesat.json' with { type: 'json' };

const KEY_HASH = new Uint8Array(20).fill(0x11);
const LOCK = 'OP_DUP OP_HASH160 <1111111111111111111111111111111111111111> OP_EQUALVERIFY OP_CHECKSIG';

type Expected = {
  contentType?: string;
  body?: string;
  owned?: boolean;
  fields?: string[][];
  flags?: string[];
  tapes?: string[][];
};

const tapesOf = ({ bitcom }: Inscription) =>
  bitcom?.map(({ prefix, cells }) => [prefix, ...cells.map(toHex)]);

describe('readInscriptions of an output', () => {
  it.each(vectors.vectors)('reads $what', ({ script, inscription }) => {
    const [found, ...more] = readInscriptions(
      txWithOutputs({ script: assemble(script.replace('KEY', LOCK)) }),
      'bsv',
    );
    expect(more).toEqual([]);
    if (inscription === undefined) {
      expect(found).toBeUndefined();
      return;
    }
    if (found === undefined) throw new Error('nothing found');
    const { contentType, body, owned, fields, flags = [], tapes }: Expected = inscription;
    expect(found.contentType).toBe(contentType);
    expect(found.body && toHex(found.body)).toBe(body);
    expect(found.owner).toBe(owned ? toHex(KEY_HASH) : undefined);
    expect(Object.entries(found.flags).flatMap(([flag, set]) => (set ? [flag] : []))).toEqual(flags);
    expect(tapesOf(found)).toEqual(tapes);
    if (fields !== undefined) {
      expect(found.fields.map(({ tag, value }) => [toHex(tag), toHex(value)])).toEqual(fields);
    }
  });

  it('counts an envelope on exactly one satoshi only, and tapes on any amount', () => {
    const script = assemble(`OP_FALSE OP_IF 'ord' OP_FALSE <aa> OP_ENDIF ${LOCK}`);
    const withTape = concatBytes([script, assemble("OP_RETURN 'map'")]);
    const raw = txWithOutputs(
      { script, sats: 2 },
      { script, sats: 0 },
      { script },
      { script: withTape, sats: 2 },
    );
    const found = readInscriptions(raw, 'bsv');
    expect(found.map(({ vout, body }) => [vout, body && toHex(body)])).toEqual([
      [2, 'aa'],
      [3, undefined],
    ]);
  });

  it('names an inscription by its outpoint', () => {
    const raw = txWithOutputs(
      { script: assemble(LOCK) },
      { script: assemble("OP_FALSE OP_RETURN 'a'"), sats: 0 },
    );
    const tx = parseTx(raw);
    if (!tx.ok) throw new Error(tx.issue.message);
    const found = readInscriptions(raw, 'bsv');
    expect(found.map(({ id, txid, vout, chain }) => ({ id, txid, vout, chain }))).toEqual([
      { id: `${txidOf(tx.value)}_1`, txid: txidOf(tx.value), vout: 1, chain: 'bsv' },
    ]);
    expect(readInscriptions(raw, 'btc')).toEqual([]);
  });

  it('reads a bounded number of pushes, however many there are', () => {
    const script = concatBytes([assemble("OP_FALSE OP_RETURN 'map'"), new Uint8Array(1_000_000)]);
    const [found] = readInscriptions(txWithOutputs({ script, sats: 0 }), 'bsv');
    expect(found?.bitcom?.[0]?.cells.length).toBeLessThan(5_000);
  });
});

const contentArbitrary = fc.record(
  {
    contentType: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => text.isWellFormed()),
    body: fc.uint8Array({ minLength: 1, maxLength: 700 }),
    parent: fc.uint8Array({ minLength: 36, maxLength: 36 }),
    contentEncoding: fc.constantFrom('br', 'gzip'),
  },
  { requiredKeys: ['contentType', 'body'] },
);

describe('encodeEnvelope', () => {
  it('reads back, before and after a lock', () => {
    fc.assert(
      fc.property(contentArbitrary, fc.boolean(), (content, lockFirst) => {
        const [envelope, lock] = [encodeEnvelope(content), p2pkhScript(KEY_HASH)];
        const script = concatBytes(lockFirst ? [lock, envelope] : [envelope, lock]);
        const [found] = readInscriptions(txWithOutputs({ script }), 'bsv');
        expect(found?.contentType).toBe(content.contentType);
        expect(found?.contentEncoding).toBe(content.contentEncoding);
        expect(found?.body).toEqual(content.body);
        expect(found?.owner).toBe(toHex(KEY_HASH));
        expect(found?.fields.find(({ tag }) => tag[0] === 3)?.value).toEqual(content.parent);
        expect(found?.flags).toMatchObject({ duplicateField: false, incompleteField: false });
      }),
    );
  });

  it('writes the same bytes as js-1sat-ord', () => {
    const address = encodeAddress(KEY_HASH, 0);
    fc.assert(
      fc.property(contentArbitrary, ({ contentType, body }) => {
        const theirs = new OrdP2PKH().lock(address, {
          contentType,
          dataB64: btoa(String.fromCharCode(...body)),
        });
        expect(toHex(concatBytes([encodeEnvelope({ contentType, body }), p2pkhScript(KEY_HASH)]))).toBe(
          theirs.toHex(),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what readers disagree on', () => {
    const body = Uint8Array.of(1);
    expect(() => encodeEnvelope({ contentType: 'a/b', body: new Uint8Array(0) })).toThrow(RangeError);
    expect(() => encodeEnvelope({ contentType: '', body })).toThrow(RangeError);
    expect(() => encodeEnvelope({ contentType: 'a'.repeat(256), body })).toThrow(RangeError);
    expect(() => encodeEnvelope({ contentType: 'a/b', body, parent: new Uint8Array(35) })).toThrow(
      RangeError,
    );
  });
});

describe.skipIf(!hasSharedFixtures)(`real outputs${needsFixtures}`, () => {
  type Sample = { txid: string; rawtx: string; protocols_by_marker: string[] };
  const samples = hasSharedFixtures ? sharedJson<Sample[]>('bsv/txs.json') : [];

  it.each(samples)('$txid has what its markers say', ({ txid, rawtx, protocols_by_marker: markers }) => {
    const found = readInscriptions(fromHex(rawtx) ?? new Uint8Array(0), 'bsv');
    expect(found.length).toBeGreaterThan(0);
    expect(found.some(({ body }) => body !== undefined)).toBe(markers.includes('ORD'));
    const prefixes = found.flatMap(({ bitcom = [] }) => bitcom.map(({ prefix }) => prefix));
    expect(prefixes.includes('1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5')).toBe(
      markers.includes('MAP') && txid.slice(0, 8) !== '208ec9c5',
    );
    expect(prefixes.includes('15PciHG22SNLQJXMoSUaWVi7WSqc7hCfva')).toBe(markers.includes('AIP'));
    expect(prefixes.includes('SIGMA')).toBe(markers.includes('SIGMA'));
  });
});
