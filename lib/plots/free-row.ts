/**
 * The free squares whose upper left corner lies in one row of the grid, by x and at most one at each x. Two lists of
 * numbers in place of objects: the packing reads them some twenty times for each parcel.
 */
export class FreeRow {
  readonly xs: number[] = [];
  readonly sides: number[] = [];
  /** How many there are; the lists keep their length, since a shorter list would soon be made longer again. */
  count = 0;

  /** The index of the first square that is at least so wide, or -1. */
  findSide(side: number): number {
    const { sides, count } = this;
    for (let at = 0; at < count; at += 1) if ((sides[at] ?? 0) >= side) return at;
    return -1;
  }

  /** A free square at `x`; one that is there already stays when it is larger. */
  add(x: number, side: number): void {
    const { xs, sides } = this;
    let at = this.count;
    while (at > 0 && (xs[at - 1] ?? 0) >= x) at -= 1;
    if (at === this.count || xs[at] !== x) this.replace(at, at, x, side);
    else if ((sides[at] ?? 0) < side) sides[at] = side;
  }

  /** Puts one free square in place of those with the indices from `from` to before `to`. */
  replace(from: number, to: number, x: number, side: number): void {
    if (from === to) {
      const { xs, sides } = this;
      for (let at = this.count; at > from; at -= 1) {
        xs[at] = xs[at - 1] ?? 0;
        sides[at] = sides[at - 1] ?? 0;
      }
      this.count += 1;
    } else if (to - from > 1) this.drop(from + 1, to);
    this.xs[from] = x;
    this.sides[from] = side;
  }

  /** Removes the free squares with the indices from `from` to before `to`. */
  drop(from: number, to: number): void {
    const { xs, sides } = this;
    const gone = to - from;
    for (let at = to; at < this.count; at += 1) {
      xs[at - gone] = xs[at] ?? 0;
      sides[at - gone] = sides[at] ?? 0;
    }
    this.count -= gone;
  }
}
