/** What pointers, wheel and keys ask for. Distances in shares of the picture's height. */
export type CityMoves = {
  turn(yaw: number, pitch: number): void;
  slide(right: number, ahead: number): void;
  zoom(factor: number): void;
  press(x: number, y: number): void;
  /** A key that walks or flies is held or let go. */
  hold(): void;
};

/** Where somebody wants to go, each from -1 to 1. */
export type Drive = {
  readonly right: number;
  readonly ahead: number;
  readonly up: number;
  readonly turn: number;
};

const SLOP = 6;
const WHEEL = 0.0016;

type Point = { readonly x: number; readonly y: number };

const HELD: Readonly<Record<string, Partial<Drive>>> = {
  KeyW: { ahead: 1 },
  ArrowUp: { ahead: 1 },
  KeyS: { ahead: -1 },
  ArrowDown: { ahead: -1 },
  KeyA: { right: -1 },
  KeyD: { right: 1 },
  ArrowLeft: { turn: -1 },
  ArrowRight: { turn: 1 },
  Space: { up: 1 },
  KeyE: { up: 1 },
  ShiftLeft: { up: -1 },
  KeyQ: { up: -1 },
};

/** The pointers and the held keys of the city. A mouse with Shift or its right button, and two fingers, slide. */
export class CityInput {
  private readonly held = new Set<string>();
  private readonly pointers = new Map<number, Point>();
  private readonly canvas: HTMLCanvasElement;
  private readonly moves: CityMoves;
  private pressed: Point | undefined;

  constructor(canvas: HTMLCanvasElement, moves: CityMoves, signal: AbortSignal) {
    this.canvas = canvas;
    this.moves = moves;
    canvas.addEventListener('pointerdown', (event) => this.press(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.drag(event), { signal });
    for (const end of ['pointerup', 'pointercancel'] as const)
      canvas.addEventListener(end, (event) => this.release(event), { signal });
    canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
        this.moves.zoom(Math.exp(-pixels * (event.ctrlKey ? 4 * WHEEL : WHEEL)));
      },
      { signal, passive: false },
    );
    window.addEventListener('blur', () => this.letGo(), { signal });
  }

  get drive(): Drive {
    const sum = { right: 0, ahead: 0, up: 0, turn: 0 };
    for (const code of this.held) {
      const { right = 0, ahead = 0, up = 0, turn = 0 } = HELD[code] ?? {};
      sum.right += right;
      sum.ahead += ahead;
      sum.up += up;
      sum.turn += turn;
    }
    return sum;
  }

  /** Holds a key of the keyboard, or one of the screen; says whether it is one that moves. */
  keyDown(code: string): boolean {
    if (!(code in HELD)) return false;
    this.held.add(code);
    this.moves.hold();
    return true;
  }

  keyUp(code: string): void {
    this.held.delete(code);
  }

  letGo(): void {
    this.held.clear();
  }

  private pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  private press(event: PointerEvent): void {
    const point = this.pointOf(event);
    this.pointers.set(event.pointerId, point);
    this.pressed = this.pointers.size > 1 || event.button !== 0 ? undefined : point;
    this.canvas.setPointerCapture(event.pointerId);
  }

  private drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = this.pointOf(event);
    if (this.pressed !== undefined && apart(now, this.pressed) < SLOP) return;
    this.pressed = undefined;
    const high = Math.max(1, this.canvas.clientHeight);
    const [dx, dy] = [(now.x - before.x) / high, (now.y - before.y) / high];
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (other !== undefined) {
      this.moves.zoom(apart(now, other) / Math.max(1, apart(before, other)));
      this.moves.slide(-dx / 2, dy / 2);
    } else if (event.shiftKey || (event.buttons & 2) !== 0) this.moves.slide(-dx, dy);
    else this.moves.turn(dx, dy);
  }

  private release(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) return;
    const { pressed } = this;
    this.pressed = undefined;
    if (event.type === 'pointerup' && pressed !== undefined && this.pointers.size === 0)
      this.moves.press(pressed.x, pressed.y);
  }
}

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
