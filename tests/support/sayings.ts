import { asBlockHash, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { readSignedItems } from '#lib/feed/items.ts';
import type { OutputDraft } from '#lib/protocols/index.ts';
import { write, type Writer } from './written.ts';

export type Said = {
  readonly txid: Txid;
  readonly id: Outpoint;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** An index, and a way to say things in it: each in a block of its own, signed. */
export function sayings() {
  const index = new FeedIndex('bsv');
  let arrival = 0;
  const say = (by: Writer, drafts: readonly OutputDraft[]): Said => {
    const { txid, raw } = write(by, drafts, { seed: 5_000 + arrival, sigma: true });
    const { items, authors } = readSignedItems(raw, 'bsv');
    const height = 100 + arrival;
    const place = {
      height,
      index: 1,
      hash: asBlockHash(height.toString(16).padStart(64, 'c')),
      time: 1_800_000_000 + height,
    };
    index.add(
      { arrival, txid, raw, proof: { state: 'proven', place }, authors, heldSince: 5, from: 'stack' },
      items,
    );
    arrival += 1;
    return { txid, id: toOutpoint(txid, 0), at: place.time * 1000 };
  };
  return { index, say };
}
