import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeEnvelope, readInscriptions } from '#lib/envelopes/index.ts';
import { encodeBitter, encodeBitterClaim, parseBitter } from '#lib/protocols/bitter.ts';
import { decodeRecord, protocolRecord } from '#lib/protocols/index.ts';
import { txidArbitrary } from '#tests/support/arbitrary-tx.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import vectors from '#tests/vectors/protocols/bitter.json' with { type: 'json' };
import { computedMs } from '#tests/support/computed-ms.ts';

const TXID = 'a'.repeat(64);
const withTxid = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('TXID', TXID)) as T;

type Vector = { body: string; read?: object | null; code?: string; ours?: boolean };

function read(body: string) {
  const parsed = parseBitter(body);
  if (parsed === undefined) return null;
  if (!parsed.ok) return parsed.issue.code;
  const { value } = parsed;
  return { ...value, issues: value.issues.map(({ code }) => code) };
}

function recordOf(body: string | Uint8Array, contentType: string) {
  const script = encodeEnvelope({
    contentType,
    body: typeof body === 'string' ? encodeUtf8(body) : body,
  });
  const [inscription] = readInscriptions(txWithOutputs({ script }), 'bsv');
  if (inscription === undefined) throw new Error('nothing to read');
  return protocolRecord.parse(decodeRecord(inscription));
}

describe('parseBitter', () => {
  it.each(withTxid<Vector[]>(vectors.vectors))('reads $body', ({ body, read: expected, code, ours }) => {
    expect(read(body)).toEqual(code ?? expected);
    if (code !== undefined) expect(parseBitter(body)).toMatchObject({ ours: ours ?? true });
  });

  it('takes an outpoint for a name on BSV alone', () => {
    const reply = (ordinal: string): string =>
      `{"p":".bitter","username":"a.bitter","op":"reply","ordinal":"${ordinal}","content":"x"}`;
    expect(parseBitter(reply(`${TXID}_1`), 'btc')).toMatchObject({ issue: { code: 'bitter-ordinal' } });
    expect(parseBitter(reply(`${TXID}i1`), 'btc')).toMatchObject({ value: { target: { txid: TXID } } });
  });

  it('bounds names, bodies and depth', () => {
    const post = (extra: string): string =>
      `{"p":".bitter","username":"a.bitter","op":"post","content":"x"${extra}}`;
    expect(read(`${'a'.repeat(64)}.bitter`)).toMatchObject({ op: 'claim' });
    expect(read(`${'a'.repeat(65)}.bitter`)).toBe('name-too-long');
    expect(read(`${'a '.repeat(65)}.bitter`)).toBeNull();
    expect(read(post(`,"x":"${'y'.repeat(70_000)}"`))).toBe('json-too-long');
    expect(read(post(`,"x":${'['.repeat(40)}${']'.repeat(40)}`))).toBe('json-too-deep');
  });

  it('takes linear time on runs of white space', () => {
    for (const body of [
      `${' '.repeat(65_000)}x`,
      `x${' '.repeat(65_000)}x`,
      `x.bitter${' '.repeat(65_000)}x`,
      `x${' '.repeat(65_000)}x.bitter`,
    ]) {
      expect(computedMs(() => expect(read(body)).toBeNull())).toBeLessThan(1_000);
    }
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
          expect(read(encodeBitterClaim(handle))).toEqual({ op: 'claim', name: handle, issues: [] });
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

  it('that is no text of ours says so', () => {
    const long = `{"p":".bitter","username":"a.bitter","op":"post","content":"${'x'.repeat(70_000)}"}`;
    expect(recordOf(long, 'text/plain')).toMatchObject({
      kind: 'unknown',
      protocol: 'bitter',
      issues: [{ code: 'bitter-too-long' }],
    });
    const broken = concatBytes([encodeUtf8('{"p":".bitter","content":"'), Uint8Array.of(0xff, 0x22, 0x7d)]);
    expect(recordOf(broken, 'text/plain')).toMatchObject({
      kind: 'unknown',
      protocol: 'bitter',
      issues: [{ code: 'bitter-utf8' }],
    });
  });

  it('that only looks like one stays what it is, and says why', () => {
    expect(recordOf('a.b.bitter', 'text/plain')).toMatchObject({
      kind: 'text',
      issues: [{ code: 'name-dot' }],
    });
    expect(recordOf('{"p":"x","username":"a.bitter"}', 'application/json')).toMatchObject({
      kind: 'json',
      issues: [{ code: 'bitter-other-protocol' }],
    });
  });

  it('marks a name that passes for another', () => {
    expect(recordOf('\u0440aypal.bitter', 'text/plain')).toMatchObject({
      kind: 'handle',
      name: '\u0440aypal',
      issues: [{ code: 'name-mixed-script' }, { code: 'name-lookalike' }],
    });
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
