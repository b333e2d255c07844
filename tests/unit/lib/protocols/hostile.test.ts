import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import {
  decodeRecord,
  encodeLike,
  encodePost,
  encodeReply,
  protocolRecord,
  readAuthor,
} from '#lib/protocols/index.ts';
import { assemble } from '#tests/support/assemble.ts';
import { txWithOutputs, txWithWitnesses } from '#tests/support/tx-with.ts';

const OWNER = new Uint8Array(20).fill(1);
const TXID = asTxid('ab'.repeat(32));
const SAMPLES = [
  encodePost({ text: 'hello', owner: OWNER }),
  encodePost({ text: 'hello', owner: OWNER, handle: 'satoshi' }),
  encodeReply({ text: 'hello', owner: OWNER, handle: 'satoshi', to: toOutpoint(TXID, 3) }),
  encodeLike(TXID),
].map((output) => txWithOutputs(output));

/** Reads everything and holds it to the schema of records. */
function readAll(raw: Uint8Array, chain: 'bsv' | 'btc'): void {
  const tx = parseTx(raw);
  for (const inscription of readInscriptions(raw, chain)) {
    protocolRecord.parse(decodeRecord(inscription));
    if (tx.ok) void readAuthor(inscription, tx.value);
  }
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
