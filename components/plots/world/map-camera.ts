import type { Camera } from '#lib/plots/map-pixels.ts';
import { cellOf, type Box } from '#lib/plots/world.ts';

export type Size = { readonly width: number; readonly height: number };

/** A cell is at most so many pixels wide. */
export const NEAREST = 64;
const MARGIN = 16;

/** The camera that shows a whole box, with a little room around it. */
export function cameraOn(box: Box, { width, height }: Size): Camera {
  const scale = Math.min(
    Math.max(1, width - 2 * MARGIN) / (box.right - box.x),
    Math.max(1, height - 2 * MARGIN) / (box.bottom - box.y),
    NEAREST / 2,
  );
  return { x: (box.x + box.right) / 2, y: (box.y + box.bottom) / 2, scale };
}

/** A cell is at least so wide where somebody went to it. */
const LEAST_AT = 14;

/** The camera that shows a block in the middle, as near as the one before or nearer. */
export function cameraAt(height: number, before: Camera | undefined): Camera {
  const { x, y } = cellOf(height);
  return { x: x + 0.5, y: y + 0.5, scale: Math.max(before?.scale ?? 0, LEAST_AT) };
}

/** Nearer or farther by a factor; the point of the map under (`x`, `y`) of the picture stays there. */
export function zoomed(
  camera: Camera,
  factor: number,
  at: { x: number; y: number },
  size: Size,
  world: Box,
): Camera {
  const least = Math.min(NEAREST, cameraOn(world, size).scale * 0.8);
  const scale = Math.min(NEAREST, Math.max(least, camera.scale * factor));
  const [dx, dy] = [at.x - size.width / 2, at.y - size.height / 2];
  return {
    x: camera.x + dx / camera.scale - dx / scale,
    y: camera.y + dy / camera.scale - dy / scale,
    scale,
  };
}

/** Moved by pixels of the picture; its middle stays on the map. */
export function panned(camera: Camera, dx: number, dy: number, world: Box): Camera {
  const within = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value));
  return {
    x: within(camera.x - dx / camera.scale, world.x, world.right),
    y: within(camera.y - dy / camera.scale, world.y, world.bottom),
    scale: camera.scale,
  };
}

/** What the fragment of /map says: `840000`, `@512.5,300,12.4`, or both; with `btc:` before it, of that chain. */
export type MapAddress = {
  readonly chain?: 'btc';
  readonly selected?: number;
  readonly camera?: Camera;
};

const ADDRESS =
  /^(btc:)?(0|[1-9]\d{0,7})?(?:@(\d{1,5}(?:\.\d)?),(\d{1,6}(?:\.\d)?),(\d{1,2}(?:\.\d{1,3})?))?$/;

export function readMapAddress(fragment: string): MapAddress {
  const [, btc, height, x, y, scale] = ADDRESS.exec(fragment) ?? [];
  const camera = { x: Number(x), y: Number(y), scale: Number(scale) };
  return {
    ...(btc !== undefined && { chain: 'btc' as const }),
    ...(height !== undefined && { selected: Number(height) }),
    ...(scale !== undefined && camera.scale > 0 && camera.scale <= NEAREST && { camera }),
  };
}

export function mapAddress({ chain, selected, camera }: MapAddress): string {
  const part = (value: number, digits: number): string => String(Number(Math.max(0, value).toFixed(digits)));
  return [
    chain === undefined ? '' : `${chain}:`,
    selected ?? '',
    ...(camera === undefined
      ? []
      : ['@', part(camera.x, 1), ',', part(camera.y, 1), ',', part(camera.scale, 3)]),
  ].join('');
}
