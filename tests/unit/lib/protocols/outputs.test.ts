import { secp256k1 } from '@noble/curves/secp256k1.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { OP } from '#lib/chain/script.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import {
  appendSigma,
  decodeRecord,
  encodeDistrictClaim,
  encodeFollow,
  encodeHandleClaim,
  encodeLike,
  encodeParcelClaim,
  encodePost,
  encodeReply,
  encodeRepost,
  encodeSignature,
  encodeUnfollow,
  encodeUnlike,
  readAuthor,
  sigmaMessage,
  signedMessageHash,
  type OutputDraft,
} from '#lib/protocols/index.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { encodeB } from '#lib/protocols/b.ts';
import { MAP_PREFIX } from '#lib/protocols/map.ts';
import { encodeTape, encodeTapes } from '#lib/protocols/tape.ts';
import { txidArbitrary } from '#tests/support/arbitrary-tx.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';

const SECRET = new Uint8Array(32).fill(7);
const OWNER = hash160(secp256k1.getPublicKey(SECRET, true));
const ROOT = encodeAddress(OWNER, 0x6f);
/** The outpoint that transactions of txWithOutputs spend. */
const INPUT = toOutpoint(asTxid('11'.repeat(32)), 0);

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
  .filter((text) => text.isWellFormed());
const handles = fc.stringMatching(/^[a-z0-9_-]{1,32}$/);
const targets = fc.tuple(txidArbitrary, fc.nat(0xffff_ffff)).map(([txid, vout]) => toOutpoint(txid, vout));

function sign(script: Uint8Array, input: Outpoint = INPUT): Uint8Array {
  const hash = signedMessageHash(sigmaMessage(script, input));
  const signature = encodeSignature(secp256k1.sign(hash, SECRET, { prehash: false, format: 'recovered' }));
  return appendSigma(script, { address: encodeAddress(OWNER, 0), signature, vin: 0 });
}

function read({ sats, script }: { sats: number; script: Uint8Array }) {
  const raw = txWithOutputs({ sats, script });
  const tx = parseTx(raw);
  const [inscription] = readInscriptions(raw, 'bsv');
  if (inscription === undefined || !tx.ok) throw new Error('nothing to read');
  return { inscription, record: decodeRecord(inscription), author: readAuthor(inscription, tx.value) };
}

const readSigned = ({ sats, script }: OutputDraft) => read({ sats, script: sign(script) });

describe('new versions', () => {
  it('read back with the output that they replace, as posts and as answers, under a name and without', () => {
    fc.assert(
      fc.property(
        words,
        targets,
        fc.option(handles, { nil: undefined }),
        fc.option(targets, { nil: undefined }),
        (text, replaces, handle, to) => {
          const draft = { text, owner: OWNER, replaces, ...(handle === undefined ? {} : { handle }) };
          const output = to === undefined ? encodePost(draft) : encodeReply({ ...draft, to });
          for (const { record } of [read(output), readSigned(output)])
            expect(record).toMatchObject({
              kind: to === undefined ? 'post' : 'reply',
              text,
              replaces,
              issues: [],
            });
        },
      ),
    );
  });

  it('are not written of what is no output, and a post that replaces nothing says nothing of it', () => {
    const bad = 'ab'.repeat(32) as Outpoint;
    expect(() => encodePost({ text: 'x', owner: OWNER, replaces: bad })).toThrow(RangeError);
    expect(read(encodePost({ text: 'x', owner: OWNER })).record).not.toHaveProperty('replaces');
  });
});

describe('warnings', () => {
  const at = toOutpoint(asTxid('22'.repeat(32)), 0);

  it.each(['Spoilers for the harbour play', 'x'.repeat(120), '\u{1f9a2} feathers'])(
    'read back: %s',
    (warning) => {
      for (const output of [
        encodePost({ text: 'He is the swan.', owner: OWNER, warning }),
        encodePost({ text: 'He is the swan.', owner: OWNER, warning, handle: 'mira' }),
        encodeReply({ text: 'He is the swan.', owner: OWNER, warning, to: at }),
      ])
        expect(readSigned(output).record).toMatchObject({ text: 'He is the swan.', warning, issues: [] });
    },
  );

  it('are one line with words, and a post without one says nothing of it', () => {
    for (const warning of ['', ' ', ' x', 'x'.repeat(121)])
      expect(() => encodePost({ text: 'x', owner: OWNER, warning })).toThrow(RangeError);
    expect(read(encodePost({ text: 'x', owner: OWNER })).record).not.toHaveProperty('warning');
  });

  it.each([
    [['content_warning', 'Food'], 'Food'],
    [['contentWarning', ' Food '], 'Food'],
    [['cw', 'y'.repeat(500)], 'y'.repeat(120)],
    [['content-warning', ''], ''],
    [['cw', 'second', 'content-warning', 'first'], 'first'],
  ])('of others are read: %j', (fields, warning) => {
    const tape = encodeTape(MAP_PREFIX, 'SET', 'app', 'other', 'type', 'post', ...fields);
    const script = concatBytes([
      Uint8Array.of(OP.FALSE),
      encodeTapes([encodeB('Soup.', 'text/plain'), tape]),
    ]);
    expect(read({ sats: 0, script }).record).toMatchObject({ kind: 'post', text: 'Soup.', warning });
  });
});

describe('posts', () => {
  it('read back with text, handle, application and owner, signed or not', () => {
    fc.assert(
      fc.property(words, fc.option(handles, { nil: undefined }), (text, handle) => {
        const draft = encodePost({ text, owner: OWNER, ...(handle === undefined ? {} : { handle }) });
        for (const { inscription, record } of [read(draft), readSigned(draft)]) {
          expect(record).toMatchObject({
            kind: 'post',
            text,
            app: 'nabo',
            via: handle === undefined ? 'text' : 'bitter',
            issues: [],
          });
          expect(record.kind === 'post' && record.handle).toBe(handle);
          expect(inscription.owner).toBe(toHex(OWNER));
        }
        expect(readSigned(draft).author).toEqual({ signature: 'sigma', key: toHex(OWNER) });
      }),
      { numRuns: 50 },
    );
  });

  it('read back as replies to what they name', () => {
    fc.assert(
      fc.property(words, targets, fc.boolean(), (text, to, named) => {
        const { record } = read(
          encodeReply({ text, owner: OWNER, to, ...(named ? { handle: 'satoshi' } : {}) }),
        );
        const txid = to.slice(0, 64);
        const target = named ? { txid, vout: Number(to.slice(65)), ordinal: to } : { txid };
        expect(record).toMatchObject({ kind: 'reply', text, target, issues: [] });
      }),
    );
  });

  it('carry the words for other applications on a B tape', () => {
    const { inscription } = read(encodePost({ text: 'hello', owner: OWNER, handle: 'satoshi' }));
    const tapes = inscription.bitcom?.map(({ prefix, cells }) => [
      prefix,
      ...cells.map((cell) => new TextDecoder().decode(cell)),
    ]);
    expect(tapes).toEqual([
      ['19HxigV4QyBv3tHpQVcUEQyq1pzZVdoAut', 'hello', 'text/plain', 'utf-8'],
      ['1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5', 'SET', 'app', 'nabo', 'type', 'post'],
    ]);
    expect(new TextDecoder().decode(inscription.body)).toBe(
      '{"p":".bitter","username":"satoshi.bitter","op":"post","content":"hello"}',
    );
  });

  it.each(['|', '15PciHG22SNLQJXMoSUaWVi7WSqc7hCfva', ':::', 'SIGMA', '\u0000', '{}', 'a.bitter'])(
    'keep the words %j, which are marks elsewhere',
    (text) => {
      const { record, author } = readSigned(encodePost({ text, owner: OWNER, handle: 'satoshi' }));
      expect(record).toMatchObject({ kind: 'post', text, issues: [] });
      expect(author).toEqual({ signature: 'sigma', key: toHex(OWNER) });
    },
  );

  it.each([
    'satoshi.bitter',
    ' a.bitter\n',
    '404.bitmap',
    '1.404.bitmap',
    '{"p":"brc-20","op":"mint"}',
    '{"p":".bitter"}',
  ])('are never a claim or an order: %j', (text) => {
    const { record, inscription } = read(encodePost({ text, owner: OWNER }));
    expect(record).toMatchObject({ kind: 'post', text, issues: [] });
    expect(inscription.contentType).toBe('text/markdown;charset=utf-8');
  });

  it('are refused without words, with half a character or a name that is not written', () => {
    for (const text of ['', '\ud800']) expect(() => encodePost({ text, owner: OWNER })).toThrow(RangeError);
    for (const handle of ['', 'Satoshi', 'a.b', 'a b', 'x'.repeat(33), 'é']) {
      expect(() => encodePost({ text: 'hi', owner: OWNER, handle })).toThrow(RangeError);
      expect(() => encodeHandleClaim(handle, OWNER)).toThrow(RangeError);
    }
  });
});

describe('claims and actions', () => {
  it('read back', () => {
    fc.assert(
      fc.property(
        txidArbitrary,
        handles,
        fc.nat(0xffff_ffff),
        fc.nat(0xffff_ffff),
        (txid, name, index, height) => {
          const drafts: readonly (readonly [OutputDraft, object])[] = [
            [encodeHandleClaim(name, OWNER), { kind: 'handle', name }],
            [encodeDistrictClaim(height, OWNER), { kind: 'district', height }],
            [encodeParcelClaim(index, height, OWNER), { kind: 'parcel', index, height }],
            [encodeLike(txid), { kind: 'like', target: { txid } }],
            [encodeUnlike(txid), { kind: 'unlike', target: { txid } }],
            [encodeRepost(txid), { kind: 'repost', target: { txid } }],
            [encodeFollow(name), { kind: 'follow', bapId: name }],
            [encodeUnfollow(name), { kind: 'unfollow', bapId: name }],
            [
              encodeFollow(bapIdOf(ROOT), undefined, ROOT),
              { kind: 'follow', bapId: bapIdOf(ROOT), key: toHex(OWNER) },
            ],
          ];
          for (const [draft, expected] of drafts)
            expect(read(draft).record).toMatchObject({ ...expected, issues: [] });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are signed like posts, with the first OP_RETURN where there is none', () => {
    const key = toHex(OWNER);
    for (const draft of [encodeLike(asTxid('22'.repeat(32))), encodeHandleClaim('satoshi', OWNER)]) {
      expect(readSigned(draft).author).toEqual({ signature: 'sigma', key });
      expect(readSigned(draft).record.kind).toBe(read(draft).record.kind);
    }
  });

  it('refuse numbers that are no height', () => {
    for (const height of [-1, 0.5, 2 ** 32, Number.NaN])
      expect(() => encodeDistrictClaim(height, OWNER)).toThrow(RangeError);
  });
});

describe('a SIGMA signature', () => {
  const draft = encodePost({ text: 'hello', owner: OWNER, handle: 'satoshi' });

  it('is wrong after any change of what it covers', () => {
    const signed = sign(draft.script);
    fc.assert(
      fc.property(fc.nat(draft.script.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const script = Uint8Array.from(signed);
        script[at] = (script[at] ?? 0) ^ change;
        const raw = txWithOutputs({ script });
        const tx = parseTx(raw);
        if (!tx.ok) throw new Error('must parse');
        for (const inscription of readInscriptions(raw, 'bsv')) {
          expect(readAuthor(inscription, tx.value).signature).toSatisfy(
            (form) => form === 'wrong' || form === 'none',
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is wrong in a transaction that spends something else', () => {
    const script = sign(draft.script, toOutpoint(asTxid('11'.repeat(32)), 1));
    expect(read({ sats: 1, script }).author).toEqual({ signature: 'wrong', fault: 'mismatch' });
  });

  it('is wrong when a tape that says more was put behind it', () => {
    const { script: more } = encodeLike(asTxid('22'.repeat(32)));
    // From the like, everything behind OP_FALSE OP_RETURN, as one more tape.
    const script = Uint8Array.of(...sign(draft.script), 1, 0x7c, ...more.subarray(2));
    expect(read({ sats: 1, script }).author).toEqual({ signature: 'wrong', fault: 'uncovered' });
  });
});
