import { drawPlan, PLAN_TINTS, type PlanColours } from '#lib/plots/plan-pixels.ts';
import type { Plan } from './plan-paths.ts';
import { pooledImage } from './world/pooled-image.ts';
import { watchTheme } from './world/map-theme.ts';
import { readTokens } from './world/token-colour.ts';

/** Sharper pictures cost more than they show. */
const MOST_RATIO = 2;

/** Draws a plan into a canvas, again whenever that has another size or the theme other colours, and at no other time. */
export class PlanPainter {
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D | null;
  private readonly abort = new AbortController();
  private colours: PlanColours | undefined;
  private isFitted = false;
  private shown: { readonly plan: Plan; readonly margin: number } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d', { alpha: false });
    const { signal } = this.abort;
    watchTheme(() => {
      this.colours = undefined;
      this.paint();
    }, signal);
    const resizes = new ResizeObserver(() => this.fit());
    resizes.observe(canvas);
    signal.addEventListener('abort', () => resizes.disconnect());
  }

  show(plan: Plan, margin: number): void {
    this.shown = { plan, margin };
    if (!this.fit()) this.paint();
  }

  close(): void {
    this.abort.abort();
  }

  /** Makes the canvas as large as it is shown; whether it was drawn for that. */
  private fit(): boolean {
    const { canvas } = this;
    const ratio = Math.min(MOST_RATIO, window.devicePixelRatio || 1);
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (width === 0 || height === 0 || (width === canvas.width && height === canvas.height && this.isFitted))
      return false;
    canvas.width = width;
    canvas.height = height;
    this.isFitted = true;
    this.paint();
    return true;
  }

  private paint(): void {
    const { context, shown } = this;
    if (context === null || shown === undefined || !this.isFitted) return;
    const { plan, margin } = shown;
    const { width, height } = context.canvas;
    const image = pooledImage(width, height);
    this.colours ??= readPlanColours(this.canvas);
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
