import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { outpointTxid, outpointVout, toOutpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { AIP_PREFIX, readInscriptions, readTapes, type Tape } from '#lib/envelopes/index.ts';
import { decodeAip, encodeAip } from '#lib/protocols/aip.ts';
import type { Alias } from '#lib/protocols/bap.ts';
import { decodeB, encodeB } from '#lib/protocols/b.ts';
import * as protocols from '#lib/protocols/index.ts';
import { decodeMap, encodeMap } from '#lib/protocols/map.ts';
import { appendSigma, decodeSigma } from '#lib/protocols/sigma.ts';
import { encodeTapes } from '#lib/protocols/tape.ts';
import { txidArbitrary } from '#tests/support/arbitrary-tx.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';

const OWNER = new Uint8Array(20).fill(1);

const anyText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 200 })
  .filter((text) => text.isWellFormed());
/** Words that have a meaning somewhere in these protocols, which a text is never to have by itself. */
const marks = fc.constantFrom(
  '|',
  ':::',
  'SIGMA',
  AIP_PREFIX,
  '1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5',
  '404.bitmap',
  'a.bitter',
  '{}',
  'a b.bitter',
  '{"p":".bitter","username":"a.bitter","op":"post","content":"x"}',
  'SET',
  '\0',
  'null',
  ' ',
);
const words = fc.oneof(anyText, marks);
const handles = fc.stringMatching(/^[a-z0-9_-]{1,32}$/);
const outpoints = fc.tuple(txidArbitrary, fc.nat(0xffff_ffff)).map(([txid, vout]) => toOutpoint(txid, vout));
const numbers = fc.nat(0xffff_ffff);
const bapIds = fc.stringMatching(/^[!-~]{1,128}$/).filter((id) => id !== '|' && id !== ':::');
const addresses = fc.oneof(
  fc.constant('0'),
  fc.uint8Array({ minLength: 20, maxLength: 20 }).map((hash) => encodeAddress(hash, 0)),
);
/** Cells of MAP: what all its readers take for what it is. */
const cells = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((text) => text.isWellFormed() && !text.includes('\0') && text !== '|' && text !== ':::');
const tags = fc.array(cells, { maxLength: 5 });
const contexts = fc.record({
  name: fc.constantFrom(
    'channel',
    'url',
    'geohash',
    'topic',
    'videoID',
    'provider',
    'btcTx',
    'ethTx',
    'club',
  ),
  value: cells,
});

function recordOf({ sats, script }: protocols.OutputDraft): protocols.ProtocolRecord {
  const inscriptions = readInscriptions(txWithOutputs({ sats, script }), 'bsv');
  const [inscription] = inscriptions;
  if (inscription === undefined || inscriptions.length > 1) throw new Error('one output, one record');
  return protocols.protocolRecord.parse(protocols.decodeRecord(inscription));
}

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

/** A writer, what it may be given, and the record that must come back. */
function writer<T>(
  arbitrary: fc.Arbitrary<T>,
  write: (value: T) => protocols.OutputDraft,
  expected: (value: T) => object,
): (runs: number) => void {
  return (numRuns) =>
    fc.assert(
      fc.property(arbitrary, (value) => {
        expect(recordOf(write(value))).toEqual({ issues: [], ...expected(value) });
      }),
      { numRuns },
    );
}

/** A picture in the fewest bytes that are one to whoever looks at the first of them. */
const pictures = fc.record({
  body: fc
    .uint8Array({ maxLength: 900 })
    .map((rest) => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...rest)),
  contentType: fc.constant('image/png'),
  alt: fc.oneof(fc.constant(''), cells),
});

/** Words in an envelope come back as they were; those that registries could take for an order travel as Markdown. */
const readWords = ({
  text,
  handle,
  tags: filed,
  picture,
}: {
  text: string;
  handle?: string;
  tags?: string[];
  picture?: { body: Uint8Array; contentType: string; alt: string };
}) => ({
  text,
  app: 'nabo',
  contentType: expect.stringMatching(/^text\/(?:plain|markdown)$/) as string,
  via: handle === undefined ? 'text' : 'bitter',
  ...(handle === undefined ? {} : { handle }),
  ...(filed === undefined || filed.length === 0 ? {} : { tags: filed }),
  ...(picture === undefined
    ? {}
    : {
        media: {
          body: picture.body,
          contentType: picture.contentType,
          ...(picture.alt === '' ? {} : { alt: picture.alt }),
        },
      }),
});

const aliases = fc
  .record({
    name: optional(words),
    description: optional(words),
    image: optional(words),
    page: optional(outpoints),
  })
  .map(present) as fc.Arbitrary<Alias>;

const WRITERS: Readonly<Record<string, (runs: number) => void>> = {
  encodePost: writer(
    fc
      .record({
        text: words,
        handle: optional(handles),
        tags: optional(tags),
        context: optional(contexts),
        picture: optional(pictures),
      })
      .map(present),
    (post) =>
      protocols.encodePost(present({ ...post, owner: OWNER }) as Parameters<typeof protocols.encodePost>[0]),
    (post) => ({
      kind: 'post',
      ...readWords(present(post) as Parameters<typeof readWords>[0]),
      ...(post.context === undefined ? {} : { context: post.context }),
    }),
  ),
  encodeReply: writer(
    fc
      .record({
        text: words,
        handle: optional(handles),
        tags: optional(tags),
        to: outpoints,
        picture: optional(pictures),
      })
      .map(present),
    (reply) =>
      protocols.encodeReply(
        present({ ...reply, owner: OWNER }) as Parameters<typeof protocols.encodeReply>[0],
      ),
    (reply) => ({
      kind: 'reply',
      ...readWords(present(reply) as Parameters<typeof readWords>[0]),
      target:
        reply.handle === undefined
          ? { txid: outpointTxid(reply.to) }
          : { txid: outpointTxid(reply.to), vout: outpointVout(reply.to), ordinal: reply.to },
    }),
  ),
  encodeHandleClaim: writer(
    handles,
    (name) => protocols.encodeHandleClaim(name, OWNER),
    (name) => ({ kind: 'handle', name }),
  ),
  encodeDistrictClaim: writer(
    numbers,
    (height) => protocols.encodeDistrictClaim(height, OWNER),
    (height) => ({ kind: 'district', height }),
  ),
  encodeParcelClaim: writer(
    fc.tuple(numbers, numbers),
    ([index, height]) => protocols.encodeParcelClaim(index, height, OWNER),
    ([index, height]) => ({ kind: 'parcel', index, height }),
  ),
  encodeLike: writer(
    txidArbitrary,
    (txid) => protocols.encodeLike(txid),
    (txid) => ({ kind: 'like', target: { txid }, app: 'nabo' }),
  ),
  encodeUnlike: writer(
    txidArbitrary,
    (txid) => protocols.encodeUnlike(txid),
    (txid) => ({ kind: 'unlike', target: { txid }, app: 'nabo' }),
  ),
  encodeRepost: writer(
    txidArbitrary,
    (txid) => protocols.encodeRepost(txid),
    (txid) => ({ kind: 'repost', target: { txid }, app: 'nabo' }),
  ),
  encodeFollow: writer(
    bapIds,
    (bapId) => protocols.encodeFollow(bapId),
    (bapId) => ({ kind: 'follow', bapId, app: 'nabo' }),
  ),
  encodeUnfollow: writer(
    fc.tuple(bapIds, cells),
    ([bapId, app]) => protocols.encodeUnfollow(bapId, app),
    ([bapId, app]) => ({ kind: 'unfollow', bapId, app }),
  ),
  encodeIdentity: writer(
    fc.tuple(bapIds, addresses),
    ([bapId, address]) => protocols.encodeIdentity(bapId, address),
    ([bapId, address]) => ({ kind: 'identity', bapId, address }),
  ),
  encodeProfile: writer(
    fc.tuple(bapIds, aliases),
    ([bapId, alias]) => protocols.encodeProfile(bapId, alias),
    ([bapId, alias]) => ({ kind: 'profile', bapId, ...alias }),
  ),
  encodeStatement: writer(
    fc.record({
      hash: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex),
      sequence: fc.nat(Number.MAX_SAFE_INTEGER % 1e15),
      revoked: fc.boolean(),
    }),
    (attestation) => protocols.encodeStatement(attestation),
    (attestation) => ({ kind: 'attestation', ...attestation }),
  ),
};

describe('what is written is what is read', () => {
  it.each(Object.keys(WRITERS))('by %s', (name) => {
    WRITERS[name]?.(200);
  });

  it('by every writer of a record that there is', () => {
    const all = Object.keys(protocols).filter((name) => /^encode(?!Signature$)/.test(name));
    expect(all.length).toBeGreaterThan(10);
    expect(Object.keys(WRITERS).toSorted()).toEqual(all.toSorted());
  });
});

/** The tapes of a script that begins with OP_RETURN. */
const tapesOf = (...written: readonly Uint8Array[]): readonly Tape[] => readTapes(encodeTapes(written), 0);

describe('a tape that is written is the one that is read', () => {
  it('B', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => text !== '|' && text !== AIP_PREFIX),
        fc.constantFrom('text/plain' as const, 'text/markdown' as const),
        (text, mediaType) => {
          const [file] = tapesOf(encodeB(text, mediaType)).map(decodeB);
          expect(file && new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.content)).toBe(text);
          expect(file).toMatchObject({ mediaType, issues: [] });
        },
      ),
    );
  });

  it('MAP, with the last of a repeated key', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cells, cells), { minLength: 1, maxLength: 8 }), tags, (fields, filed) => {
        const map = decodeMap(tapesOf(encodeMap(fields, filed)));
        expect(map?.issues).toEqual([]);
        expect(map?.fields).toEqual(new Map(fields));
        expect(map?.lists.get('tags') ?? []).toEqual(filed);
      }),
    );
  });

  it('MAP, or none', () => {
    for (const cell of ['', '|', ':::', AIP_PREFIX, 'a\0', '\ud800', 'x'.repeat(257)]) {
      expect(() => encodeMap([['key', cell]]), cell).toThrow(RangeError);
      expect(() => encodeMap([[cell, 'value']]), cell).toThrow(RangeError);
      expect(() => encodeMap([['key', 'value']], [cell]), cell).toThrow(RangeError);
    }
  });

  it('AIP and SIGMA', () => {
    const signatures = fc.uint8Array({ minLength: 65, maxLength: 65 });
    fc.assert(
      fc.property(addresses, signatures, fc.nat(999), (address, signature, vin) => {
        expect(tapesOf(encodeAip(address, signature)).map(decodeAip)).toMatchObject([
          { algorithm: 'BITCOIN_ECDSA', address, signature },
        ]);
        const script = appendSigma(encodeTapes([encodeB('hi', 'text/plain')]), { address, signature, vin });
        expect(readTapes(script, 0).map(decodeSigma)).toMatchObject([
          undefined,
          { algorithm: 'BSM', address, signature, vin },
        ]);
      }),
    );
  });
});

describe('what cannot be read is not written', () => {
  it.each([
    [
      'a context that the schema lacks',
      () => protocols.encodePost({ text: 'x', owner: OWNER, context: { name: 'x', value: 'y' } }),
    ],
    [
      'the context of a reply',
      () => protocols.encodePost({ text: 'x', owner: OWNER, context: { name: 'tx', value: 'y' } }),
    ],
    [
      'too many tags',
      () => protocols.encodePost({ text: 'x', owner: OWNER, tags: Array.from({ length: 33 }, String) }),
    ],
    ['an empty tag', () => protocols.encodePost({ text: 'x', owner: OWNER, tags: [''] })],
    ['a follow of nobody', () => protocols.encodeFollow('')],
    [
      'a follow of one with another’s address',
      () => protocols.encodeFollow('ada', 'nabo', '1BitcoinEaterAddressDontSendf59kuE'),
    ],
    ['a follow of two words', () => protocols.encodeFollow('two words')],
    ['an identity without an address', () => protocols.encodeIdentity('id1', 'x')],
    ['an identity without a key', () => protocols.encodeIdentity('', '0')],
    ['a profile with half a character', () => protocols.encodeProfile('id1', { name: '\ud800' })],
    ['a profile of a book', () => protocols.encodeProfile('id1', { description: 'x'.repeat(70_000) })],
    ['an attestation of no hash', () => protocols.encodeStatement({ hash: 'x', sequence: 0 })],
    [
      'an attestation before the first',
      () => protocols.encodeStatement({ hash: 'a'.repeat(64), sequence: -1 }),
    ],
    ['an attestation between two', () => protocols.encodeStatement({ hash: 'a'.repeat(64), sequence: 0.5 })],
  ])('%s', (_what, write) => {
    expect(write).toThrow(RangeError);
  });
});
