import { describe, expect, it } from 'vitest';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeEnvelope, readInscriptions, type EnvelopeContent } from '#lib/envelopes/index.ts';
import { decodeRecord, protocolRecord } from '#lib/protocols/index.ts';
import { essence } from '#lib/protocols/media-type.ts';
import { assemble } from '#tests/support/assemble.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import vectors from '#tests/vectors/protocols/content.json' with { type: 'json' };

const bytesOf = (text: string): Uint8Array =>
  (text.startsWith("'") ? encodeUtf8(text.slice(1, -1)) : fromHex(text)) ?? new Uint8Array(0);

function recordOf(script: Uint8Array) {
  const [inscription] = readInscriptions(txWithOutputs({ script }), 'bsv');
  if (inscription === undefined) throw new Error('nothing to read');
  return protocolRecord.parse(decodeRecord(inscription));
}

const inEnvelope = (content: EnvelopeContent) => recordOf(encodeEnvelope(content));

describe('content', () => {
  it.each(vectors.vectors)('$type with $body is $kind', ({ type, body, kind, contentType, issue }) => {
    const bytes = bytesOf(body);
    const record = inEnvelope({ contentType: type, body: bytes });
    expect(record).toMatchObject({ kind, ...(contentType === undefined ? {} : { contentType }) });
    expect(record.issues.map(({ code }) => code)).toEqual(issue === undefined ? [] : [issue]);
    expect('body' in record && record.body).toEqual(bytes);
  });

  it('is not opened when it is packed', () => {
    const packed = inEnvelope({
      contentType: 'text/plain',
      contentEncoding: 'br',
      body: bytesOf("'packed words'"),
    });
    expect(packed).toMatchObject({
      kind: 'unknown',
      contentEncoding: 'br',
      issues: [{ code: 'content-encoded' }],
    });
  });

  it('without a body or a type is unknown', () => {
    expect(recordOf(assemble("OP_FALSE OP_IF 'ord' OP_1 'image/png' OP_ENDIF"))).toEqual({
      kind: 'unknown',
      issues: [],
    });
    expect(recordOf(assemble("OP_FALSE OP_IF 'ord' OP_FALSE <aa> OP_ENDIF"))).toMatchObject({
      kind: 'unknown',
      contentType: '',
    });
  });

  it('on a B tape is read alike, with its file name', () => {
    const script = assemble(
      "OP_FALSE OP_RETURN '19HxigV4QyBv3tHpQVcUEQyq1pzZVdoAut' <474946383961> 'image/gif' 'binary' 'a.gif'",
    );
    expect(recordOf(script)).toMatchObject({ kind: 'image', contentType: 'image/gif', filename: 'a.gif' });
  });
});

describe('essence', () => {
  it.each([
    ['text/plain', 'text/plain'],
    ['Text/Plain; charset=UTF-8', 'text/plain'],
    [' image/png ;x', 'image/png'],
    ['', ''],
    [`text/${'x'.repeat(300)}`, ''],
  ])('of %j is %s', (contentType, type) => {
    expect(essence(contentType)).toBe(type);
  });
});
