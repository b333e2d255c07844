/** What pointers and wheel ask for. Distances in shares of the picture's height. */
export type ModelMoves = {
  turn(x: number, y: number): void;
  zoom(factor: number): void;
};

const WHEEL = 0.0016;
const LINE = 16;

type Point = { readonly x: number; readonly y: number };

/** The pointers over a model: one turns it, two bring it nearer. The wheel does with Ctrl, so that the page scrolls without. */
export class ModelInput {
  private readonly pointers = new Map<number, Point>();
  private readonly canvas: HTMLCanvasElement;
  private readonly moves: ModelMoves;

  private constructor(canvas: HTMLCanvasElement, moves: ModelMoves) {
    this.canvas = canvas;
    this.moves = moves;
  }

  /** Listens until `signal` is aborted. */
  static listen(canvas: HTMLCanvasElement, moves: ModelMoves, signal: AbortSignal): void {
    const input = new ModelInput(canvas, moves);
    canvas.addEventListener(
      'pointerdown',
      (event) => {
        input.pointers.set(event.pointerId, pointOf(event));
        canvas.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    canvas.addEventListener('pointermove', (event) => input.drag(event), { signal });
    for (const end of ['pointerup', 'pointercancel'] as const)
      canvas.addEventListener(end, ({ pointerId }) => input.pointers.delete(pointerId), { signal });
    canvas.addEventListener('wheel', (event) => input.wheel(event), { signal, passive: false });
  }

  private drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = pointOf(event);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    const high = Math.max(1, this.canvas.clientHeight);
    if (other === undefined) this.moves.turn((now.x - before.x) / high, (now.y - before.y) / high);
    else this.moves.zoom(apart(now, other) / Math.max(1, apart(before, other)));
  }

  private wheel(event: WheelEvent): void {
    // A pinch on a touchpad is a wheel with Ctrl.
    if (!event.ctrlKey) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
    this.moves.zoom(Math.exp(-pixels * 4 * WHEEL));
  }
}

const pointOf = ({ clientX, clientY }: MouseEvent): Point => ({ x: clientX, y: clientY });
const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
