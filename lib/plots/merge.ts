/** What of a transaction decides its parcel's side. */
export type Sized = { readonly outputSats: bigint; readonly vbytes: number };

/** Transactions `from` to before `from + count` of a block, in one square: as large as one that has their sums. */
export type Share = Sized & { readonly from: number; readonly count: number };

export type Merged = {
  /** In block order, without a gap. */
  readonly shares: readonly Share[];
  /** Transactions that share a square with another. */
  readonly sharing: number;
  /** At most so many are in one square. */
  readonly largest: number;
  /** None of them has a side above this. */
  readonly upToSide: number;
};

/** The most squares that a district is drawn with; blocks with more transactions are merged. */
export const MOST_SQUARES = 20_000;

/**
 * What a district is drawn from: every transaction by itself up to `most` of them, an integer of at least 8. Of more, the
 * small ones are merged with others that they stand next to in the block. The first, which is the coinbase, and those
 * with a side above `upToSide` stay by themselves; that is the least side for which these are a quarter of `most` or
 * fewer. Counts, values and virtual bytes add up to those of the block.
 *
 * @param sides by transaction, as the drawing has them.
 */
export function mergeSmall(
  transactions: readonly Sized[],
  sides: readonly number[],
  most = MOST_SQUARES,
): Merged {
  const upToSide = transactions.length <= most ? 0 : sideToMerge(sides, most / 4);
  const isAlone = (at: number): boolean => at === 0 || (sides[at] ?? 1) > upToSide;
  const alone = sides.filter((_side, at) => isAlone(at)).length;
  // Those by themselves part the others into one run more than they are, and each run can end in a square that is not full.
  const room = most - 2 * alone - 1;
  const full = upToSide === 0 ? 1 : Math.ceil((transactions.length - alone) / room);
  const shares: Share[] = [];
  let sharing = 0;
  let largest = 1;
  for (let from = 0; from < transactions.length;) {
    let to = from + 1;
    if (!isAlone(from)) while (to < transactions.length && to - from < full && !isAlone(to)) to += 1;
    const count = to - from;
    shares.push({ from, count, ...sumOf(transactions, from, to) });
    if (count > 1) sharing += count;
    largest = Math.max(largest, count);
    from = to;
  }
  return { shares, sharing, largest, upToSide };
}

/** The least side above which there are at most so many, the first transaction left out. */
function sideToMerge(sides: readonly number[], most: number): number {
  const bySize = sides.slice(1).toSorted((a, b) => b - a);
  // One below: the first transaction is always by itself.
  return bySize[Math.floor(most) - 1] ?? 1;
}

function sumOf(transactions: readonly Sized[], from: number, to: number): Sized {
  let outputSats = 0n;
  let vbytes = 0;
  for (let at = from; at < to; at += 1) {
    outputSats += transactions[at]?.outputSats ?? 0n;
    vbytes += transactions[at]?.vbytes ?? 0;
  }
  return { outputSats, vbytes };
}

/** The square that holds a transaction, by its place in the block. */
export function shareOf({ shares }: Merged, transaction: number): number | undefined {
  let [low, high] = [0, shares.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const share = shares[middle];
    if (share === undefined || transaction < share.from) high = middle;
    else if (transaction >= share.from + share.count) low = middle + 1;
    else return middle;
  }
  return undefined;
}
