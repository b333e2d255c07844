import { LAND, type LandMap } from '#lib/plots/land-map.ts';
import { drawMap, type Camera, type MapColours } from '#lib/plots/map-pixels.ts';
import { cellOf, halvingsTo, lineBefore, periodOf, PERIOD_BLOCKS } from '#lib/plots/world.ts';
import { locale } from '#lib/language/locale.ts';
import { t } from '#lib/language/t.ts';

/** The colours of the map as a canvas takes them. */
export type MapTheme = MapColours & {
  readonly ink: string;
  readonly quiet: string;
  readonly ember: string;
  readonly paperName: string;
  readonly font: string;
};

/** What is marked on the map besides the land itself. */
export type MapMarks = {
  readonly selected: number | undefined;
  readonly mine: readonly number[];
  readonly followed: readonly number[];
  readonly found: readonly number[];
};

/** More marks of one kind than this say nothing any more. */
const MOST_MARKS = 4_000;
/** Below this many pixels a cell is too small for its pattern. */
const PATTERN = 7;

/** Draws a view of the map into a canvas: the land by pixels, and over it lines, names and marks. */
export class WorldPainter {
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData | undefined;
  private pixels = new Uint32Array(0);

  constructor(context: CanvasRenderingContext2D) {
    this.context = context;
  }

  /** `ratio`: pixels of the canvas in one of the page. `camera` counts in those of the page. */
  paint(map: LandMap, camera: Camera, ratio: number, theme: MapTheme, marks: MapMarks): void {
    const { context } = this;
    const { width, height } = context.canvas;
    if (width === 0 || height === 0) return;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    const seen = { ...camera, scale: camera.scale * ratio };
    drawMap({ width, height, pixels: this.pixels }, map, seen, theme);
    context.putImageData(this.image, 0, 0);
    const view = new View(context, seen, ratio);
    this.paintHalvings(map, view, theme);
    this.paintNames(map, view, theme);
    this.paintMarks(map, view, theme, marks);
  }

  private paintHalvings({ tip }: LandMap, view: View, { ink, paperName, font }: MapTheme): void {
    const { context } = this;
    for (const height of halvingsTo(tip)) {
      const line = lineBefore(height);
      if (!view.sees(line[0]?.x ?? 0, line[0]?.y ?? 0, 44)) continue;
      context.beginPath();
      for (const { x, y } of line) context.lineTo(view.x(x), view.y(y));
      context.strokeStyle = ink;
      context.lineWidth = 1.5 * view.ratio;
      context.setLineDash([4 * view.ratio, 3 * view.ratio]);
      context.stroke();
      context.setLineDash([]);
      if (view.scale < 2 * view.ratio) continue;
      const { x, y } = cellOf(height);
      const words = t('Halving {more}', { more: height.toLocaleString(locale()) });
      view.words(words, { x: Math.min(x, 42 * Math.floor(x / 44) + 20), y: y + 0.5 }, ink, paperName, font);
    }
  }

  /** First numbers of periods where there is room for them, and of epochs from far away. */
  private paintNames({ tip }: LandMap, view: View, { quiet, paperName, font }: MapTheme): void {
    if (tip < PERIOD_BLOCKS) return;
    const roomy = view.scale * 42 > 70 * view.ratio && view.scale * 2 > 9 * view.ratio;
    if (!roomy) return;
    for (let from = 0; from <= tip; from += PERIOD_BLOCKS) {
      const { x, y } = cellOf(from);
      if (!view.sees(x, y, 50)) continue;
      const { to } = periodOf(from);
      const words = t('{more} to {more2}', {
        more: from.toLocaleString(locale()),
        more2: to.toLocaleString(locale()),
      });
      view.words(words, { x, y: y + 49 }, quiet, paperName, font);
    }
  }

  private paintMarks(map: LandMap, view: View, theme: MapTheme, marks: MapMarks): void {
    const { context } = this;
    const { ratio } = view;
    for (const height of marks.mine.slice(0, MOST_MARKS)) {
      const square = view.square(height, map);
      if (square === undefined) continue;
      const [x, y, side] = square;
      if (side >= PATTERN * ratio) {
        // A corner that is cut off says "mine" to those who see no colours.
        context.fillStyle = theme.paperName;
        context.beginPath();
        context.moveTo(x + side * 0.6, y - 1);
        context.lineTo(x + side + 1, y - 1);
        context.lineTo(x + side + 1, y + side * 0.4);
        context.fill();
      } else {
        const most = 4 * ratio;
        context.fillStyle = theme.ember;
        context.fillRect(x + side / 2 - most / 2, y + side / 2 - most / 2, most, most);
      }
    }
    for (const height of marks.followed.slice(0, MOST_MARKS)) {
      const square = view.square(height, map);
      if (square === undefined) continue;
      const [x, y, side] = square;
      const most = Math.max(side * 0.42, 3 * ratio);
      context.fillStyle = map.kindOf(height) === LAND.mine ? theme.paperName : theme.ink;
      context.beginPath();
      context.arc(x + side / 2, y + side / 2, most / 2, 0, 2 * Math.PI);
      context.fill();
    }
    context.strokeStyle = theme.ink;
    context.lineWidth = Math.max(1, 1.25 * ratio);
    for (const height of marks.found.slice(0, MOST_MARKS)) {
      const square = view.square(height, map);
      if (square === undefined) continue;
      const [x, y, side] = square;
      const grown = Math.max(side, 4 * ratio);
      const [left, top] = [x + side / 2 - grown / 2, y + side / 2 - grown / 2];
      context.strokeRect(left, top, grown, grown);
    }
    if (marks.selected !== undefined) this.paintRing(marks.selected, map, view, theme);
  }

  private paintRing(height: number, map: LandMap, view: View, { ink, paperName }: MapTheme): void {
    const square = view.square(height, map);
    if (square === undefined) return;
    const { context } = this;
    const [x, y, side] = square;
    const grown = Math.max(side, 9 * view.ratio);
    const [left, top] = [x + side / 2 - grown / 2, y + side / 2 - grown / 2];
    for (const [colour, away, width] of [
      [paperName, 1, 2],
      [ink, 2.5, 2],
    ] as const) {
      const distance = away * view.ratio;
      context.strokeStyle = colour;
      context.lineWidth = width * view.ratio;
      context.strokeRect(left - distance, top - distance, grown + 2 * distance, grown + 2 * distance);
    }
  }
}

/** From cells to pixels of the canvas. */
class View {
  private readonly context: CanvasRenderingContext2D;
  private readonly left: number;
  private readonly top: number;
  readonly scale: number;
  readonly ratio: number;

  constructor(context: CanvasRenderingContext2D, { x, y, scale }: Camera, ratio: number) {
    this.context = context;
    this.scale = scale;
    this.ratio = ratio;
    this.left = context.canvas.width / 2 - x * scale;
    this.top = context.canvas.height / 2 - y * scale;
  }

  x(cell: number): number {
    return Math.round(this.left + cell * this.scale);
  }

  y(cell: number): number {
    return Math.round(this.top + cell * this.scale);
  }

  /** Whether any of the cells around one, so many of them in each direction, is in the picture. */
  sees(x: number, y: number, around: number): boolean {
    const { width, height } = this.context.canvas;
    const far = around * this.scale;
    const [left, top] = [this.x(x), this.y(y)];
    return left > -far && left < width + far && top > -far && top < height + far;
  }

  /** Left, top and side of a block's square; `undefined` outside of the picture and above the tip. */
  square(height: number, { tip }: LandMap): [number, number, number] | undefined {
    const { x, y } = cellOf(height);
    if (height > tip || !this.sees(x, y, 1)) return undefined;
    return [this.x(x), this.y(y), this.scale - Math.max(1, Math.round(this.scale * 0.14))];
  }

  words(
    text: string,
    at: { readonly x: number; readonly y: number },
    ink: string,
    paper: string,
    font: string,
  ): void {
    const { context, ratio } = this;
    context.font = `${12 * ratio}px ${font}`;
    context.textBaseline = 'middle';
    const [x, y] = [this.x(at.x) + 4 * ratio, this.y(at.y)];
    const { width } = context.measureText(text);
    context.fillStyle = paper;
    context.fillRect(x - 3 * ratio, y - 8 * ratio, width + 6 * ratio, 16 * ratio);
    context.fillStyle = ink;
    context.fillText(text, x, y);
  }
}
