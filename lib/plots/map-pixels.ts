import { LAND, type LandColours, type LandMap } from './land-map.ts';

/** What is seen: the point of the map in the middle, in cells, and how many pixels a cell is wide. */
export type Camera = { readonly x: number; readonly y: number; readonly scale: number };

/** Pixels of a picture, row by row from above. */
export type Surface = { readonly width: number; readonly height: number; readonly pixels: Uint32Array };

export type MapColours = {
  /** Cells seen from far away. */
  readonly far: LandColours;
  /** Cells seen from near; a free one shows its edge and has paper inside. */
  readonly near: LandColours;
  readonly paper: number;
};

/** From this many pixels on a cell has an edge and a distance to the next one. */
const NEAR = 5;

/** No pixel of a cell, its edge, its inside. */
const GAP = 0;
const EDGE = 1;
const INSIDE = 2;

/**
 * Draws the map by filling pixels. Rows of pixels that show the same row of cells alike are made once and copied, so a
 * frame costs little more than its bytes, however many blocks it shows.
 */
export function drawMap(surface: Surface, map: LandMap, camera: Camera, colours: MapColours): void {
  if (camera.scale >= NEAR) drawNear(surface, map, camera, colours);
  else drawFar(surface, map, camera, colours);
}

/** By pixel along one axis: its cell, or -1 beside the map. */
function cellsAlong(length: number, middle: number, scale: number, cells: number): Int32Array {
  const along = new Int32Array(length);
  const from = middle - length / 2 / scale;
  for (let at = 0; at < length; at += 1) {
    const cell = Math.floor(from + (at + 0.5) / scale);
    along[at] = cell < 0 || cell >= cells ? -1 : cell;
  }
  return along;
}

function drawFar(surface: Surface, map: LandMap, { x, y, scale }: Camera, { far, paper }: MapColours): void {
  const { width, height, pixels } = surface;
  const level = scale >= 1 ? 0 : Math.min(3, Math.ceil(Math.log2(1 / scale)));
  const cells = 2 ** level;
  const source = level === 0 ? undefined : map.level(level, far);
  const [w, h] = source === undefined ? [map.width, map.height] : [source.width, source.height];
  const columns = cellsAlong(width, x / cells, scale * cells, w);
  const rows = cellsAlong(height, y / cells, scale * cells, h);
  for (let row = 0; row < height; row += 1) {
    const at = row * width;
    const cell = rows[row] ?? -1;
    if (cell === -1) pixels.fill(paper, at, at + width);
    else if (row > 0 && rows[row - 1] === cell) pixels.copyWithin(at, at - width, at);
    else {
      const from = cell * w;
      for (let column = 0; column < width; column += 1) {
        const found = columns[column] ?? -1;
        pixels[at + column] =
          found === -1
            ? paper
            : source === undefined
              ? (far[map.kinds[from + found] ?? LAND.nothing] ?? paper)
              : (source.colours[from + found] ?? paper);
      }
    }
  }
}

/** By pixel along one axis: which part of a cell it is. */
function partsAlong(cells: Int32Array, scale: number): Uint8Array {
  const parts = new Uint8Array(cells.length).fill(INSIDE);
  const gap = Math.max(1, Math.round(scale * 0.14));
  const edge = Math.max(1, Math.round(scale * 0.05));
  for (let from = 0; from < cells.length;) {
    let to = from + 1;
    while (to < cells.length && cells[to] === cells[from]) to += 1;
    // A cell that is cut off by the picture's own edge begins or ends outside of it.
    const start = from > 0 ? from : to - Math.ceil(scale);
    const end = to < cells.length ? to : start + Math.floor(scale);
    for (let at = from; at < to; at += 1) {
      if (cells[at] === -1 || at >= end - gap) parts[at] = GAP;
      else if (at < start + edge || at >= end - gap - edge) parts[at] = EDGE;
    }
    from = to;
  }
  return parts;
}

function drawNear(surface: Surface, map: LandMap, camera: Camera, { near, paper }: MapColours): void {
  const { width, height, pixels } = surface;
  const columns = cellsAlong(width, camera.x, camera.scale, map.width);
  const rows = cellsAlong(height, camera.y, camera.scale, map.height);
  const columnParts = partsAlong(columns, camera.scale);
  const rowParts = partsAlong(rows, camera.scale);
  for (let row = 0; row < height; row += 1) {
    const at = row * width;
    const part = rowParts[row] ?? GAP;
    if (part === GAP) {
      pixels.fill(paper, at, at + width);
      continue;
    }
    const cell = rows[row] ?? -1;
    if (row > 0 && rows[row - 1] === cell && rowParts[row - 1] === part) {
      pixels.copyWithin(at, at - width, at);
      continue;
    }
    const from = cell * map.width;
    for (let column = 0; column < width; column += 1) {
      const across = columnParts[column] ?? GAP;
      const kind = map.kinds[from + (columns[column] ?? 0)] ?? LAND.nothing;
      const hollow = kind === LAND.free && part === INSIDE && across === INSIDE;
      pixels[at + column] = across === GAP || hollow ? paper : (near[kind] ?? paper);
    }
  }
}
