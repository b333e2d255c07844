import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeEnvelope, readInscriptions } from '#lib/envelopes/index.ts';
import { encodeBitmapBody, parseBitmap } from '#lib/protocols/bitmap.ts';
import { decodeRecord } from '#lib/protocols/index.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import vectors from '#tests/vectors/protocols/bitmap.json' with { type: 'json' };

function kindOf(body: string, contentType: string, contentEncoding?: string): string | undefined {
  const encoding = contentEncoding === undefined ? {} : { contentEncoding };
  const script = encodeEnvelope({ contentType, body: encodeUtf8(body), ...encoding });
  return readInscriptions(txWithOutputs({ script }), 'bsv').map(
    (inscription) => decodeRecord(inscription).kind,
  )[0];
}

describe('parseBitmap', () => {
  it.each(Object.entries(vectors.district))('reads the district %s', (body, height) => {
    expect(parseBitmap(body)).toEqual({ kind: 'district', height });
  });

  it.each(Object.entries(vectors.parcel))('reads the parcel %s', (body, [index, height]) => {
    expect(parseBitmap(body)).toEqual({ kind: 'parcel', index, height });
  });

  it.each(vectors.neither)('refuses %j', (body) => {
    expect(parseBitmap(body)).toBeUndefined();
  });

  it('reads back what was written, and nothing else says the same', () => {
    const u32 = fc.nat(0xffff_ffff);
    fc.assert(
      fc.property(u32, u32, (index, height) => {
        expect(parseBitmap(encodeBitmapBody({ kind: 'district', height }))).toEqual({
          kind: 'district',
          height,
        });
        expect(parseBitmap(encodeBitmapBody({ kind: 'parcel', index, height }))).toEqual({
          kind: 'parcel',
          index,
          height,
        });
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9.]{1,12}\.bitmap$/), (body) => {
        const claim = parseBitmap(body);
        if (claim !== undefined) expect(encodeBitmapBody(claim)).toBe(body);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a .bitmap inscription', () => {
  it.each(['text/plain', 'text/plain;charset=utf-8', 'text/plain; charset=utf-8'])('may be %s', (type) => {
    expect(kindOf('404.bitmap', type)).toBe('district');
    expect(kindOf('1.404.bitmap', type)).toBe('parcel');
  });

  it('is read as it lies, whatever encoding is declared', () => {
    expect(kindOf('404.bitmap', 'text/plain', 'br')).toBe('district');
  });

  it.each(['application/json', 'text/html', 'text/markdown', 'TEXT/PLAIN'])('is not %s', (type) => {
    expect(kindOf('404.bitmap', type)).not.toBe('district');
  });
});

describe.skipIf(!hasSharedFixtures)(`shared vectors${needsFixtures}`, () => {
  it('are read as they say', () => {
    type Vectors = { district: [string, number][]; parcel: [string, [number, number]][]; null: string[] };
    const shared = sharedJson<Vectors>('bitmap/parse-vectors.json');
    for (const [body, height] of shared.district)
      expect(parseBitmap(body)).toEqual({ kind: 'district', height });
    for (const [body, [index, height]] of shared.parcel)
      expect(parseBitmap(body)).toEqual({ kind: 'parcel', index, height });
    for (const body of shared.null) expect(parseBitmap(body)).toBeUndefined();
  });

  it('real claims are districts', () => {
    const { claims } = sharedJson<{ claims: { txid: string; content: string }[] }>('bitmap/claims.json');
    const reveals = sharedJson<{ txid: string; rawtx: string }[]>('btc/reveals.json');
    expect(claims.length).toBeGreaterThan(0);
    for (const { txid, content } of claims) {
      const raw = fromHex(reveals.find((reveal) => reveal.txid === txid)?.rawtx ?? '') ?? new Uint8Array(0);
      const records = readInscriptions(raw, 'btc').map((inscription) => decodeRecord(inscription));
      expect(records).toMatchObject([{ kind: 'district', height: Number.parseInt(content, 10) }]);
    }
  });
});
