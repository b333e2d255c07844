import { isOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { ReadingPlace } from '#lib/client/client.ts';
import type { PostList } from './post-list.ts';

/** Height of header and tabs: what is under them has been read. */
const READ_ABOVE = 96;
/** Room beyond the screen in which rows are there already, in parts of the screen's height. */
const BEYOND = 0.9;
/** How long the page is left alone before its place is written down. */
const SETTLED_MS = 250;

const GLIDE_MS = 180;

export type Anchor = { readonly id: Outpoint; readonly top: number };

/** A few pixels: a finger that rests is not a reader who scrolled. */
const AT_TOP = 8;
export const isAtTop = (): boolean => window.scrollY <= AT_TOP;

/**
 * Holds the reader's place in a list: whatever comes, goes or changes its height, the post that is being read stays where
 * it is, to the pixel. It also tells the list which rows are near the screen, and writes the place down.
 *
 * `wanted` is the place to begin at. A reader who moves first is never pulled back.
 */
type PlaceKeeperOptions = {
  readonly list: PostList;
  /** Its children are the rows, and nothing else. */
  readonly element: HTMLElement;
  /** The place to begin at. */
  readonly wanted: Anchor | undefined;
  /** Called with the place soon after it changed; without one at the top. */
  readonly onPlace: (place: ReadingPlace | undefined) => void;
};

export class PlaceKeeper {
  private readonly list: PostList;
  readonly element: HTMLElement;
  private readonly onPlace: PlaceKeeperOptions['onPlace'];
  private anchor: Anchor | undefined;
  /** Until it was reached once, or the reader moved. */
  private wanted: Anchor | undefined;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly sizes: ResizeObserver;
  private readonly rows = new Set<Element>();
  private width = 0;
  private gliding: Animation | undefined;
  /** Where we scrolled to ourselves; anywhere else is where the reader went. */
  private ownY = window.scrollY;
  private readonly abort = new AbortController();

  constructor({ list, element, wanted, onPlace }: PlaceKeeperOptions) {
    this.list = list;
    this.element = element;
    this.onPlace = onPlace;
    this.wanted = wanted;
    list.arrivals = 0;
    if (wanted === undefined) window.scrollTo({ top: 0, behavior: 'instant' });
    this.sizes = new ResizeObserver((entries) => this.onResize(entries));
    this.sizes.observe(element);
    this.sizes.observe(document.body);
    const { signal } = this.abort;
    const passive = { passive: true, signal } as const;
    window.addEventListener('scroll', () => this.onScroll(), passive);
    window.addEventListener('resize', () => this.look(), passive);
    window.addEventListener('pagehide', () => this.save(), { signal });
    document.addEventListener('visibilitychange', () => this.save(), { signal });
    for (const type of ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const)
      window.addEventListener(type, () => void (this.wanted = undefined), passive);
  }

  /** Goes to a post and holds it. */
  goTo(place: Anchor): void {
    this.wanted = place;
    this.settle();
    this.look();
    this.save();
  }

  goToTop(): void {
    this.wanted = undefined;
    this.anchor = undefined;
    window.scrollTo({ top: 0, behavior: 'instant' });
    this.look();
    this.save();
  }

  /** After rows came or went. */
  settle(): void {
    const present = new Set<Element>(this.element.children);
    for (const row of this.rows) {
      if (present.has(row)) continue;
      this.sizes.unobserve(row);
      this.rows.delete(row);
    }
    for (const row of present) {
      if (this.rows.has(row)) continue;
      this.rows.add(row);
      this.measure(row, row.getBoundingClientRect().height);
      this.sizes.observe(row);
    }
    this.hold();
    this.glide();
    // What came may belong on screen: nobody need scroll for it.
    this.lookSoon();
  }

  /** What came in at the top pushes the others down in a movement that begins where they were: nothing jumps. */
  private glide(): void {
    const { arrivals } = this.list;
    this.list.arrivals = 0;
    if (arrivals === 0 || this.wanted !== undefined || this.anchor !== undefined) return;
    const height = this.list.offsetOf(arrivals);
    const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const transform = [`translateY(${-height}px)`, 'none'];
    this.gliding = this.element.animate(
      { transform },
      { duration: isStill ? 1 : GLIDE_MS, easing: 'ease-out' },
    );
  }

  stop(): void {
    this.gliding?.cancel();
    this.save();
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.abort.abort();
    this.sizes.disconnect();
  }

  private onResize(entries: readonly ResizeObserverEntry[]): void {
    let isNews = false;
    for (const { target, borderBoxSize } of entries) {
      const [size] = borderBoxSize;
      if (size === undefined) continue;
      if (target === this.element) {
        if (this.width !== 0 && this.width !== size.inlineSize) this.list.forgetHeights();
        this.width = size.inlineSize;
      } else if (this.rows.has(target)) {
        isNews = this.measure(target, size.blockSize) || isNews;
      }
    }
    this.hold();
    if (isNews) this.look();
  }

  private measure(row: Element, height: number): boolean {
    const key = keyOf(row);
    // What is not laid out has no height of its own.
    return key !== undefined && height > 0 && this.list.measure(key, height);
  }

  private onScroll(): void {
    // Places are measured as they will be.
    this.gliding?.finish();
    this.gliding = undefined;
    if (Math.abs(window.scrollY - this.ownY) > 1) this.wanted = undefined;
    if (this.wanted === undefined) this.note();
    this.lookSoon();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SETTLED_MS);
  }

  /** Puts the post that is being read back where it was. */
  private hold(): void {
    const target = this.wanted ?? this.anchor;
    if (target === undefined) return;
    const row = this.rowOf(target.id);
    if (row === undefined) {
      // It is not near the screen yet: its place in the list says where to go.
      const index = this.list.indexOf(target.id);
      if (this.wanted !== undefined && index >= 0)
        this.scrollBy(this.listTop() + this.list.offsetOf(index) - target.top);
      return;
    }
    const off = row.getBoundingClientRect().top - target.top;
    if (Math.abs(off) < 0.5) {
      if (this.wanted !== undefined && this.anchor === undefined) this.note();
      return;
    }
    this.scrollBy(off);
  }

  /** Remembers the first post below the header and its distance from the top; nobody is held at the very top. */
  private note(): void {
    this.anchor = isAtTop() && !this.list.hasNewer ? undefined : this.measureAnchor();
  }

  private measureAnchor(): Anchor | undefined {
    for (const row of this.element.children) {
      const key = keyOf(row);
      if (key === undefined || !isOutpoint(key)) continue;
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom > READ_ABOVE) return { id: key, top };
    }
    return undefined;
  }

  look(): void {
    const height = window.innerHeight;
    const top = this.topInList();
    const isMore = this.list.look(top, top + height, height * BEYOND);
    cancelAnimationFrame(this.frame);
    if (isMore) this.lookSoon();
  }

  /** Once a frame, whatever asks for it: in the frame that is under way, while a scroll is told. */
  private lookSoon(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.look());
  }

  /** Where the window's top is in the list, by the post that is held: rows above it may be about to change. */
  private topInList(): number {
    const target = this.wanted ?? this.anchor;
    const index = target === undefined ? -1 : this.list.indexOf(target.id);
    return target === undefined || index < 0 ? -this.listTop() : this.list.offsetOf(index) - target.top;
  }

  private listTop(): number {
    // Where it lies, whatever way it still glides; nothing around it is positioned but the page.
    return this.element.offsetTop - window.scrollY;
  }

  private rowOf(id: string): Element | undefined {
    for (const row of this.element.children) if (keyOf(row) === id) return row;
    return undefined;
  }

  private scrollBy(top: number): void {
    window.scrollBy({ top, behavior: 'instant' });
    this.ownY = window.scrollY;
  }

  /** The place as it is now; `undefined` at the top. */
  place(): ReadingPlace | undefined {
    const anchor = this.wanted ?? this.anchor;
    return anchor && { ...anchor, newest: this.list.newest };
  }

  private save(): void {
    if (this.list.state === 'ready' && this.list.length > 0) this.onPlace(this.place());
  }
}

const keyOf = (row: Element): string | undefined => (row instanceof HTMLElement ? row.dataset.id : undefined);
