import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeEnvelope, readInscriptions } from '#lib/envelopes/index.ts';
import { encodeBitter, encodeBitterClaim, parseBitter } from '#lib/protocols/bitter.ts';
import { decodeRecord, protocolRecord } from '#lib/protocols/index.ts';
import { txidArbitrary } from '#tests/support/arbitrary-tx.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import vectors from '#tests/vectors/protocols/bitter.json' with { type: 'json' };

const TXID = 'a'.repeat(64);
const withTxid = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('TXID', TXID)) as T;

type Vector = { body: string; read?: object | null; code?: string };

function read(body: string) {
  const parsed = parseBitter(body);
  if (parsed === undefined) return null;
  if (!parsed.ok) return parsed.issue.code;
  const { value } = parsed;
  return value.op === 'claim' ? value : { ...value, issues: value.issues.map(({ code }) => code) };
}

function recordOf(body: string, contentType: string) {
  const script = encodeEnvelope({ contentType, body: encodeUtf8(body) });
  const [inscription] = readInscriptions(txWithOutputs({ script }), 'bsv');
  if (inscription === undefined) throw new Error('nothing to read');
  return protocolRecord.parse(decodeRecord(inscription));
}

describe('parseBitter', () => {
  it.each(withTxid<Vector[]>(vectors.vectors))('reads $body', ({ body, read: expected, code }) => {
    expect(read(body)).toEqual(code ?? expected);
  });

  it('bounds names, bodies and depth', () => {
    const post = (extra: string): string =>
      `{"p":".bitter","username":"a.bitter","op":"post","content":"x"${extra}}`;
    expect(read(`${'a'.repeat(64)}.bitter`)).toMatchObject({ op: 'claim' });
    expect(read(`${'a'.repeat(65)}.bitter`)).toBeNull();
    expect(read(post(`,"x":"${'y'.repeat(70_000)}"`))).toBe('json-too-long');
    expect(read(post(`,"x":${'['.repeat(40)}${']'.repeat(40)}`))).toBe('json-too-deep');
  });

  it('takes linear time on runs of white space', () => {
    const started = performance.now();
    for (const body of [
      `${' '.repeat(65_000)}x`,
      `x${' '.repeat(65_000)}x`,
      `x.bitter${' '.repeat(65_000)}x`,
    ]) {
      expect(read(body)).toBeNull();
    }
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('reads back what was written', () => {
    const content = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 300 })
      .filter((text) => text.isWellFormed());
    const name = fc.stringMatching(/^[a-z0-9_-]{1,32}$/);
    fc.assert(
      fc.property(
        name,
        content,
        fc.option(fc.tuple(txidArbitrary, fc.nat(0xffff_ffff))),
        (handle, text, to) => {
          expect(read(encodeBitterClaim(handle))).toEqual({ op: 'claim', name: handle });
          if (to === null) {
            expect(read(encodeBitter({ name: handle, content: text }))).toEqual({
              op: 'post',
              name: handle,
              content: text,
              issues: [],
            });
            return;
          }
          const [txid, vout] = to;
          const ordinal = toOutpoint(txid, vout);
          expect(read(encodeBitter({ name: handle, content: text, ordinal }))).toMatchObject({
            op: 'reply',
            content: text,
            target: { txid, vout, ordinal },
          });
        },
      ),
    );
  });

  it('writes strict JSON with the keys in their order', () => {
    expect(encodeBitter({ name: 'a', content: '"\n', ordinal: toOutpoint(asTxid(TXID), 0) })).toBe(
      `{"p":".bitter","username":"a.bitter","op":"reply","ordinal":"${TXID}_0","content":"\\"\\n"}`,
    );
  });

  it('never throws', () => {
    const near = fc.constantFrom(
      '{',
      '}',
      '"p"',
      '".bitter"',
      ':',
      ',',
      '"username"',
      '"a.bitter"',
      '"op"',
      '"post"',
      '"content"',
      '"',
      '\\',
      'a.bitter',
    );
    fc.assert(
      fc.property(fc.array(near, { maxLength: 30 }), (parts) => void parseBitter(parts.join(''))),
      { numRuns: 5_000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseBitter(text)));
  });
});

describe('a .bitter inscription', () => {
  const post = encodeBitter({ name: 'satoshi', content: 'hello' });

  it.each(['text/plain', 'text/plain;charset=utf-8', 'Text/Plain; charset=UTF-8', 'application/json'])(
    'may be %s',
    (type) => {
      expect(recordOf(post, type)).toMatchObject({
        kind: 'post',
        handle: 'satoshi',
        text: 'hello',
        via: 'bitter',
        issues: [],
      });
      expect(recordOf('satoshi.bitter', type)).toMatchObject({ kind: 'handle', name: 'satoshi' });
    },
  );

  it.each(['text/markdown', 'text/html', 'image/png', 'application/octet-stream'])('is not %s', (type) => {
    expect(recordOf(post, type).kind).not.toBe('post');
    expect(recordOf('satoshi.bitter', type).kind).not.toBe('handle');
  });

  it('that breaks a rule is unknown and says why, never a post', () => {
    expect(recordOf('{"p":".bitter","username":"a.bitter","op":"like"}', 'text/plain')).toMatchObject({
      kind: 'unknown',
      protocol: 'bitter',
      issues: [{ code: 'bitter-field' }],
    });
  });
});

describe.skipIf(!hasSharedFixtures)(`shared vectors${needsFixtures}`, () => {
  type Shared = {
    body: string;
    accept: boolean | string;
    parsed?: { op: string; username: string; content?: string; ordinal?: string };
  };
  const shared = hasSharedFixtures ? sharedJson<{ vectors: Shared[] }>('bitter-vectors.json').vectors : [];

  it.each(shared.filter(({ body }) => !body.includes('not recovered')))(
    '$body',
    ({ body, accept, parsed }) => {
      const result = parseBitter(body);
      expect(result?.ok ?? false).toBe(accept === true || accept === 'lenient');
      if (accept === 'lenient' && !/"op":"POST"/.test(body))
        expect(result).toMatchObject({ value: { issues: [{}] } });
      if (parsed === undefined || !result?.ok) return;
      const { username, op, content } = parsed;
      expect(result.value).toMatchObject({
        op,
        name: username.replace('.bitter', ''),
        ...(content === undefined ? {} : { content }),
      });
    },
  );
});
