import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { pushData } from '#lib/chain/script.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { encodeEnvelope, readInscriptions } from '#lib/envelopes/index.ts';
import { B_PREFIX } from '#lib/protocols/b.ts';
import { BAP_PREFIX } from '#lib/protocols/bap.ts';
import {
  decodeRecord,
  encodeLike,
  encodePost,
  encodeReply,
  protocolRecord,
  readAuthor,
  type ProtocolRecord,
} from '#lib/protocols/index.ts';
import { MAP_PREFIX } from '#lib/protocols/map.ts';
import { encodeTape, encodeTapes } from '#lib/protocols/tape.ts';
import { assemble } from '#tests/support/assemble.ts';
import { txWithOutputs, txWithWitnesses } from '#tests/support/tx-with.ts';
import { computedMs } from '#tests/support/computed-ms.ts';

const OWNER = new Uint8Array(20).fill(1);
const TXID = asTxid('ab'.repeat(32));
const SAMPLES = [
  encodePost({ text: 'hello', owner: OWNER }),
  encodePost({ text: 'hello', owner: OWNER, handle: 'satoshi' }),
  encodeReply({ text: 'hello', owner: OWNER, handle: 'satoshi', to: toOutpoint(TXID, 3) }),
  encodeLike(TXID),
].map((output) => txWithOutputs(output));

/** Every text in a record. The value of a JSON record is as its author wrote it, and so is left out. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, field]) => (key === 'value' ? [] : textsOf(field)));
}

/** Reads everything, and holds it to the schema of records and to text that is well-formed. */
function readAll(raw: Uint8Array, chain: 'bsv' | 'btc'): readonly ProtocolRecord[] {
  const tx = parseTx(raw);
  return readInscriptions(raw, chain).map((inscription) => {
    const record = protocolRecord.parse(decodeRecord(inscription));
    for (const text of textsOf(record)) expect(text.isWellFormed()).toBe(true);
    if (tx.ok) void readAuthor(inscription, tx.value);
    return record;
  });
}

describe('decodeRecord of hostile bytes', () => {
  it('gives a record of the union for every mutation', () => {
    const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const edits = fc.array(fc.tuple(position, fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), edits, (sample, changes) => {
        const raw = Uint8Array.from(sample);
        for (const [at, value] of changes) raw[Math.floor(at * raw.length)] = value;
        readAll(raw, 'bsv');
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives a record of the union for every arrangement of known parts', () => {
    const part = fc.constantFrom(
      "'19HxigV4QyBv3tHpQVcUEQyq1pzZVdoAut'",
      "'1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5'",
      "'15PciHG22SNLQJXMoSUaWVi7WSqc7hCfva'",
      "'1BAPSuaPnfGnSBM3GLV9yhxUdYe4vGbdMT'",
      "'SIGMA'",
      "'BSM'",
      "'|'",
      "'SET'",
      "'ADD'",
      "'JSON'",
      "':::'",
      "'type'",
      "'post'",
      "'like'",
      "'message'",
      "'follow'",
      "'tx'",
      "'context'",
      "'ID'",
      "'ATTEST'",
      "'ALIAS'",
      "'text/plain'",
      "'image/gif'",
      "'0'",
      "'{}'",
      '\'{"type":"post"}\'',
      '<474946383961>',
      '<ff>',
      '<>',
      'OP_1',
    );
    const envelope = fc.constantFrom(
      '',
      "OP_FALSE OP_IF 'ord' OP_1 'text/plain' OP_FALSE 'a.bitter' OP_ENDIF ",
      "OP_FALSE OP_IF 'ord' OP_1 'image/gif' OP_FALSE <474946383961> OP_ENDIF ",
    );
    fc.assert(
      fc.property(envelope, fc.array(part, { maxLength: 16 }), (head, parts) => {
        readAll(txWithOutputs({ script: assemble(`${head}OP_RETURN ${parts.join(' ')}`) }), 'bsv');
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives a record of the union for any body of any declared type', () => {
    const type = fc.constantFrom(
      'text/plain',
      'application/json',
      'image/png',
      'text/html',
      'image/svg+xml',
      'video/mp4',
      'x',
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.jsonValue().map((value) => new TextEncoder().encode(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(type, body, (declared, bytes) => {
        const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
        const script = assemble(`OP_FALSE OP_IF 'ord' <01> '${declared}' OP_FALSE <${hex}> OP_ENDIF`);
        readAll(txWithOutputs({ script }), 'bsv');
        readAll(txWithWitnesses([script, new Uint8Array(33)]), 'btc');
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps no object of an author among its own', () => {
    const script = assemble("OP_RETURN '1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5' 'SET' '__proto__' 'x' 'app' 'y'");
    const [record] = readInscriptions(txWithOutputs({ script }), 'bsv').map((inscription) =>
      decodeRecord(inscription),
    );
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(record).toEqual({ kind: 'unknown', app: 'y', issues: [] });
  });
});

/** Everything of us that reads JSON, with a document put where its author may put one. */
const MOUTHS: Readonly<Record<string, (document: Uint8Array) => Uint8Array>> = {
  'a text envelope': (body) => encodeEnvelope({ contentType: 'text/plain', body }),
  'a JSON envelope': (body) => encodeEnvelope({ contentType: 'application/json', body }),
  'a B tape': (body) => encodeTapes([encodeTape(B_PREFIX, body, 'application/json')]),
  'MAP JSON': (body) => encodeTapes([encodeTape(MAP_PREFIX, 'JSON', body)]),
  'a BAP alias': (body) => encodeTapes([encodeTape(BAP_PREFIX, 'ALIAS', 'id1', body)]),
};

/** Documents that parsers disagree about, choke on or are changed by. Each is a `.bitter` post, were it not for that. */
const DOCUMENTS: Readonly<Record<string, Uint8Array>> = {
  'a key twice': encodeUtf8('{"p":".bitter","username":"a.bitter","op":"post","content":"x","content":"y"}'),
  'a key twice, in two spellings': encodeUtf8('{"p":".bitter","username":"a.bitter","\\u0070":"x"}'),
  'invalid UTF-8': Uint8Array.of(
    ...encodeUtf8('{"p":".bitter","username":"a.bitter","content":"'),
    0xc3,
    0x28,
    0x22,
    0x7d,
  ),
  'half a character, as bytes': Uint8Array.of(
    ...encodeUtf8('{"p":".bitter","content":"'),
    0xed,
    0xa0,
    0x80,
    0x22,
    0x7d,
  ),
  'deep lists': encodeUtf8(`{"p":".bitter","x":${'['.repeat(30_000)}`),
  'deep objects': encodeUtf8(`{"p":".bitter","x":${'{"a":'.repeat(10_000)}`),
  'many keys': encodeUtf8(
    `{"p":".bitter",${Array.from({ length: 5_000 }, (_, n) => `"k${n}":0`).join(',')}}`,
  ),
  'no end': encodeUtf8('{"p":".bitter","username":"a.bitter","content":"'),
  'no JSON': encodeUtf8("{'p':'.bitter'}"),
};

describe('JSON of a hostile author', () => {
  const cases = Object.entries(MOUTHS).flatMap(([mouth, put]) =>
    Object.entries(DOCUMENTS).map(([what, document]) => [what, mouth, put(document)] as const),
  );

  it.each(cases)('%s in %s is refused with a reason, or is unknown', (_what, _mouth, script) => {
    for (const record of readAll(txWithOutputs({ script }), 'bsv')) {
      expect(['unknown', 'text']).toContain(record.kind);
      // A MAP tape alone says nothing that could be wrong with a record.
      if (record.kind === 'text' || ('protocol' in record && record.protocol !== undefined))
        expect(record.issues).not.toEqual([]);
    }
  });

  it.each(Object.entries(MOUTHS))('names of built-in properties in %s change nothing', (_mouth, put) => {
    const document =
      '{"__proto__":{"kind":"post","op":"reply","name":"x"},"constructor":{"prototype":{"op":"x"}},"toString":"x",' +
      '"p":".bitter","username":"a.bitter","op":"post","content":"hi","type":"like","hasOwnProperty":1}';
    for (const record of readAll(txWithOutputs({ script: put(encodeUtf8(document)) }), 'bsv'))
      expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['op']).toBeUndefined();
    expect(({} as Record<string, unknown>)['kind']).toBeUndefined();
  });

  it.each(Object.entries(MOUTHS))('half a character in %s is no text of a record', (_mouth, put) => {
    const half = '\\ud800';
    const document =
      `{"p":".bitter","username":"a.bitter","op":"post","content":"${half}","name":"${half}",` +
      `"app":"${half}","type":"post","${half}":"x","description":"${half}"}`;
    expect(readAll(txWithOutputs({ script: put(encodeUtf8(document)) }), 'bsv')).toHaveLength(1);
  });
});

describe('tapes that want to cost', () => {
  const cells = (count: number, cell: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => cell(n));
  const long = 'x'.repeat(4_000);

  it.each([
    ['commands', [MAP_PREFIX, ...cells(4_000, (n) => (n % 2 === 0 ? 'NOTHING' : ':::'))]],
    ['additions', [MAP_PREFIX, ...cells(4_000, (n) => ['ADD', 'tags', `${n}`, ':::'][n % 4] ?? '')]],
    [
      'deletions',
      [
        MAP_PREFIX,
        'ADD',
        'a',
        ...cells(2_000, (n) => long + n),
        ':::',
        'DELETE',
        'a',
        ...cells(2_000, (n) => long + n),
      ],
    ],
    ['separators', cells(4_000, () => '|')],
    ['signatures', cells(4_000, (n) => (n % 2 === 0 ? 'SIGMA' : '|'))],
    ['files', cells(4_000, (n) => [B_PREFIX, 'x', 'image/gif', '|'][n % 4] ?? '')],
  ])('many %s', (_what, tape) => {
    const script = concatBytes([Uint8Array.of(0x6a), ...tape.map((cell) => pushData(encodeUtf8(cell)))]);
    const raw = txWithOutputs({ script });
    let record: ReturnType<typeof readAll>[number] | undefined;
    expect(computedMs(() => ([record] = readAll(raw, 'bsv')))).toBeLessThan(2_000);
    expect(record?.issues.length ?? 0).toBeLessThan(20);
  });
});
