import { columnOf, rowBelow, rowOf, worldBox, type Range } from './world.ts';

/** What a cell of the map shows. Claimed ones are tinted by how long ago that was. */
export const LAND = { free: 0, claimedNew: 1, claimed: 2, claimedOld: 3, mine: 4, nothing: 5 } as const;

/** A colour for each kind of {@link LAND}, by its number: packed as a canvas has it in a little-endian `Uint32Array`. */
export type LandColours = Uint32Array;

/** Claimed districts, each with the height of the block of its claim; 0 where nobody says when. */
export type Claimed = { readonly heights: Uint32Array; readonly claimedAt: Uint32Array };

/** A row of pixels of the map holds so many cells a pixel, in each direction, at this level. */
type Level = { readonly width: number; readonly height: number; readonly colours: Uint32Array };

const LEVELS = 3;

/**
 * All districts of a chain as a grid of bytes, a byte a cell. A million blocks are 1.2 MB, and 1.5 MB more for the
 * smaller pictures of them that a view from far away is drawn from.
 */
export class LandMap {
  readonly tip: number;
  readonly width: number;
  readonly height: number;
  /** By cell, rows from above. */
  readonly kinds: Uint8Array;
  private small: { readonly of: LandColours; readonly levels: Level[] } | undefined;

  constructor(tip: number, claimed: Claimed, mine: readonly number[]) {
    const { right, bottom } = worldBox(tip);
    this.tip = tip;
    this.width = right;
    this.height = bottom;
    this.kinds = new Uint8Array(right * bottom).fill(LAND.nothing);
    for (let from = 0; from <= tip; from = rowOf(from).to + 1)
      this.kinds.fill(
        LAND.free,
        this.indexOf(from),
        this.indexOf(from) + Math.min(rowOf(from).to, tip) + 1 - from,
      );
    this.enter(claimed);
    for (const height of mine) this.set(height, LAND.mine);
  }

  /** What the block of a height is. */
  kindOf(height: number): number {
    return height <= this.tip ? (this.kinds[this.indexOf(height)] ?? LAND.nothing) : LAND.nothing;
  }

  /** The part of the whole that is claimed in each of so many stretches of equal length, from 0 to 1. */
  shares(stretches: number): number[] {
    const sums = new Float64Array(stretches);
    const counts = new Float64Array(stretches);
    for (let from = 0; from <= this.tip; from += 1) {
      const at = Math.floor((from / (this.tip + 1)) * stretches);
      counts[at] = (counts[at] ?? 0) + 1;
      const kind = this.kinds[this.indexOf(from)] ?? LAND.nothing;
      if (kind !== LAND.free && kind !== LAND.nothing) sums[at] = (sums[at] ?? 0) + 1;
    }
    return Array.from(sums, (sum, at) => sum / Math.max(1, counts[at] ?? 0));
  }

  /** The map with 2^level cells a pixel in each direction, for levels 1 to 3; a pixel is the mean of its cells. */
  level(level: number, colours: LandColours): Level {
    if (this.small?.of !== colours) this.small = { of: colours, levels: [] };
    const { levels } = this.small;
    // Each is made when it is first looked at: most views need one of them.
    while (levels.length < Math.min(Math.max(1, level), LEVELS)) {
      const last = levels.at(-1);
      levels.push(
        last === undefined
          ? halve(this.width, this.height, this.kinds, colours)
          : halve(last.width, last.height, last.colours),
      );
    }
    const found = levels[Math.min(Math.max(1, level), LEVELS) - 1];
    if (found === undefined) throw new RangeError('unreachable: levels are made up to the one asked for');
    return found;
  }

  private indexOf(height: number): number {
    return columnOf(height) + rowBelow(height) * this.width;
  }

  private set(height: number, kind: number): void {
    if (height <= this.tip) this.kinds[this.indexOf(height)] = kind;
  }

  private enter({ heights, claimedAt }: Claimed): void {
    let oldest = this.tip;
    for (let at = 0; at < claimedAt.length; at += 1) {
      const since = claimedAt[at] ?? 0;
      if (since > 0 && since < oldest) oldest = since;
    }
    const third = Math.max(1, (this.tip - oldest) / 3);
    // Heights come in order: the place of one follows from that of the first of its row, found once a row.
    let row: Range = { from: 0, to: -1 };
    let left = 0;
    for (let at = 0; at < heights.length; at += 1) {
      const height = heights[at] ?? 0;
      if (height > this.tip) continue;
      if (height < row.from || height > row.to) {
        row = rowOf(height);
        left = this.indexOf(row.from) - row.from;
      }
      const since = claimedAt[at] ?? 0;
      const age = this.tip - since;
      this.kinds[left + height] =
        since === 0
          ? LAND.claimed
          : age < third
            ? LAND.claimedNew
            : age < 2 * third
              ? LAND.claimed
              : LAND.claimedOld;
    }
  }
}

/** Half as many pixels in each direction, each the mean of the four that it stands for. `palette`: colours by what the source holds. */
function halve(
  width: number,
  height: number,
  source: Uint8Array | Uint32Array,
  palette?: LandColours,
): Level {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const colours = new Uint32Array(w * h);
  const colourOf = (value: number): number => (palette === undefined ? value : (palette[value] ?? 0));
  for (let y = 0; y < h; y += 1) {
    const above = 2 * y * width;
    const below = 2 * y + 1 < height ? above + width : above;
    for (let x = 0; x < w; x += 1) {
      const left = 2 * x;
      const right = left + 1 < width ? left + 1 : left;
      const a = source[above + left] ?? 0;
      const b = source[above + right] ?? 0;
      const c = source[below + left] ?? 0;
      const d = source[below + right] ?? 0;
      colours[y * w + x] =
        a === b && a === c && a === d
          ? colourOf(a)
          : meanOf(colourOf(a), colourOf(b), colourOf(c), colourOf(d));
    }
  }
  return { width: w, height: h, colours };
}

/** The mean of four colours, two channels at a time: their sums do not reach each other. */
function meanOf(a: number, b: number, c: number, d: number): number {
  const even = ((a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff)) >>> 2;
  const odd = (((a >>> 8) & 0xff) + ((b >>> 8) & 0xff) + ((c >>> 8) & 0xff) + ((d >>> 8) & 0xff)) >>> 2;
  return 0xff000000 | (even & 0xff00ff) | (odd << 8);
}
