import { tintPaths, type Plan } from './plan-paths.ts';

/** A picture that leaves the app looks the same for everybody: the tints of the light theme, which any viewer reads. */
const PAPER = '#fcfaf7';
const TINTS = ['#f6e2d3', '#f3d6c2', '#f0cab1', '#ecbb9c', '#e7ac88'] as const;
const MARGIN = 1;
/** Longest side of a picture in pixels, unless a unit of the plan would be less than one. */
const LONGEST = 2048;

const tintOf = (tint: number): string => TINTS[tint - 1] ?? TINTS[4];

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A plan's size with its margin, and how many whole pixels a unit of it is given. */
function frameOf({ width, height }: Plan): {
  readonly w: number;
  readonly h: number;
  readonly scale: number;
} {
  const [w, h] = [width + 2 * MARGIN, height + 2 * MARGIN];
  return { w, h, scale: Math.max(1, Math.floor(LONGEST / Math.max(w, h))) };
}

/** The plan as an SVG file that needs nothing besides itself. */
export function svgOf(plan: Plan, title: string, description: string): string {
  const { w, h, scale } = frameOf(plan);
  const box = `viewBox="${-MARGIN} ${-MARGIN} ${w} ${h}" width="${w * scale}" height="${h * scale}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img">`,
    `<title>${escape(title)}</title>`,
    `<desc>${escape(description)}</desc>`,
    `<path fill="${PAPER}" d="M${-MARGIN} ${-MARGIN}h${w}v${h}h-${w}z"/>`,
    ...tintPaths(plan).map(({ tint, d }) => `<path fill="${tintOf(tint)}" d="${d}"/>`),
    '</svg>\n',
  ].join('\n');
}

/** The same picture in pixels; `undefined` where the browser has no room for it. */
export async function pngOf(plan: Plan): Promise<Blob | undefined> {
  const { w, h, scale } = frameOf(plan);
  const canvas = document.createElement('canvas');
  canvas.width = w * scale;
  canvas.height = h * scale;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale, 0, 0, scale, MARGIN * scale, MARGIN * scale);
  for (const { tint, d } of tintPaths(plan)) {
    context.fillStyle = tintOf(tint);
    context.fill(new Path2D(d));
  }
  return await new Promise((resolve) => {
    canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png');
  });
}
