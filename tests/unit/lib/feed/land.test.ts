import { describe, expect, it } from 'vitest';
import { asBlockHash, outpointTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { readSignedItems } from '#lib/feed/items.ts';
import { heightsOn, queryLand } from '#lib/feed/land.ts';
import { queryPlot } from '#lib/feed/plot.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import type { ChainHeader } from '#lib/proof/header-chain.ts';
import { encodeDistrictClaim, encodeReply } from '#lib/protocols/index.ts';
import { write, writer, type Writer, type Written } from '#tests/support/written.ts';

const HASH = asBlockHash('ab'.repeat(32));
const [mira, gull] = [writer('mira'), writer('gull')];

function claim(
  index: FeedIndex,
  by: Writer,
  district: number,
  at: number | undefined,
  seed: number,
): Outpoint {
  const made = write(by, [encodeDistrictClaim(district, by.owner)], { seed, sigma: false });
  add(index, made, at, seed);
  return toOutpoint(made.txid, 0);
}

function add(index: FeedIndex, { txid, raw }: Written, at: number | undefined, seed: number): void {
  const { items, authors } = readSignedItems(raw, 'bsv');
  index.add(
    {
      arrival: seed,
      txid,
      raw,
      authors,
      heldSince: 5,
      from: 'stack',
      proof:
        at === undefined
          ? { state: 'none' }
          : { state: 'proven', place: { height: at, index: seed, hash: HASH, time: 1_800_000_000 } },
    },
    items,
  );
}

describe('queryLand', () => {
  it('lists the first claims in blocks by height, with their holders', () => {
    const index = new FeedIndex('bsv');
    claim(index, gull, 9, 12, 1);
    claim(index, mira, 7, 11, 2);
    claim(index, mira, 9, 13, 3);
    claim(index, mira, 50, 14, 4);
    claim(index, mira, 8, undefined, 5);
    const view = queryLand(index, { height: 20, sources: ['stack'] });
    expect([...view.heights]).toEqual([7, 9]);
    expect([...view.claimedAt]).toEqual([11, 12]);
    expect([...view.holders].map((at) => view.keys[at])).toEqual([mira.key, gull.key]);
    expect(view).toMatchObject({ asOfHeight: 20, sources: ['stack'] });
  });
});

describe('queryPlot', () => {
  it('tells who held a district, and nothing of one that nobody has', () => {
    const index = new FeedIndex('bsv');
    const at = claim(index, gull, 9, 12, 1);
    claim(index, mira, 9, 13, 2);
    expect(queryPlot(index, 9)).toEqual({
      history: [{ holder: gull.key, since: 12 }],
      at,
      parcels: [],
      posts: [],
    });
    expect(queryPlot(index, 10)).toEqual({ history: [], parcels: [], posts: [] });
  });
});

describe('what is said in a district', () => {
  it('is what answers its claim, newest first, and each post says where it was', () => {
    const index = new FeedIndex('bsv');
    const here = claim(index, gull, 9, 12, 1);
    const late = claim(index, mira, 9, 13, 2);
    const say = (by: Writer, text: string, to: Outpoint, at: number | undefined, seed: number): void =>
      add(index, write(by, [encodeReply({ text, owner: by.owner, to })], { seed }), at, seed);
    say(mira, 'first here', here, 14, 3);
    say(gull, 'and I', here, 15, 4);
    say(gull, 'in the wrong house', late, 15, 5);
    say(mira, 'on its way', here, undefined, 6);
    const { posts } = queryPlot(index, 9);
    expect(posts.map(({ text }) => text)).toEqual(['on its way', 'and I', 'first here']);
    expect(posts.map(({ replyTo }) => replyTo?.district)).toEqual([9, 9, 9]);
    const all = queryTimeline(index, { of: { kind: 'latest' }, limit: 10 }).posts;
    const wrong = all.find(({ text }) => text === 'in the wrong house');
    expect(wrong?.replyTo).toEqual({ txid: outpointTxid(late) });
  });
});

describe('heightsOn', () => {
  const header = (height: number): ChainHeader => ({
    height,
    hash: HASH,
    merkleRoot: '',
    time: 1_000 + height * 10,
  });
  const chain = { firstHeight: 100, tip: header(199), at: header };

  it('finds the blocks of a stretch of time', () => {
    expect(heightsOn(chain, 2_500, 2_600)).toEqual({ knownFrom: 100, range: { from: 150, to: 159 } });
    expect(heightsOn(chain, 2_501, 2_502)).toEqual({ knownFrom: 100 });
    expect(heightsOn(chain, 0, 9_999)).toEqual({ knownFrom: 100, range: { from: 100, to: 199 } });
  });

  it('knows nothing without headers', () => {
    expect(heightsOn({ ...chain, tip: undefined }, 0, 9)).toBeUndefined();
  });
});
