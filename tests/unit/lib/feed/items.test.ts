import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asBlockHash, asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { postViewSchema, profileViewSchema } from '#lib/bridge/feed-views.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { clip, MAX_TEXT, readItems, readSignedItems } from '#lib/feed/items.ts';
import { readPicture } from '#lib/feed/media.ts';
import { queryProfile } from '#lib/feed/queries.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { encodeB } from '#lib/protocols/b.ts';
import {
  encodeDistrictClaim,
  encodeHandleClaim,
  encodeLike,
  encodePost,
  encodeReply,
  encodeRepost,
  encodeUnlike,
  type OutputDraft,
} from '#lib/protocols/index.ts';
import { encodeMap } from '#lib/protocols/map.ts';
import { encodeTapes } from '#lib/protocols/tape.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';
import { write, writer } from '#tests/support/written.ts';

const mira = writer('mira');
const { owner } = mira;
const target = asTxid('cd'.repeat(32));
const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
const itemsOf = (...drafts: OutputDraft[]) => readItems(write(mira, drafts).raw, 'bsv');
const envelope = (contentType: string, body: Uint8Array, tapes: readonly Uint8Array[] = []): OutputDraft => ({
  sats: 1,
  script: concatBytes([
    encodeEnvelope({ contentType, body }),
    p2pkhScript(owner),
    tapes.length === 0 ? new Uint8Array() : encodeTapes(tapes),
  ]),
});
const asPost = encodeMap([
  ['app', 'nabo'],
  ['type', 'post'],
]);

describe('readItems', () => {
  it('keeps what the feed needs of each record', () => {
    expect(itemsOf(encodePost({ text: 'Fog.', owner }))).toEqual([{ vout: 0, kind: 'post', text: 'Fog.' }]);
    expect(itemsOf(encodePost({ text: 'Fog.', owner, handle: 'mira' }))).toEqual([
      { vout: 0, kind: 'post', text: 'Fog.', handle: 'mira' },
    ]);
    expect(
      itemsOf(encodeReply({ text: 'Still?', owner, handle: 'mira', to: toOutpoint(target, 3) })),
    ).toEqual([{ vout: 0, kind: 'post', text: 'Still?', handle: 'mira', parent: { txid: target, vout: 3 } }]);
    expect(itemsOf(encodeReply({ text: 'Still?', owner, to: toOutpoint(target, 3) }))).toEqual([
      { vout: 0, kind: 'post', text: 'Still?', parent: { txid: target } },
    ]);
    expect(itemsOf(encodeLike(target), encodeUnlike(target), encodeRepost(target))).toEqual([
      { vout: 0, kind: 'like', target, on: true },
      { vout: 1, kind: 'like', target, on: false },
      { vout: 2, kind: 'repost', target, on: true },
    ]);
    expect(itemsOf(encodeHandleClaim('mira', owner), encodeDistrictClaim(7, owner))).toEqual([
      { vout: 0, kind: 'handle', name: 'mira', holder: mira.key },
      { vout: 1, kind: 'district', height: 7, holder: mira.key },
    ]);
  });

  it('gives a post its picture, from its own output or from another of the transaction', () => {
    const media = (vout: number) => ({ vout, contentType: 'image/png', bytes: png.length });
    expect(itemsOf(envelope('image/png', png, [encodeB('The harbour', 'text/plain'), asPost]))).toEqual([
      { vout: 0, kind: 'post', text: 'The harbour', media: media(0) },
    ]);
    expect(itemsOf(encodePost({ text: 'The harbour', owner }), envelope('image/png', png))).toEqual([
      { vout: 0, kind: 'post', text: 'The harbour', media: media(1) },
      { vout: 1, kind: 'other', record: 'image' },
    ]);
    expect(itemsOf(envelope('image/png', png, [asPost]))).toEqual([
      { vout: 0, kind: 'post', text: '', media: media(0) },
    ]);
  });

  it('takes a drawing for the picture of a post that consists of it', () => {
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    const media = { vout: 0, contentType: 'image/svg+xml', bytes: svg.length };
    const alone = write(mira, [envelope('image/svg+xml', svg, [asPost])]);
    expect(readItems(alone.raw, 'bsv')).toEqual([{ vout: 0, kind: 'post', text: '', media }]);
    expect(readPicture(alone.raw, toOutpoint(alone.txid, 0), 'bsv')).toEqual(svg);
    expect(itemsOf(envelope('image/svg+xml', svg))).toEqual([{ vout: 0, kind: 'other', record: 'page' }]);
    const page = new TextEncoder().encode('<!doctype html><p>hello');
    const html = write(mira, [envelope('text/html', page, [asPost])]);
    expect(readItems(html.raw, 'bsv')).toEqual([{ vout: 0, kind: 'other', record: 'page' }]);
    expect(readPicture(html.raw, toOutpoint(html.txid, 0), 'bsv')).toBeUndefined();
  });

  it('keeps what was odd in a post', () => {
    const words = new TextEncoder().encode('In the envelope.');
    const tapes = [encodeB('On the tape.', 'text/plain'), asPost];
    expect(itemsOf(envelope('text/plain', words, tapes))).toMatchObject([
      { kind: 'post', text: 'In the envelope.', issues: [{ code: 'envelope-differs' }] },
    ]);
  });

  it('keeps a picture or a page that no post speaks of out of the timeline', () => {
    expect(itemsOf(envelope('image/png', png))).toEqual([{ vout: 0, kind: 'other', record: 'image' }]);
    expect(itemsOf(envelope('text/html', new TextEncoder().encode('<!doctype html><p>hello')))).toEqual([
      { vout: 0, kind: 'other', record: 'page' },
    ]);
  });

  it('holds no memory of the transaction and gives nothing for foreign bytes', () => {
    expect(readItems(new Uint8Array(9), 'bsv')).toEqual([]);
    expect(itemsOf({ sats: 1, script: concatBytes([p2pkhScript(owner)]) })).toEqual([]);
    const long = itemsOf(encodePost({ text: 'a'.repeat(50_000), owner }))[0];
    expect(long?.kind === 'post' && long.text.length).toBe(MAX_TEXT);
  });
});

describe('what is suspicious or odd', () => {
  it('goes with post and profile to the page', () => {
    const name = 'm\u0456ra';
    const said = { p: 'bitter', username: `${name}.bitter`, op: 'post', content: 'I am she.' };
    const { txid, raw } = write(mira, [
      envelope('application/json', new TextEncoder().encode(JSON.stringify(said))),
      envelope('text/plain', new TextEncoder().encode(`${name}.bitter`)),
    ]);
    const place = { height: 10, hash: asBlockHash('ab'.repeat(32)), index: 1, time: 1_800_000_000 };
    const { items, authors } = readSignedItems(raw, 'bsv');
    const index = new FeedIndex('bsv');
    const proof = { state: 'proven', place } as const;
    index.add({ arrival: 0, txid, raw, proof, authors, heldSince: 5, from: 'stack' }, items);
    const { posts } = queryTimeline(index, { of: { kind: 'latest' }, limit: 9 });
    const [shown] = posts.map((post) => postViewSchema.parse(post));
    const marks = [{ code: 'name-mixed-script' }, { code: 'name-lookalike' }];
    expect(shown?.author).toMatchObject({ handle: name, nameMarks: marks });
    expect(shown?.issues?.map(({ code }) => code)).toEqual(['bitter-p']);
    const profile = profileViewSchema.parse(queryProfile(index, `${name}.bitter`));
    expect(profile.handles).toMatchObject([{ name, nameMarks: marks }]);
  });
});

describe('readSignedItems', () => {
  it('says who wrote what has an author', () => {
    const { raw } = write(mira, [encodePost({ text: 'Fog.', owner }), encodeHandleClaim('mira', owner)]);
    expect(readSignedItems(raw, 'bsv').authors).toEqual([{ vout: 0, signature: 'sigma', key: mira.key }]);
    const unsigned = write(mira, [encodePost({ text: 'Fog.', owner })], { sigma: false });
    expect(readSignedItems(unsigned.raw, 'bsv').authors).toEqual([
      { vout: 0, signature: 'input', key: mira.key },
    ]);
  });

  it('does not fall through when a signature is wrong', () => {
    const { raw } = write(mira, [encodePost({ text: 'The ladder is mine', owner })]);
    const at = raw.findIndex((_, from) => String.fromCharCode(...raw.subarray(from, from + 6)) === 'ladder');
    raw[at] = 'L'.charCodeAt(0);
    expect(readSignedItems(raw, 'bsv').authors).toEqual([{ vout: 0, signature: 'wrong', fault: 'mismatch' }]);
  });

  it.skipIf(!hasSharedFixtures)(`reads a real thread and its signatures${needsFixtures}`, () => {
    const txs = sharedJson<{ txid: string; rawtx: string }[]>('bsv/txs.json');
    const read = (start: string) => {
      const tx = txs.find(({ txid }) => txid.startsWith(start));
      return { txid: tx?.txid, ...readSignedItems(fromHex(tx?.rawtx ?? '') ?? new Uint8Array(), 'bsv') };
    };
    const [post, reply, like] = ['38c914d2', '8ca367aa', 'e89cd18d'].map(read);
    expect(post?.items).toMatchObject([{ kind: 'post' }]);
    expect(reply?.items).toMatchObject([{ kind: 'post', parent: { txid: post?.txid } }]);
    expect(like?.items).toMatchObject([
      { kind: 'like', target: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
    ]);
    for (const { authors } of [post, reply, like].filter((each) => each !== undefined)) {
      expect(['aip', 'wrong', 'input', 'none']).toContain(authors[0]?.signature);
    }
  });
});

describe('clip', () => {
  it('never cuts a character, and leaves what fits', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('ab…');
    expect(clip('a😀b😀', 4)).toBe('a😀…');
    expect(clip('aa😀b', 4)).toBe('aa…');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 30 }), (text, length) => {
        const clipped = clip(text, length);
        expect(clipped.isWellFormed()).toBe(true);
        expect(clipped.length).toBeLessThanOrEqual(length);
      }),
      { numRuns: 200 },
    );
  });
});
