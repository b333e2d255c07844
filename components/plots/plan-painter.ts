import { drawPlan, PLAN_TINTS, type PlanColours } from '#lib/plots/plan-pixels.ts';
import type { Plan } from './plan-paths.ts';
import { pooledImage } from './world/pooled-image.ts';
import { giveBack, isRoomFor, makeReady, planContext, takeCanvas } from './world/standby-canvas.ts';
import { watchTheme } from './world/map-theme.ts';
import { readTokens } from './world/token-colour.ts';

/** Sharper pictures cost more than they show. */
const MOST_RATIO = 2;

/** How many pixels a plan is drawn with for each of the page's. */
const planRatio = (): number => Math.min(MOST_RATIO, window.devicePixelRatio || 1);

const pixelsOf = ({ clientWidth, clientHeight }: HTMLElement): { width: number; height: number } => ({
  width: Math.round(clientWidth * planRatio()),
  height: Math.round(clientHeight * planRatio()),
});

/**
 * Draws a plan into a canvas that fills `place`, again whenever that has another size or the theme other colours, and at no
 * other time. The canvas may have more pixels than are seen: `place` has to cut off what is outside of it.
 */
export class PlanPainter {
  private readonly place: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D | null;
  private readonly abort = new AbortController();
  private colours: PlanColours | undefined;
  private seen = { width: 0, height: 0 };
  private shown: { readonly plan: Plan; readonly margin: number } | undefined;

  constructor(place: HTMLElement) {
    this.place = place;
    const { width, height } = pixelsOf(place);
    this.canvas = takeCanvas(width, height);
    this.context = planContext(this.canvas);
    place.append(this.canvas);
    const { signal } = this.abort;
    watchTheme(() => {
      this.colours = undefined;
      this.paint();
    }, signal);
    const resizes = new ResizeObserver(() => this.fit());
    resizes.observe(place);
    signal.addEventListener('abort', () => resizes.disconnect());
  }

  show(plan: Plan, margin: number): void {
    this.shown = { plan, margin };
    if (!this.fit()) this.paint();
  }

  close(): void {
    this.abort.abort();
    giveBack(this.canvas);
  }

  /** Gives the canvas as many pixels as its place shows; whether it was drawn for that. */
  private fit(): boolean {
    const { canvas, place, seen } = this;
    const { width, height } = pixelsOf(place);
    if (width === 0 || height === 0 || (width === seen.width && height === seen.height)) return false;
    // Other numbers of pixels are other memory, which the browser has to be given first.
    if (!isRoomFor(canvas, width, height)) {
      canvas.width = width;
      canvas.height = height;
    }
    canvas.style.width = `${(canvas.width * place.clientWidth) / width}px`;
    canvas.style.height = `${(canvas.height * place.clientHeight) / height}px`;
    this.seen = { width, height };
    this.paint();
    return true;
  }

  private paint(): void {
    const { context, shown } = this;
    const { width, height } = this.seen;
    if (context === null || shown === undefined || width === 0) return;
    const { plan, margin } = shown;
    const image = pooledImage(width, height);
    this.colours ??= readPlanColours(this.place);
    const across = plan.width + 2 * margin;
    const down = plan.height + 2 * margin;
    const scale = Math.min(width / across, height / down);
    const frame = {
      scale,
      left: (width - across * scale) / 2 + margin * scale,
      top: (height - down * scale) / 2 + margin * scale,
    };
    const pixels = new Uint32Array(image.data.buffer, 0, width * height);
    drawPlan({ width, height, pixels }, plan.parcels, frame, this.colours);
    context.putImageData(image, 0, 0);
  }
}

/** The tints of the style sheet, as `element` has them now. */
const readPlanColours = (element: HTMLElement): PlanColours =>
  readTokens(element, (bytesOf) => {
    const packed = (token: string): number => {
      const [red = 0, green = 0, blue = 0] = bytesOf(token);
      return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    };
    return {
      paper: packed('var(--plan-paper)'),
      tints: Uint32Array.from({ length: PLAN_TINTS }, (_, at) => packed(`var(--plan-${at + 1})`)),
    };
  });

/** A plan is about as high as it is wide, and no wider or higher than the screen of a district leaves it, in pixels of the page. */
const ROOM_BELOW = 1.05;
const WIDEST = 704;
const AROUND = 176;

/** Makes a canvas ready for the plan of a block that is on its way, in a column as wide as `place`. */
export function readyPlan(place: HTMLElement | null): void {
  if (place === null) return;
  const side = Math.min(place.clientWidth, WIDEST, window.innerHeight - AROUND) * planRatio();
  makeReady(Math.round(side), Math.round(side * ROOM_BELOW));
}
