import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor } from '#lib/bytes/cbor.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { pushData } from '#lib/chain/script.ts';
import {
  curseOf,
  decodeInscriptionId,
  encodeInscriptionId,
  readInscriptions,
  readOrdFields,
  withDelegate,
  type Inscription,
} from '#lib/envelopes/index.ts';
import { txidArbitrary } from '#tests/support/arbitrary-tx.ts';
import { assemble } from '#tests/support/assemble.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes, sharedJson } from '#tests/support/shared-fixtures.ts';
import { txWithWitnesses } from '#tests/support/tx-with.ts';

const CONTROL_BLOCK = new Uint8Array(33);
const WIRE = Array.from({ length: 32 }, (_, at) => at.toString(16).padStart(2, '0')).join('');
const TXID = Array.from({ length: 32 }, (_, at) => (31 - at).toString(16).padStart(2, '0')).join('');
const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);

/**
 * An inscription whose envelope holds `payload`. A txid does not cover witnesses, so transactions that are to differ need
 * another number of inputs.
 */
function inscribe(payload: string, otherInputs = 0): Inscription {
  const script = assemble(`OP_FALSE OP_IF 'ord' ${payload} OP_ENDIF`);
  const others = Array.from({ length: otherInputs }, () => []);
  const [found] = readInscriptions(txWithWitnesses([script, CONTROL_BLOCK], ...others), 'btc');
  if (found === undefined) throw new Error('nothing found');
  return found;
}

describe('an inscription id in bytes', () => {
  it.each([
    ['no index', WIRE, `${TXID}i0`],
    ['an index of one byte', `${WIRE}01`, `${TXID}i1`],
    ['an index of two bytes', `${WIRE}0102`, `${TXID}i513`],
    ['an index of three bytes', `${WIRE}010203`, `${TXID}i197121`],
    ['an index of four bytes', `${WIRE}01020304`, `${TXID}i67305985`],
    ['the largest index', `${WIRE}ffffffff`, `${TXID}i4294967295`],
    ['four bytes that end in zeros', `${WIRE}01000000`, `${TXID}i1`],
    ['four zeros', `${WIRE}00000000`, `${TXID}i0`],
    ['one zero', `${WIRE}00`, undefined],
    ['two bytes that end in a zero', `${WIRE}0100`, undefined],
    ['three bytes that end in a zero', `${WIRE}010000`, undefined],
    ['a byte too many', `${WIRE}0102030405`, undefined],
    ['a byte too few', WIRE.slice(2), undefined],
    ['nothing', '', undefined],
  ])('is read: %s', (_what, hex, id) => {
    expect(decodeInscriptionId(bytesOf(hex))).toBe(id);
  });

  it('is written in its shortest form, and read back', () => {
    fc.assert(
      fc.property(txidArbitrary, fc.integer({ min: 0, max: 0xffff_ffff }), (txid, index) => {
        const bytes = encodeInscriptionId(`${txid}i${index}`);
        expect(decodeInscriptionId(bytes)).toBe(`${txid}i${index}`);
        expect(bytes.at(-1) !== 0 || bytes.length === 32).toBe(true);
      }),
    );
  });

  it.each([
    `${TXID}`,
    `${TXID}i`,
    `${TXID}i01`,
    `${TXID}i-1`,
    `${TXID}i4294967296`,
    `${TXID.toUpperCase()}i0`,
    `${TXID}_0`,
  ])('is not made of %s', (id) => {
    expect(() => encodeInscriptionId(id)).toThrow(TypeError);
  });
});

describe('readOrdFields', () => {
  it('reads every tag that means something', () => {
    const payload = `<01> 'a/b' <02> <0102> <03> <${WIRE}> <05> <f6> <07> 'brc-20' <09> 'br' <0b> <${WIRE}05>
      <0d> <cc> <0f> 'a note' <11> <a0> <13> 'br' <ff> 'nop' OP_FALSE 'x'`;
    expect(readOrdFields(inscribe(payload))).toEqual({
      pointer: 513n,
      parents: [`${TXID}i0`],
      metadata: Uint8Array.of(0xf6),
      metaprotocol: 'brc-20',
      delegate: `${TXID}i5`,
      rune: Uint8Array.of(0xcc),
      properties: Uint8Array.of(0xa0),
      propertyEncoding: 'br',
    });
  });

  it('takes the first of a single value, every parent once, and joins what comes in parts', () => {
    const payload = `<02> <07> <02> <08> <07> 'a' <07> 'b' <05> <63> <11> <a1> <05> <61> <03> <${WIRE}01> <05> <6263> <11> <0102>
      <03> <${WIRE}> <03> <${WIRE}01> <03> <aa>`;
    expect(readOrdFields(inscribe(payload))).toEqual({
      pointer: 7n,
      metaprotocol: 'a',
      metadata: bytesOf('63616263'),
      properties: bytesOf('a10102'),
      parents: [`${TXID}i1`, `${TXID}i0`],
    });
  });

  it.each([
    ['nothing', '<>', 0n],
    ['one byte', '<ff>', 255n],
    ['eight bytes', '<ffffffffffffffff>', 0xffff_ffff_ffff_ffffn],
    ['zeros behind eight bytes', '<01000000000000000000>', 1n],
    ['more than eight bytes', '<010000000000000001>', undefined],
    ['a number opcode', 'OP_16', 16n],
  ])('reads a pointer of %s', (_what, value, pointer) => {
    expect(readOrdFields(inscribe(`<02> ${value}`)).pointer).toBe(pointer);
  });

  it('leaves out what is malformed, and tags in another form', () => {
    const payload = "<07> <80> <0b> <aa> <13> <ff> <03> <bb> <0007> 'm' <0700> 'm'";
    expect(readOrdFields(inscribe(payload))).toEqual({ parents: [] });
  });

  it('puts metadata together that was cut at 520 bytes', () => {
    const text = 'x'.repeat(1_500);
    const cbor = concatBytes([bytesOf('7905dc'), new TextEncoder().encode(text)]);
    const parts = [0, 520, 1_040].map((at) =>
      concatBytes([bytesOf('0105'), pushData(cbor.subarray(at, at + 520))]),
    );
    const payload = `raw:${toHex(concatBytes(parts))}`;
    const { metadata } = readOrdFields(inscribe(payload));
    expect(decodeCbor(metadata ?? new Uint8Array(0))).toEqual({ ok: true, value: text });
  });
});

describe('curseOf', () => {
  it.each([
    ["<01> 'a/b' OP_FALSE 'x'", undefined],
    ['<42> <01>', 'unrecognized-even-field'],
    ['<42> <01> <42> <01>', 'unrecognized-even-field'],
    ['<05> <01> <05> <01>', 'duplicate-field'],
    ['<05>', 'incomplete-field'],
    ['<02> <01>', 'pointer'],
    ['OP_2 <ffffffffffffffffff>', 'pointer'],
    ['OP_FALSE OP_1', 'pushnum'],
  ])('of %s is %s', (payload, curse) => {
    expect(curseOf(inscribe(payload))).toBe(curse);
  });

  it('is of the place where the envelope stands', () => {
    const envelope = assemble("OP_FALSE OP_IF 'ord' OP_ENDIF");
    const two = concatBytes([envelope, envelope]);
    const stuttering = assemble("OP_FALSE OP_FALSE OP_IF 'ord' OP_ENDIF");
    const cursesOf = (...scripts: Uint8Array[]) =>
      readInscriptions(txWithWitnesses(...scripts.map((script) => [script, CONTROL_BLOCK])), 'btc').map(
        curseOf,
      );
    expect(cursesOf(two, envelope)).toEqual([undefined, 'not-at-offset-zero', 'not-in-first-input']);
    expect(cursesOf(stuttering)).toEqual(['stutter']);
  });
});

describe('withDelegate', () => {
  const delegate = inscribe("<01> 'text/html' <09> 'br' OP_FALSE 'theirs'");
  const wire = toHex(encodeInscriptionId(delegate.id));

  it('shows the content of the one that is named, and nothing of its own', () => {
    const own = inscribe(`<01> 'a/b' <07> 'm' <0b> <${wire}> OP_FALSE 'own'`, 1);
    const shown = withDelegate(own, delegate);
    expect(shown).toMatchObject({
      id: own.id,
      txid: own.txid,
      contentType: 'text/html',
      contentEncoding: 'br',
    });
    expect(shown?.body).toEqual(new TextEncoder().encode('theirs'));
    expect(shown?.fields).toEqual(own.fields);
    expect(shown?.flags).toEqual(own.flags);
  });

  it('goes one step and no further, and takes nobody else', () => {
    const named = inscribe(`<0b> <${wire}>`, 1);
    const further = inscribe(`<0b> <${toHex(encodeInscriptionId(named.id))}> OP_FALSE 'own'`, 2);
    expect(withDelegate(further, named)?.body).toBeUndefined();
    expect(withDelegate(further, delegate)).toBeUndefined();
    expect(withDelegate(inscribe("OP_FALSE 'own'"), delegate)).toBeUndefined();
  });
});

describe.skipIf(!hasSharedFixtures)(`real fields${needsFixtures}`, () => {
  type Reveal = { txid: string; rawtx?: string };
  const reveals = hasSharedFixtures
    ? [...sharedJson<Reveal[]>('btc/reveals.json'), ...sharedJson<Reveal[]>('btc/large-reveals.json')]
    : [];
  const found = reveals.flatMap(({ txid, rawtx }) =>
    readInscriptions(
      bytesOf(rawtx ?? new TextDecoder().decode(sharedBytes(`btc/${txid}.hex`)).trim()),
      'btc',
    ),
  );
  const byTxid = (start: string) => found.filter(({ txid }) => txid.startsWith(start));

  it('hold metadata that decodes', () => {
    const [frog] = byTxid('49cbc5cb');
    const metadata = decodeCbor((frog && readOrdFields(frog).metadata) ?? new Uint8Array(0));
    expect(metadata.ok).toBe(true);
    const eyes = byTxid('26f6901c').map((inscription) => readOrdFields(inscription));
    expect(decodeCbor(eyes[0]?.metadata ?? new Uint8Array(0))).toEqual({
      ok: true,
      value: new Map([
        ['collection', 'laser eyes mona lisa'],
        ['edition', '0/100'],
        ['artist', 'billyrestey'],
      ]),
    });
  });

  it('hold parents, pointers and delegates', () => {
    const eyes = byTxid('26f6901c').map((inscription) => readOrdFields(inscription));
    expect(eyes.length).toBe(100);
    expect(new Set(eyes.flatMap(({ parents }) => parents))).toEqual(
      new Set(['1b90a970196ff9c0389655154362c3487b5fb8322c913a88e5521b82ffbd79e3i0']),
    );
    expect(eyes.slice(1).every(({ pointer = 0n }) => pointer > 0n)).toBe(true);
    const [child] = byTxid('6b6f65ba');
    expect(child && readOrdFields(child).delegate).toBe(
      '4c83f2e1d12d6f71e9f69159aff48f7946ce04c5ffcc3a3feee4080bac343722i0',
    );
    const [zero] = byTxid('e7913408');
    expect(zero && readOrdFields(zero).pointer).toBe(0n);
  });
});
