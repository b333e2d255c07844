import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asBlockHash, asTxid, toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { readSignedItems } from '#lib/feed/items.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { queryDistrict, queryHandle, queryProfile } from '#lib/feed/queries.ts';
import { queryThread } from '#lib/feed/thread.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import {
  encodeDistrictClaim,
  encodeHandleClaim,
  encodeLike,
  encodePost,
  encodeProfile,
  encodeReply,
  encodeRepost,
  encodeUnlike,
  type OutputDraft,
} from '#lib/protocols/index.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { encodeAddress } from '#lib/bytes/address.ts';
import { encodeIdentity } from '#lib/protocols/index.ts';
import type { HeldTx, ProofState } from '#lib/store/held-tx.ts';
import { write, writer, type Writer } from '#tests/support/written.ts';

const [mira, ines, gull] = ['mira', 'ines', 'gull'].map(writer);
if (!mira || !ines || !gull) throw new Error('three writers');
const keys = [mira.key, ines.key, gull.key];

let seed = 0;
type Scene = {
  readonly txid: Txid;
  readonly items: ReturnType<typeof readSignedItems>['items'];
  readonly held: HeldTx;
  readonly place: ProofState;
};
const proofAt = (height: number, index: number): ProofState => ({
  state: 'proven',
  place: {
    height,
    index,
    hash: asBlockHash(height.toString(16).padStart(64, 'b')),
    time: 1_800_000_000 + height,
  },
});

/** A transaction of `by`, and where it is in the chain. */
function scene(
  by: Writer,
  drafts: readonly OutputDraft[],
  height: number,
  index: number,
  sigma = true,
): Scene {
  seed += 1;
  const { txid, raw } = write(by, drafts, { seed, sigma });
  const { items, authors } = readSignedItems(raw, 'bsv');
  const held: HeldTx = {
    arrival: seed,
    txid,
    raw,
    proof: { state: 'none' },
    authors,
    heldSince: 5,
    from: 'stack',
  };
  return { txid, items, held, place: proofAt(height, index) };
}
const post = (by: Writer, text: string, handle?: string): OutputDraft =>
  encodePost({ text, owner: by.owner, ...(handle === undefined ? {} : { handle }) });
const reply = (by: Writer, text: string, to: Scene): OutputDraft =>
  encodeReply({ text, owner: by.owner, to: toOutpoint(to.txid, 0) });

const claim = scene(mira, [encodeHandleClaim('mira', mira.owner)], 10, 1, false);
const early = scene(mira, [post(mira, 'before the claim', 'mira')], 9, 1);
const hello = scene(mira, [post(mira, 'hello', 'mira')], 11, 1);
const forged = scene(gull, [post(gull, 'I am Mira', 'mira')], 11, 2);
const lateClaim = scene(gull, [encodeHandleClaim('mira', gull.owner)], 12, 1, false);
const answer = scene(ines, [reply(ines, 'welcome', hello)], 12, 2);
const deeper = scene(mira, [reply(mira, 'thank you', answer)], 13, 1);
const second = scene(gull, [reply(gull, 'me too', hello)], 13, 2);
const like = scene(ines, [encodeLike(hello.txid)], 13, 3, false);
const unlike = scene(ines, [encodeUnlike(hello.txid)], 14, 1, false);
const likeAgain = scene(ines, [encodeLike(hello.txid)], 15, 1);
const likeOther = scene(gull, [encodeLike(hello.txid)], 15, 2, false);
const repost = scene(ines, [encodeRepost(hello.txid)], 15, 3);
const land = scene(ines, [encodeDistrictClaim(14, ines.owner)], 14, 5, false);
const tooSoon = scene(mira, [encodeDistrictClaim(14, mira.owner)], 13, 5, false);
const world = [
  claim,
  early,
  hello,
  forged,
  lateClaim,
  answer,
  deeper,
  second,
  like,
  unlike,
  likeAgain,
  likeOther,
  repost,
  land,
  tooSoon,
];

/** Everything that a screen can see of an index. */
function look(index: FeedIndex) {
  const asOf = { height: 20, sources: ['stack'] };
  return {
    latest: queryTimeline(index, { of: { kind: 'latest' }, limit: 100 }),
    authors: keys.map((key) => queryTimeline(index, { of: { kind: 'author', key }, limit: 100 })),
    threads: world.map(({ txid }) => queryThread(index, txid)),
    profiles: keys.map((key) => queryProfile(index, key)),
    handle: queryHandle(index, 'mira', asOf),
    district: queryDistrict(index, 14, asOf),
    proven: index.provenPosts,
  };
}
function indexOf(scenes: readonly Scene[] = world): FeedIndex {
  const index = new FeedIndex('bsv');
  for (const { held, items, place } of scenes) index.add({ ...held, proof: place }, items);
  return index;
}
const textsOf = (posts: readonly PostView[]): string[] => posts.map(({ text }) => text);

describe('the index', () => {
  it('looks the same in whatever order transactions arrive, are mined, are taken back and mined again', () => {
    const expected = look(indexOf());
    const ways = fc.constantFrom('mined', 'later', 'reorged', 'elsewhere');
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...world], { minLength: world.length }),
        fc.array(ways, { minLength: world.length, maxLength: world.length }),
        (order, how) => {
          const index = new FeedIndex('bsv');
          for (const [at, { held, items, place }] of order.entries()) {
            if (how[at] === 'mined') index.add({ ...held, proof: place }, items);
            else index.add(held, items);
            if (how[at] === 'elsewhere') index.setProof(held.txid, proofAt(30 + at, 1));
            if (at % 4 === 0) look(index);
          }
          for (const [at, { txid, place }] of order.entries()) {
            if (how[at] === 'reorged' && place.state === 'proven') {
              index.setProof(txid, place);
              index.setProof(txid, { state: 'orphaned', place: place.place });
            }
            index.setProof(txid, place);
          }
          expect(look(index)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('queryProfile', () => {
  const hand = writer('hand');
  const address = (by: Writer): string => encodeAddress(by.owner, 0x6f);
  const word = scene(mira, [encodeIdentity(bapIdOf(address(mira)), address(hand))], 12, 9);
  const taken = scene(hand, [post(hand, 'by another key', 'mira')], 13, 9);

  it('shows who writes and who holds as one, once the word was taken up', () => {
    const index = indexOf([claim, word, taken]);
    const own = { key: hand.key, handles: [{ name: 'mira', holder: mira.key }], posts: 1 };
    expect(queryProfile(index, 'mira.bitter')).toMatchObject(own);
    expect(queryProfile(index, hand.key)).toMatchObject(own);
    expect(queryProfile(index, mira.key)).toMatchObject(own);
    const [view] = queryTimeline(index, { of: { kind: 'author', key: hand.key }, limit: 1 }).posts;
    expect(view).toMatchObject({ author: { key: hand.key, handle: 'mira', standing: 'verified' } });
  });

  it('puts nobody on the page of a key that never took their word up', () => {
    const index = indexOf([claim, word, scene(hand, [post(hand, 'nobody asked me')], 13, 8)]);
    expect(queryProfile(index, hand.key)).toMatchObject({ handles: [], districts: [], posts: 1 });
    expect(queryProfile(index, 'mira.bitter')).toMatchObject({ key: mira.key });
  });
});

describe('queryTimeline', () => {
  it('is newest first, with what is in no block before everything else', () => {
    const index = indexOf();
    expect(textsOf(queryTimeline(index, { of: { kind: 'latest' }, limit: 100 }).posts)).toEqual([
      'me too',
      'thank you',
      'welcome',
      'I am Mira',
      'hello',
      'before the claim',
    ]);
    index.setProof(hello.txid, { state: 'none' });
    const [top] = queryTimeline(index, { of: { kind: 'latest' }, limit: 1 }).posts;
    expect(top).toMatchObject({ text: 'hello', verdict: { state: 'signed' }, from: 'stack', heldSince: 5 });
  });

  it('pages without gaps or repeats while posts come in above', () => {
    const index = indexOf();
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 3; page += 1) {
      const { posts, next } = queryTimeline(index, {
        of: { kind: 'latest' },
        limit: 2,
        ...(after === undefined ? {} : { after }),
      });
      seen.push(...textsOf(posts));
      after = next;
      const more = scene(ines, [post(ines, `later ${page}`)], 40 + page, 1);
      index.add({ ...more.held, proof: more.place }, more.items);
    }
    expect(seen).toEqual(['me too', 'thank you', 'welcome', 'I am Mira', 'hello', 'before the claim']);
    expect(after).toBeUndefined();
  });

  it('gives an author\u2019s own, and the first page for a cursor that is not ours', () => {
    const index = indexOf();
    const own = queryTimeline(index, { of: { kind: 'author', key: mira.key }, limit: 9, after: 'nonsense' });
    expect(textsOf(own.posts)).toEqual(['thank you', 'hello', 'before the claim']);
    expect(queryTimeline(index, { of: { kind: 'author', key: 'f'.repeat(40) }, limit: 9 })).toEqual({
      posts: [],
    });
  });
});

describe('authors', () => {
  it('are verified from the claim on, and only by its key', () => {
    const byText = new Map(
      queryTimeline(indexOf(), { of: { kind: 'latest' }, limit: 100 }).posts.map((view) => [
        view.text,
        view.author,
      ]),
    );
    expect(byText.get('hello')).toEqual({
      key: mira.key,
      handle: 'mira',
      standing: 'verified',
      signature: 'sigma',
    });
    expect(byText.get('I am Mira')).toEqual({
      key: gull.key,
      handle: 'mira',
      standing: 'not-verified',
      signature: 'sigma',
    });
    expect(byText.get('before the claim')).toMatchObject({ standing: 'not-verified' });
    // No handle in the post: the one that the key holds.
    expect(byText.get('thank you')).toMatchObject({ handle: 'mira', standing: 'verified' });
    expect(byText.get('welcome')).toEqual({ key: ines.key, signature: 'sigma' });
  });

  it('are nobody when only the input names them and no block has checked it', () => {
    const unsigned = scene(mira, [post(mira, 'unsigned', 'mira')], 16, 1, false);
    const index = indexOf();
    index.add(unsigned.held, unsigned.items);
    const view = () => queryThread(index, unsigned.txid)?.post.author;
    expect(view()).toEqual({ handle: 'mira', standing: 'not-verified', signature: 'none' });
    expect(queryProfile(index, mira.key)?.posts).toBe(3);
    index.setProof(unsigned.txid, unsigned.place);
    expect(view()).toEqual({ key: mira.key, handle: 'mira', standing: 'verified', signature: 'input' });
    expect(queryProfile(index, mira.key)?.posts).toBe(4);
  });

  it('cannot be claimed with a wrong signature', () => {
    const wrong = scene(mira, [post(mira, 'wrong', 'mira')], 16, 2);
    const authors = [{ vout: 0, signature: 'wrong', fault: 'envelope' }] as const;
    const index = indexOf();
    index.add({ ...wrong.held, authors, proof: wrong.place }, wrong.items);
    expect(queryThread(index, wrong.txid)?.post.author).toEqual({
      handle: 'mira',
      standing: 'not-verified',
      signature: 'wrong',
      fault: 'envelope',
    });
  });
});

describe('queryThread', () => {
  it('shows ancestors root first, and every reply under what it answers', () => {
    const index = indexOf();
    const thread = queryThread(index, toOutpoint(hello.txid, 0));
    expect(textsOf(thread?.replies ?? [])).toEqual(['welcome', 'thank you', 'me too']);
    expect(thread?.post.counts).toEqual({ replies: 2, reposts: 1, likes: 2 });
    const below = queryThread(index, deeper.txid);
    expect(textsOf(below?.ancestors ?? [])).toEqual(['hello', 'welcome']);
    expect(below?.post.replyTo).toMatchObject({
      txid: answer.txid,
      excerpt: 'welcome',
      author: { key: ines.key },
    });
  });

  it('attaches replies to a post that comes later', () => {
    const index = indexOf([answer, deeper]);
    expect(queryThread(index, answer.txid)?.post.replyTo).toEqual({ txid: hello.txid });
    expect(queryThread(index, answer.txid)?.ancestors).toEqual([]);
    index.add({ ...hello.held, proof: hello.place }, hello.items);
    expect(textsOf(queryThread(index, deeper.txid)?.ancestors ?? [])).toEqual(['hello', 'welcome']);
    expect(queryThread(index, hello.txid)?.post.counts.replies).toBe(1);
  });

  it('bears a thread of any depth', () => {
    const index = indexOf([hello]);
    let parent: Txid = hello.txid;
    for (let depth = 0; depth < 5000; depth += 1) {
      const txid = asTxid((depth + 1).toString(16).padStart(64, '0'));
      const held: HeldTx = { ...hello.held, txid, arrival: 10_000 + depth };
      index.add(held, [{ vout: 0, kind: 'post', text: `${depth}`, parent: { txid: parent } }]);
      parent = txid;
    }
    expect(queryThread(index, hello.txid)?.replies).toHaveLength(500);
    expect(queryThread(index, parent)?.ancestors).toHaveLength(50);
  });
});

describe('claims', () => {
  it('are said with height, sources and rivals', () => {
    const index = indexOf();
    const asOf = { height: 20, sources: ['stack'] };
    expect(queryHandle(index, 'mira', asOf)).toMatchObject({
      asOfHeight: 20,
      sources: ['stack'],
      first: { holder: mira.key, verdict: { state: 'proven' } },
      rivals: [{ holder: gull.key }],
    });
    expect(queryHandle(index, 'nobody', asOf)).toEqual({ asOfHeight: 20, sources: ['stack'], rivals: [] });
    expect(queryDistrict(index, 14, asOf)).toMatchObject({ first: { holder: ines.key }, rivals: [] });
    expect(queryProfile(index, 'mira.bitter')).toEqual({
      key: mira.key,
      handles: [
        {
          name: 'mira',
          holder: mira.key,
          id: toOutpoint(claim.txid, 0),
          at: toOutpoint(claim.txid, 0),
          verdict: { state: 'proven', place: expect.anything() as unknown },
        },
      ],
      districts: [],
      posts: 3,
    });
    expect(queryProfile(index, ines.key)?.districts).toEqual([14]);
    expect(queryProfile(index, 'nobody.bitter')).toBeUndefined();
    expect(queryProfile(index, 'mira')).toBeUndefined();
  });
});

describe('what a key says of itself', () => {
  const said = (by: Writer, alias: { name?: string; description?: string; image?: string }, height: number) =>
    scene(by, [encodeProfile(bapIdOf(encodeAddress(by.owner, 0)), alias)], height, 9);
  const nameOf = (...names: readonly string[]) => {
    const scenes = names.map((name, at) => said(gull, { name }, 30 + at));
    const words = scene(gull, [post(gull, 'a plain post')], 50, 1);
    const [shown] = queryTimeline(indexOf([...world, ...scenes, words]), {
      of: { kind: 'latest' },
      limit: 1,
    }).posts;
    return shown?.author.name;
  };

  it('stands beside the key of a plain post, the last one', () => {
    expect(nameOf('Gull')).toBe('Gull');
    expect(nameOf('Gull', '  Gull  of the\nharbour ')).toBe('Gull of the harbour');
  });

  it.each([
    ['the handle of somebody else', 'mira'],
    ['the same in capitals', 'MIRA'],
    ['the form of a handle', 'gull.bitter'],
    ['a link', 'nabo.example'],
    ['letters that nobody sees', 'Gu\u200bll'],
    ['words turned around', 'Gull\u202e'],
    ['letters of two scripts', 'Gu\u0430ll'],
    ['nothing', '   '],
  ])('is not shown when it is %s', (_what, name) => {
    expect(nameOf(name)).toBeUndefined();
  });

  it('is on its page with its words, and a picture that no host is asked for', () => {
    const image = 'data:image/webp;base64,AAAA';
    const alias = { name: 'Gull', description: 'Lamps and bread.', image };
    expect(queryProfile(indexOf([...world, said(gull, alias, 30)]), gull.key)?.alias).toEqual(alias);
    const elsewhere = said(gull, { image: 'https://tracker.example/gull.png' }, 30);
    expect(queryProfile(indexOf([...world, elsewhere]), gull.key)?.alias).toEqual({});
  });

  it('does not count when it only pays, or speaks of another identity', () => {
    const unsigned = scene(
      gull,
      [encodeProfile(bapIdOf(encodeAddress(gull.owner, 0)), { name: 'Gull' })],
      30,
      9,
      false,
    );
    const stolen = scene(
      gull,
      [encodeProfile(bapIdOf(encodeAddress(ines.owner, 0)), { name: 'Ines' })],
      31,
      9,
    );
    const index = indexOf([...world, unsigned, stolen]);
    expect(keys.map((key) => queryProfile(index, key)?.alias)).toEqual([undefined, undefined, undefined]);
  });
});
