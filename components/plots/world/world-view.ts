import type { LandMap } from '#lib/plots/land-map.ts';
import type { Camera } from '#lib/plots/map-pixels.ts';
import { heightAt, worldBox, type Box } from '#lib/plots/world.ts';
import { cameraOn, panned, zoomed, type Size } from './map-camera.ts';
import { readMapTheme, watchTheme } from './map-theme.ts';
import { WorldPainter, type MapMarks, type MapTheme } from './world-painter.ts';

export type WorldViewEvents = {
  /** Somebody pressed on a block that exists. */
  readonly onSelect: (height: number) => void;
  /** The view came to rest. `isChosen`: somebody looked there; otherwise it is all of the map. Frames in between are nobody's business: a frame that renders anything else comes late. */
  readonly onRest: (camera: Camera, isChosen: boolean) => void;
};

/** Farther than this a press is a drag. */
const SLOP = 6;
/** Sharper pictures cost more than they show. */
const MOST_RATIO = 2;
const WHEEL = 0.0022;
const REST_MS = 120;

type Point = { readonly x: number; readonly y: number };

/** The map in a canvas, with its pointers and its wheel. Frames are drawn when something changed, and at no other time. */
export class WorldView {
  private readonly canvas: HTMLCanvasElement;
  private readonly events: WorldViewEvents;
  private readonly painter: WorldPainter | undefined;
  private readonly abort = new AbortController();
  private readonly pointers = new Map<number, Point>();
  private theme: MapTheme;
  private map: LandMap | undefined;
  private marks: MapMarks = { selected: undefined, mine: [], followed: [], found: [] };
  private size: Size = { width: 0, height: 0 };
  private ratio = 1;
  private wanted: Camera | undefined;
  private frame = 0;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private pressed: (Point & { readonly moved: boolean }) | undefined;

  constructor(canvas: HTMLCanvasElement, events: WorldViewEvents) {
    this.canvas = canvas;
    this.events = events;
    const context = canvas.getContext('2d', { alpha: false });
    this.painter = context === null ? undefined : new WorldPainter(context);
    this.theme = readMapTheme(canvas);
    const { signal } = this.abort;
    watchTheme(() => {
      this.theme = readMapTheme(canvas);
      this.draw();
    }, signal);
    const resizes = new ResizeObserver(() => this.measure());
    resizes.observe(canvas);
    signal.addEventListener('abort', () => resizes.disconnect());
    this.listen(signal);
  }

  get camera(): Camera | undefined {
    return this.map && this.current(this.map);
  }

  close(): void {
    this.abort.abort();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
  }

  show(map: LandMap, marks: MapMarks): void {
    this.map = map;
    this.marks = marks;
    this.draw();
  }

  /** Looks at a part of the map. */
  look(camera: Camera): void {
    this.wanted = camera;
    this.draw();
  }

  fit(box: Box): void {
    if (this.size.width > 0) this.look(cameraOn(box, this.size));
  }

  zoom(factor: number, at: Point = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    if (this.map !== undefined)
      this.look(zoomed(this.current(this.map), factor, at, this.size, this.world()));
  }

  pan(dx: number, dy: number): void {
    if (this.map !== undefined) this.look(panned(this.current(this.map), dx, dy, this.world()));
  }

  private world(): Box {
    return worldBox(this.map?.tip ?? 0);
  }

  private current(map: LandMap): Camera {
    return this.wanted ?? cameraOn(worldBox(map.tip), this.size);
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.ratio = Math.min(MOST_RATIO, window.devicePixelRatio || 1);
    this.size = { width, height };
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    // Within this frame: the canvas is empty now.
    this.paint();
  }

  private draw(): void {
    if (this.frame === 0)
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.paint();
      });
  }

  private paint(): void {
    if (this.map === undefined || this.size.width === 0) return;
    const camera = this.current(this.map);
    this.painter?.paint(this.map, camera, this.ratio, this.theme, this.marks);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.events.onRest(camera, this.wanted !== undefined), REST_MS);
  }

  private pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  private listen(signal: AbortSignal): void {
    const { canvas } = this;
    canvas.addEventListener('pointerdown', (event) => this.press(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.drag(event), { signal });
    for (const end of ['pointerup', 'pointercancel'] as const)
      canvas.addEventListener(end, (event) => this.release(event), { signal });
    canvas.addEventListener('dblclick', (event) => this.zoom(2, this.pointOf(event)), { signal });
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
        // A pinch on a touchpad comes as a wheel with Ctrl, in smaller steps.
        this.zoom(Math.exp(-pixels * (event.ctrlKey ? 4 * WHEEL : WHEEL)), this.pointOf(event));
      },
      { signal, passive: false },
    );
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const point = this.pointOf(event);
    this.pointers.set(event.pointerId, point);
    this.pressed = { ...point, moved: this.pointers.size > 1 };
    this.canvas.setPointerCapture(event.pointerId);
  }

  private drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined || this.map === undefined) return;
    const now = this.pointOf(event);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (other !== undefined) {
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      this.zoom(apart(now, other) / Math.max(1, apart(before, other)), middle);
      this.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      return;
    }
    if (this.pressed !== undefined && !this.pressed.moved && apart(now, this.pressed) < SLOP) return;
    if (this.pressed !== undefined) this.pressed = { ...this.pressed, moved: true };
    this.pan(now.x - before.x, now.y - before.y);
  }

  private release(event: PointerEvent): void {
    const was = this.pointers.delete(event.pointerId);
    const { pressed, map } = this;
    if (!was || this.pointers.size > 0) return;
    this.pressed = undefined;
    if (event.type !== 'pointerup' || pressed === undefined || pressed.moved || map === undefined) return;
    const { x, y, scale } = this.current(map);
    const point = this.pointOf(event);
    const height = heightAt(
      x + (point.x - this.size.width / 2) / scale,
      y + (point.y - this.size.height / 2) / scale,
    );
    if (height !== undefined && height <= map.tip) this.events.onSelect(height);
  }
}

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
