import { setImmediate as nextTurn } from 'node:timers/promises';
import { toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { encodePost } from '#lib/protocols/index.ts';
import type { Chain } from '../chain.ts';
import type { Faucet } from '../faucet.ts';
import { keyFrom } from '../keys.ts';
import { payTo } from '../spend.ts';
import { Author } from './author.ts';
import { sentence } from './sentence.ts';

export const MAX_POSTS = 10_000;
export const MAX_AUTHORS = 100;
/** Posts of one transaction. */
export const MAX_EACH = 50;
/** Transactions that one payment of the faucet funds: each spends a coin of its own, so none waits for another. */
const BATCH = 200;
const COIN_SATS = 500;

export type GeneratedPost = {
  readonly id: Outpoint;
  readonly txid: Txid;
  readonly author: string;
  readonly text: string;
};

/**
 * Writes `count` posts by `authors` keys, `each` of them a transaction, paid for and signed, or with
 * no signature but that of the payment; they are in the mempool when
 * this resolves.
 */
export async function generatePosts(
  { chain, faucet }: { readonly chain: Chain; readonly faucet: Faucet },
  count: number,
  {
    authors,
    each = 1,
    signed = true,
  }: { readonly authors: number; readonly each?: number; readonly signed?: boolean },
): Promise<GeneratedPost[]> {
  const writers = Array.from(
    { length: authors },
    (_, at) => new Author(chain, keyFrom(`generated author ${at}`)),
  );
  const { height } = chain.tip();
  // The mempool only grows until the next block, so this number and the height name a post once.
  const first = chain.store.mempoolSize().count * MAX_EACH;
  const posts: GeneratedPost[] = [];
  while (posts.length < count) {
    const left = Math.ceil((count - posts.length) / each);
    const batch = Array.from({ length: Math.min(BATCH, left) }, (_, at) => {
      const writer = writers[(Math.floor(posts.length / each) + at) % writers.length];
      if (writer === undefined) throw new RangeError('nobody to write');
      return writer;
    });
    const sats = COIN_SATS * each;
    const { txid } = faucet.payOut(batch.map(({ key }) => payTo(key, sats)));
    for (const [vout, writer] of batch.entries()) {
      writer.addCoin({ txid, vout, sats, key: writer.key });
      const texts = Array.from({ length: Math.min(each, count - posts.length) }, (_, at) =>
        sentence(first + posts.length + at, height),
      );
      const written = writer.publishAll(
        texts.map((text) => encodePost({ text, owner: writer.key.hash160 })),
        signed,
      );
      for (const [at, text] of texts.entries())
        posts.push({ id: toOutpoint(written, at), txid: written, author: writer.key.address, text });
      // Other requests are served between two posts.
      await nextTurn();
    }
  }
  return posts;
}
