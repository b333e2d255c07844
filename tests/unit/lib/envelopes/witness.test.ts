import { describe, expect, it } from 'vitest';
import { sha256 } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import { assemble } from '#tests/support/assemble.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes, sharedJson } from '#tests/support/shared-fixtures.ts';
import { txWithWitnesses } from '#tests/support/tx-with.ts';
import vectors from '#tests/vectors/envelopes/witness.json' with { type: 'json' };

type Expected = {
  contentType?: string;
  contentEncoding?: string;
  body?: string;
  fields?: string[][];
  flags?: string[];
};

const CONTROL_BLOCK = new Uint8Array(33).fill(0xc0);
const ANNEX = Uint8Array.of(0x50, 1);
const ENVELOPE = assemble("OP_FALSE OP_IF 'ord' <01> 'text/plain' OP_FALSE 'hi' OP_ENDIF");

function plain(inscription: Inscription) {
  return {
    contentType: inscription.contentType,
    contentEncoding: inscription.contentEncoding,
    body: inscription.body && toHex(inscription.body),
    flags: Object.entries(inscription.flags).flatMap(([flag, set]) => (set ? [flag] : [])),
  };
}

describe('readInscriptions of a witness', () => {
  it.each(vectors.vectors)('reads $what', ({ script, envelopes }) => {
    const found = readInscriptions(txWithWitnesses([assemble(script), CONTROL_BLOCK]), 'btc');
    expect(found.map(plain)).toEqual(
      (envelopes as Expected[]).map(({ contentType, contentEncoding, body, flags = [] }) => ({
        contentType,
        contentEncoding,
        body,
        flags: expect.toSatisfy((set: string[]) => set.toSorted().join() === flags.toSorted().join()),
      })),
    );
    (envelopes as Expected[]).forEach(({ fields }, at) => {
      if (fields === undefined) return;
      expect(found[at]?.fields.map(({ tag, value }) => [toHex(tag), toHex(value)])).toEqual(fields);
    });
  });

  it.each([
    ['no witness items', [[]], 0],
    ['a key path', [[ENVELOPE]], 0],
    ['a key path with an annex', [[ENVELOPE, ANNEX]], 0],
    ['a script path', [[ENVELOPE, CONTROL_BLOCK]], 1],
    ['a script path with an annex', [[ENVELOPE, CONTROL_BLOCK, ANNEX]], 1],
    ['arguments before the script', [[ENVELOPE, ENVELOPE, ENVELOPE, CONTROL_BLOCK]], 1],
    ['arguments, annex', [[CONTROL_BLOCK, CONTROL_BLOCK, ENVELOPE, CONTROL_BLOCK, ANNEX]], 1],
    ['an envelope where the script is not', [[ENVELOPE, CONTROL_BLOCK, CONTROL_BLOCK]], 0],
  ])('finds the tapscript: %s', (_, stacks, count) => {
    const extra = [Uint8Array.of(1)];
    expect(readInscriptions(txWithWitnesses(extra, ...stacks), 'btc')).toHaveLength(count);
  });

  it('reads every number opcode as the byte that it stands for', () => {
    for (let number = 1; number <= 16; number += 1) {
      const op = (0x50 + number).toString(16);
      const script = assemble(`OP_FALSE OP_IF 'ord' OP_FALSE raw:${op} OP_ENDIF`);
      const [found] = readInscriptions(txWithWitnesses([script, CONTROL_BLOCK]), 'btc');
      expect(found?.body).toEqual(Uint8Array.of(number));
      expect(found?.flags.pushnum).toBe(true);
    }
  });

  it('numbers envelopes over the transaction and says where each was', () => {
    const two = Uint8Array.of(...ENVELOPE, ...ENVELOPE);
    const broken = assemble("OP_FALSE OP_IF 'ord' OP_NOP");
    const raw = txWithWitnesses([two, CONTROL_BLOCK], [broken, CONTROL_BLOCK], [ENVELOPE, CONTROL_BLOCK]);
    const found = readInscriptions(raw, 'btc');
    expect(found.map(({ id, txid, input, offset }) => [id.replace(txid, ''), input, offset])).toEqual([
      ['i0', 0, 0],
      ['i1', 0, 1],
      ['i2', 2, 0],
    ]);
    expect(readInscriptions(raw, 'bsv')).toEqual([]);
  });
});

type Reveal = {
  txid: string;
  rawtx?: string;
  envelope_count: number;
  envelopes: {
    input: number;
    offset: number;
    content_type: string | null;
    body_len: number | null;
    body_sha256: string | null;
    fields: Record<string, string[]>;
    pushnum: boolean;
    stutter: boolean;
    duplicate_field: boolean;
    incomplete_field: boolean;
  }[];
};

describe.skipIf(!hasSharedFixtures)(`real reveals${needsFixtures}`, () => {
  const reveals = hasSharedFixtures
    ? [...sharedJson<Reveal[]>('btc/reveals.json'), ...sharedJson<Reveal[]>('btc/large-reveals.json')]
    : [];

  it.each(reveals)('$txid', ({ txid, rawtx, envelopes, envelope_count: count }) => {
    const raw = rawtx ?? new TextDecoder().decode(sharedBytes(`btc/${txid}.hex`)).trim();
    const found = readInscriptions(fromHex(raw) ?? new Uint8Array(0), 'btc');
    expect(found).toHaveLength(count);
    envelopes.forEach((expected, at) => {
      const inscription = found[at];
      if (inscription === undefined) throw new Error('missing');
      expect(inscription.id).toBe(`${txid}i${at}`);
      expect(inscription.input).toBe(expected.input);
      expect(inscription.offset).toBe(expected.offset);
      expect(inscription.contentType ?? null).toBe(expected.content_type);
      expect(inscription.body?.length ?? null).toBe(expected.body_len);
      expect(inscription.body ? toHex(sha256(inscription.body)) : null).toBe(expected.body_sha256);
      expect(inscription.flags).toMatchObject({
        pushnum: expected.pushnum,
        stutter: expected.stutter,
        duplicateField: expected.duplicate_field,
        incompleteField: expected.incomplete_field,
      });
      for (const [tag, values] of Object.entries(expected.fields)) {
        const read = inscription.fields
          .filter((field) => toHex(field.tag) === tag)
          .map(({ value }) => toHex(value));
        expect(
          read.map((value, n) => (values[n]?.startsWith('<') ? `<${value.length / 2} bytes>` : value)),
        ).toEqual(values);
      }
    });
  });
});
