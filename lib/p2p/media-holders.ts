import type { Txid } from '#lib/bytes/brand.ts';
import { MAX_DIALS, MAX_KNOWN_MEDIA, MAX_MEDIA_ROOTS } from './limits.ts';
import type { MediaOffer } from './message.ts';
import type { Holder } from './router.ts';

type Known = { readonly root: string; readonly holder: Holder };

/** Who said to hold which large transaction, and by which root of its bytes. Roots that were found false are not heard again. */
export class MediaHolders {
  private readonly known = new Map<Txid, Known[]>();
  private readonly falseRoots = new Set<string>();

  /** Notes what a neighbour says to hold; answers which of it may be true. */
  heard(holder: Holder, offers: readonly MediaOffer[]): readonly Txid[] {
    const heard: Txid[] = [];
    for (const { txid, root } of offers) {
      if (this.falseRoots.has(txid + root)) continue;
      const others = (this.known.get(txid) ?? []).filter((each) => !each.holder.peer.equals(holder.peer));
      this.known.delete(txid);
      this.known.set(txid, [{ root, holder }, ...others].slice(0, MAX_DIALS));
      heard.push(txid);
    }
    for (const txid of this.known.keys()) {
      if (this.known.size <= MAX_KNOWN_MEDIA) break;
      this.known.delete(txid);
    }
    return heard;
  }

  /** Whether somebody said to hold it. */
  has(txid: Txid): boolean {
    return (this.known.get(txid)?.length ?? 0) > 0;
  }

  /** A few roots of a transaction with their holders. What most say comes first: a liar with one name is not before the honest. */
  roots(txid: Txid): readonly (readonly [root: string, holders: readonly Holder[]])[] {
    const byRoot = Map.groupBy(this.known.get(txid) ?? [], ({ root }) => root);
    return [...byRoot]
      .toSorted(([, a], [, b]) => b.length - a.length)
      .slice(0, MAX_MEDIA_ROOTS)
      .map(([root, said]) => [root, said.map(({ holder }) => holder)]);
  }

  /** Those who said this root of it. */
  of(txid: Txid, root: string): readonly Holder[] {
    return (this.known.get(txid) ?? []).filter((each) => each.root === root).map(({ holder }) => holder);
  }

  /** It is not asked again, until it says so anew. */
  drop(txid: Txid, holder: Holder): void {
    const left = (this.known.get(txid) ?? []).filter((each) => !each.holder.peer.equals(holder.peer));
    this.known.set(txid, left);
  }

  /** This root is of another transaction: nobody is asked for it again. Answers who had said it. */
  forget(txid: Txid, root: string): readonly Holder[] {
    const liars = this.of(txid, root);
    this.falseRoots.add(txid + root);
    const [oldest] = this.falseRoots;
    if (this.falseRoots.size > MAX_KNOWN_MEDIA && oldest !== undefined) this.falseRoots.delete(oldest);
    for (const holder of liars) this.drop(txid, holder);
    return liars;
  }
}
