import { brotliCompressSync, gzipSync } from 'node:zlib';
import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { pushData } from '#lib/chain/script.ts';
import { encodeEnvelope, readInscriptions, readOrdFields } from '#lib/envelopes/index.ts';
import { openContent, openProperties } from '#lib/envelopes/open-content.ts';
import { decodeRecord } from '#lib/protocols/index.ts';
import { assemble } from '#tests/support/assemble.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';
import { txWithOutputs, txWithWitnesses } from '#tests/support/tx-with.ts';

const TEXT = 'the time of the day, '.repeat(100);
const PACKED = {
  br: new Uint8Array(brotliCompressSync(TEXT)),
  gzip: new Uint8Array(gzipSync(TEXT)),
};

/** The same content on either chain. */
function inscribed(body: Uint8Array, contentEncoding: string) {
  const output = encodeEnvelope({ contentType: 'text/plain', contentEncoding, body });
  const witness = concatBytes([
    assemble(`OP_FALSE OP_IF 'ord' <01> 'text/plain' <09> '${contentEncoding}' OP_FALSE`),
    pushData(body),
    assemble('OP_ENDIF'),
  ]);
  const found = [
    ...readInscriptions(txWithOutputs({ script: output }), 'bsv'),
    ...readInscriptions(txWithWitnesses([witness, new Uint8Array(33)]), 'btc'),
  ];
  expect(found).toHaveLength(2);
  return found;
}

describe('openContent', () => {
  it.each(['br', 'gzip'] as const)(
    'makes a body of %s readable, and leaves the rest as it was',
    async (encoding) => {
      for (const packed of inscribed(PACKED[encoding], encoding)) {
        expect(decodeRecord(packed)).toMatchObject({
          kind: 'unknown',
          issues: [{ code: 'content-encoded' }],
        });
        const opened = await openContent(packed);
        if (!opened.ok) throw new Error(opened.issue.message);
        expect(decodeRecord(opened.value)).toMatchObject({ kind: 'text', text: TEXT });
        const { id, txid, chain, vout, input, offset, fields, flags, owner } = packed;
        expect(opened.value).toMatchObject({ id, txid, chain, vout, input, offset, fields, flags, owner });
        expect(opened.value.contentEncoding).toBeUndefined();
      }
    },
  );

  it('gives what is not packed as it is', async () => {
    const script = assemble("OP_FALSE OP_IF 'ord' OP_1 'a/b' OP_FALSE 'x' OP_ENDIF");
    const [plain] = readInscriptions(txWithOutputs({ script }), 'bsv');
    if (plain === undefined) throw new Error('nothing found');
    expect(await openContent(plain)).toEqual({ ok: true, value: plain });
  });

  it.each([
    ['an unknown encoding', 'zstd', PACKED.br, 'encoding-unknown'],
    ['another encoding than it says', 'gzip', PACKED.br, 'packed-malformed'],
    ['half of its bytes', 'gzip', PACKED.gzip.subarray(0, 40), 'packed-malformed'],
    [
      'a bomb',
      'br',
      new Uint8Array(brotliCompressSync(new Uint8Array(32 * 1024 * 1024))),
      'unpacked-too-large',
    ],
    [
      'a bomb of gzip',
      'gzip',
      new Uint8Array(gzipSync(new Uint8Array(32 * 1024 * 1024))),
      'unpacked-too-large',
    ],
  ])('leaves closed %s', async (_what, encoding, body, code) => {
    for (const packed of inscribed(body, encoding)) {
      expect(await openContent(packed)).toMatchObject({ ok: false, issue: { code } });
    }
  });
});

describe('openProperties', () => {
  const PROPERTIES = new Map<number, unknown>([[0, [new Map([[0, new Uint8Array(32)]])]]]);
  const CBOR = encode(PROPERTIES);
  const propertiesOf = async (payload: string) => {
    const script = assemble(`OP_FALSE OP_IF 'ord' ${payload} OP_ENDIF`);
    const [found] = readInscriptions(txWithWitnesses([script, new Uint8Array(33)]), 'btc');
    return found && openProperties(readOrdFields(found));
  };
  const br = (bytes: Uint8Array): string => toHex(new Uint8Array(brotliCompressSync(bytes)));

  it('reads them plain and packed', async () => {
    expect(await propertiesOf(`<11> <${toHex(CBOR)}>`)).toEqual({ ok: true, value: PROPERTIES });
    expect(await propertiesOf(`<11> <${br(CBOR)}> <13> 'br'`)).toEqual({ ok: true, value: PROPERTIES });
    expect(await propertiesOf("OP_FALSE 'x'")).toEqual({ ok: true, value: undefined });
  });

  it('refuses what ord takes for absent', async () => {
    const gzip = toHex(new Uint8Array(gzipSync(CBOR)));
    expect(await propertiesOf(`<11> <${gzip}> <13> 'gzip'`)).toMatchObject({
      issue: { code: 'encoding-unknown' },
    });
    const tight = br(encode(new Uint8Array(3_000)));
    expect(await propertiesOf(`<11> <${tight}> <13> 'br'`)).toMatchObject({
      issue: { code: 'unpacked-too-large' },
    });
  });
});

describe.skipIf(!hasSharedFixtures)(`real packed bodies${needsFixtures}`, () => {
  const reveals = hasSharedFixtures ? sharedJson<{ txid: string; rawtx: string }[]>('btc/reveals.json') : [];
  const packed = reveals
    .flatMap(({ rawtx }) => readInscriptions(fromHex(rawtx) ?? new Uint8Array(0), 'btc'))
    .filter(({ contentEncoding }) => contentEncoding !== undefined);

  // Two of them were made to be closed: one is a bomb, and one is not what it says.
  it.each([
    ['08770f28', 'br', 'unpacked-too-large'],
    ['5125c126', 'br', 'packed-malformed'],
    ['4c83f2e1', 'gzip', 'page'],
  ])('of %s, said to be %s: %s', async (start, encoding, outcome) => {
    const inscription = packed.find(({ txid }) => txid.startsWith(start));
    if (inscription === undefined) throw new Error('not among the fixtures');
    expect(inscription.contentEncoding).toBe(encoding);
    const opened = await openContent(inscription);
    expect(opened.ok ? decodeRecord(opened.value).kind : opened.issue.code).toBe(outcome);
  });

  it('are these and no more', () => {
    expect(packed).toHaveLength(3);
  });
});
