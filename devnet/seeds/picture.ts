import { crc32, deflateSync } from 'node:zlib';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';

type Colour = readonly [red: number, green: number, blue: number];

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = concatBytes([encodeUtf8(name), data]);
  const framed = new Uint8Array(body.length + 8);
  const view = new DataView(framed.buffer);
  view.setUint32(0, data.length);
  framed.set(body, 4);
  view.setUint32(body.length + 4, crc32(body));
  return framed;
}

/** A PNG of 8 bits a colour (https://www.w3.org/TR/png-3/), from a function that colours each pixel. */
function encodePng(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Eight bits, true colour, and the only methods there are.
  header.set([8, 2, 0, 0, 0], 8);
  const stride = 1 + width * 3;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) pixels.set(colourAt(x, y), y * stride + 1 + x * 3);
  }
  const data = deflateSync(pixels, { level: 9 });
  return concatBytes([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

const WIDTH = 480;
const HEIGHT = 320;
const HORIZON = 214;
const TOWER = { x: 346, top: 92, foot: 236, halfWidth: 13 } as const;
const LAMP = { y: 82, halfWidth: 9, height: 14 } as const;

const SKY: readonly Colour[] = [
  [24, 32, 66],
  [64, 58, 104],
  [148, 88, 118],
  [226, 136, 104],
  [250, 196, 132],
];

function mix(a: Colour, b: Colour, share: number): Colour {
  const part = (at: 0 | 1 | 2): number => Math.round(a[at] + (b[at] - a[at]) * share);
  return [part(0), part(1), part(2)];
}

function skyAt(y: number): Colour {
  const place = (y / HORIZON) * (SKY.length - 1);
  const band = Math.min(SKY.length - 2, Math.floor(place));
  const [from = [0, 0, 0], to = [0, 0, 0]] = SKY.slice(band, band + 2);
  // In steps, so that rows repeat and the file stays small.
  return mix(from, to, Math.round((place - band) * 6) / 6);
}

function seaAt(x: number, y: number): Colour {
  const depth = Math.min(1, (y - HORIZON) / (HEIGHT - HORIZON));
  const base = mix([96, 84, 116], [22, 34, 62], Math.round(depth * 8) / 8);
  const isGlint = (y - HORIZON) % 7 === 2 && Math.abs(x - 120) < 60 - depth * 34 && (x + y * 3) % 11 < 7;
  return isGlint ? [240, 190, 140] : base;
}

function towerAt(x: number, y: number): Colour | undefined {
  const { x: middle, top, foot, halfWidth } = TOWER;
  const isLamp = Math.abs(x - middle) <= LAMP.halfWidth && y >= LAMP.y - LAMP.height && y < LAMP.y + 10;
  if (isLamp) return y < LAMP.y - LAMP.height + 4 ? [54, 44, 60] : [255, 232, 168];
  if (y < top || y > foot) return undefined;
  const half = halfWidth + ((y - top) / (foot - top)) * 9;
  if (Math.abs(x - middle) > half) return undefined;
  const isRed = Math.floor((y - top) / 24) % 2 === 0;
  const shade = x > middle ? 0.28 : 0;
  return mix(isRed ? [188, 70, 62] : [236, 226, 212], [30, 28, 48], shade);
}

const isRock = (x: number, y: number): boolean => y > 233 + Math.abs(x - TOWER.x) ** 1.6 / 30;

const isSun = (x: number, y: number): boolean => y < HORIZON && (x - 120) ** 2 + (y - 196) ** 2 < 26 ** 2;

/** How much of the lamp's light reaches a point: a wedge to the left that fades in steps. */
function beamAt(x: number, y: number): number {
  const distance = TOWER.x - LAMP.halfWidth - x;
  if (distance <= 0 || Math.abs(y - LAMP.y + 4) > 2 + distance / 15) return 0;
  return Math.max(0, 0.4 - Math.round(distance / 22) * 0.03);
}

/** A lighthouse at dusk, painted by arithmetic: the harbour of the story. About 3 KB. */
export const paintLighthouse = (): Uint8Array<ArrayBuffer> =>
  encodePng(WIDTH, HEIGHT, (x, y) => {
    const tower = towerAt(x, y);
    if (tower !== undefined) return tower;
    if (isRock(x, y)) return [34, 30, 44];
    if (isSun(x, y)) return [255, 224, 160];
    return mix(y < HORIZON ? skyAt(y) : seaAt(x, y), [255, 236, 180], beamAt(x, y));
  });
