import type { Outpoint } from '#lib/bytes/brand.ts';
import type { FoldView } from '#lib/feed/post-view.ts';

/** The key of the row of a fold; all of them measure the same. */
export const foldKey = (id: string): string => `fold ${id}`;

/** What was opened of a fold: how many posts it had then, and the newest of them. */
type Opening = { readonly count: number; readonly top: Outpoint };

/** Folds of a list by the posts that they are above. What came to an opened one since is a fold of its own, on top. */
export class Folds {
  /** Older than all posts of the list. */
  tail: FoldView | undefined;
  private readonly byPost = new Map<string, FoldView>();
  private readonly openings = new Map<Outpoint, Opening>();

  of(id: string): FoldView | undefined {
    return this.byPost.get(id);
  }

  has(id: string): boolean {
    return this.byPost.size > 0 && this.byPost.has(id);
  }

  take(folds: readonly FoldView[] = []): void {
    for (const fold of folds) {
      const { above, count } = fold;
      const opening = above && this.openings.get(above);
      if (above === undefined) this.tail = fold;
      else if (opening === undefined) this.byPost.set(above, fold);
      else if (count > opening.count)
        this.byPost.set(opening.top, { ...fold, above: opening.top, count: count - opening.count });
    }
  }

  /** Notes that the first posts of a fold are shown, and leaves what `rest` begins with. */
  open(fold: FoldView, shown: number, rest: Outpoint | undefined): void {
    const { above, count, first } = fold;
    const left = rest === undefined ? undefined : { ...fold, first: rest, count: count - shown };
    if (above === undefined) {
      this.tail = left;
      return;
    }
    // A rest that is opened further belongs to the fold that it was a rest of.
    if (!this.openings.has(above)) this.openings.set(above, { count, top: first });
    if (left === undefined) this.byPost.delete(above);
    else this.byPost.set(above, left);
  }

  clear(): void {
    this.tail = undefined;
    this.byPost.clear();
    this.openings.clear();
  }
}
