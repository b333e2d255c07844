import { asBlockHash, toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import { readItems } from '#lib/feed/items.ts';
import { queryProfile } from '#lib/feed/queries.ts';
import { querySearch } from '#lib/feed/search.ts';
import { queryCounts, queryThread } from '#lib/feed/thread.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import {
  encodeHandleClaim,
  encodeLike,
  encodePost,
  encodeReply,
  type OutputDraft,
} from '#lib/protocols/index.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import type { HeldTx, ProofState } from '#lib/store/held-tx.ts';
import { write, writer } from './written.ts';

const people = ['mira', 'ines', 'gull', 'tomo'].map(writer);

const WORDS = ['harbour', 'Lamp', 'tide', 'caf\u00e9', '\u706f\u5854', 'gull', 'ferry', 'bench', 'notice'];

/** A proof in a block that no chain holds. */
export const proofAt = (height: number, index: number): ProofState => ({
  state: 'proven',
  place: {
    height,
    index,
    hash: asBlockHash(height.toString(16).padStart(64, 'b')),
    time: 1_800_000_000 + height,
  },
});

/**
 * Transactions of some people, as holdings would have taken them: posts, several in one, replies, likes, claims, tags and
 * names, some in blocks. The same every time.
 */
export function manyEntries(count: number): HeldTx[] {
  const entries: HeldTx[] = [];
  const txidAt = (at: number): Txid | undefined => entries[at]?.txid;
  for (let arrival = 0; arrival < count; arrival += 1) {
    const by = people[arrival % people.length];
    if (by === undefined) throw new RangeError('nobody to write');
    const word = WORDS[(arrival * 7) % WORDS.length] ?? '';
    const earlier = txidAt(arrival - 1 - (arrival % 5));
    const drafts: OutputDraft[] = [
      encodePost({
        text: `Note ${arrival}: ${word} at the ${WORDS[arrival % 9]} #day${arrival % 7}`,
        owner: by.owner,
      }),
    ];
    if (arrival % 3 === 0)
      drafts.push(encodePost({ text: `@mira and more ${arrival}`, owner: by.owner, handle: 'mira' }));
    if (arrival % 4 === 0 && earlier !== undefined)
      drafts.push(encodeReply({ text: `yes ${word}`, owner: by.owner, to: toOutpoint(earlier, 0) }));
    if (arrival % 5 === 0 && earlier !== undefined) drafts.push(encodeLike(earlier));
    if (arrival % 97 === 1) drafts.push(encodeHandleClaim(`name${arrival}`, by.owner));
    const { txid, raw } = write(by, drafts, { seed: arrival, sigma: false });
    entries.push({
      arrival,
      txid,
      raw,
      ...(arrival % 2 === 0 ? { bump: Uint8Array.of(7, arrival & 255) } : {}),
      // Blocks do not come in the order in which transactions arrive.
      proof: arrival % 6 === 5 ? { state: 'none' } : proofAt(100 + ((arrival * 13) % 500), arrival),
      authors: drafts.map((_draft, vout) => ({
        vout,
        signature: vout % 2 === 0 ? 'sigma' : 'input',
        key: by.key,
      })),
      heldSince: 1_000 + arrival,
      from: arrival % 2 === 0 ? 'stack' : 'other',
      ...(arrival % 3 === 0 ? { ms: arrival } : {}),
    });
  }
  return entries;
}

/** Holdings of a devnet that hold nothing yet. */
export const emptyHoldings = (): Holdings =>
  new Holdings({ chain: new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 }), index: new FeedIndex('bsv') });

/** Holdings that took these transactions one after the other. */
export function holdingsOf(entries: readonly HeldTx[]): Holdings {
  const holdings = emptyHoldings();
  for (const entry of entries) holdings.restore([entry], ({ raw }) => readItems(raw, 'bsv'));
  return holdings;
}

/** Everything that screens see of many posts. */
export function lookAround({ index }: Holdings, entries: readonly HeldTx[]) {
  const latest = [];
  for (let after: string | undefined; ;) {
    const page = queryTimeline(index, {
      of: { kind: 'latest' },
      limit: 100,
      ...(after === undefined ? {} : { after }),
    });
    latest.push(...page.posts);
    if (page.next === undefined) break;
    after = page.next;
  }
  return {
    latest,
    authors: people.map(({ key }) => queryTimeline(index, { of: { kind: 'author', key }, limit: 100 })),
    tags: ['day0', 'Day3', 'nothing'].map((tag) =>
      queryTimeline(index, { of: { kind: 'hashtag', tags: [tag] }, limit: 100 }),
    ),
    mentions: queryTimeline(index, { of: { kind: 'mentions', name: 'mira' }, limit: 100 }),
    found: ['lamp', 'CAFE tide', '\u706f', 'note gull', 'nowhere'].map((text) =>
      querySearch(index, { text, limit: 100 }),
    ),
    profiles: people.map(({ key }) => queryProfile(index, key)),
    threads: entries.slice(0, 40).map(({ txid }) => queryThread(index, txid)),
    counts: queryCounts(
      index,
      entries.map(({ txid }) => txid),
    ),
    proven: index.provenPosts,
    said: entries.map(({ txid }) => index.itemsOf(index.txs.find(txid))),
  };
}
