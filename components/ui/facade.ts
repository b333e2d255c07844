/**
 * A face for a key: the front of a house, drawn from the key's hash160, so that the same key has the same house
 * everywhere and nobody has to serve a picture. Those bytes are as good as random already: no page needs a hash function
 * before its first post.
 *
 * Byte 0 picks the hue, the lowest bit of byte 1 a deep or a pale wall, bytes 2 to 4 the tiles of the left column
 * (the right one mirrors it) and bytes 5 to 7 those of the middle, on a grid of three by three.
 */
export type Facade = { readonly wall: string; readonly side: string; readonly middle: string } & Tiles;

type Tiles = { readonly sidePath: string; readonly middlePath: string };

const HEX = /^(?:[0-9a-f]{2})*$/i;

const HUES = [28, 48, 72, 95, 125, 155, 185, 215, 245, 275, 310, 345] as const;

/** Eight tiles of 8 by 8 at (x, y): empty, full, four quarter rounds and slopes, an arch, a dot. */
const TILES: readonly ((x: number, y: number) => string)[] = [
  () => '',
  (x, y) => `M${x} ${y}h8v8h-8z`,
  (x, y) => `M${x} ${y + 8}a8 8 0 0 1 8-8v8z`,
  (x, y) => `M${x} ${y}a8 8 0 0 0 8 8v-8z`,
  (x, y) => `M${x} ${y}h8a8 8 0 0 1-8 8z`,
  (x, y) => `M${x} ${y + 8}v-4a4 4 0 0 1 8 0v4z`,
  (x, y) => `M${x} ${y + 8}v-8l8 8z`,
  (x, y) => `M${x + 2.25} ${y + 4}a1.75 1.75 0 0 1 3.5 0a1.75 1.75 0 0 1-3.5 0z`,
];
const EMPTY = 0;
const ARCH = 5;
const DOT = 7;
/** The middle keeps to shapes that are their own mirror image, so that there is always a line of doors. */
const MIDDLE = [EMPTY, 1, ARCH, DOT, 1, ARCH, ARCH, DOT] as const;

const column = (tiles: readonly number[], x: number): string =>
  tiles.map((tile, row) => TILES[tile]?.(x, row * 8) ?? '').join('');

export function facadeOf(key: string): Facade {
  const bytes = HEX.test(key) ? undefined : new TextEncoder().encode(key);
  const at = (index: number): number =>
    (bytes === undefined ? Number.parseInt(key.slice(2 * index, 2 * index + 2), 16) : bytes[index]) || 0;
  const hue = HUES[at(0) % HUES.length] ?? HUES[0];
  const left = [at(2) % 8, at(3) % 8, at(4) % 8];
  const middle = [at(5) % 8, at(6) % 8, at(7) % 8];
  // A wall of nothing but dots would read as a missing picture.
  if ([...left, ...middle].every((tile) => tile === EMPTY || tile === DOT)) middle[1] = ARCH;

  const paths = {
    sidePath: column(left, 0),
    middlePath: column(
      middle.map((tile) => MIDDLE[tile] ?? EMPTY),
      8,
    ),
  };
  return (at(1) & 1) === 1
    ? {
        wall: `oklch(.56 .075 ${hue})`,
        side: `oklch(.9 .035 ${hue})`,
        middle: `oklch(.74 .06 ${hue})`,
        ...paths,
      }
    : {
        wall: `oklch(.87 .04 ${hue})`,
        side: `oklch(.5 .075 ${hue})`,
        middle: `oklch(.7 .065 ${hue})`,
        ...paths,
      };
}
