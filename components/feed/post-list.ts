import type { Outpoint } from '#lib/bytes/brand.ts';
import type { FoldView, PostView, TimelinePage, TimelineQuery } from '#lib/feed/post-view.ts';
import { foldKey, Folds } from './folds.ts';
import { cutPages, heightOf, keyOf, pagesBetween, pagesOf, renewed, type Page } from './post-pages.ts';
import { nextRows, type Range } from './row-range.ts';

/** Part of a timeline that is asked for. */
export type PagePart = Omit<TimelineQuery, 'of'>;

export type PostListOptions = {
  readonly ask: (part: PagePart, signal: AbortSignal) => Promise<TimelinePage>;
  /** Those of some posts that are held, as they are now. */
  readonly read: (ids: readonly Outpoint[], signal: AbortSignal) => Promise<readonly PostView[]>;
  /** The newest posts that the reader had when they were here last: only what came after them is new. */
  readonly seen?: readonly Outpoint[];
};

/** A row on screen: a post, or room that is kept for one which is being read again. */
export type Row = {
  readonly key: string;
  readonly index: number;
  readonly height: number;
  readonly post?: PostView;
  /** What is folded right above it. */
  readonly fold?: FoldView;
};

const PAGE_POSTS = 12;
const USUAL_FOLD_HEIGHT = 56;
/** Posts of a fold that one press opens. */
const OPENED_POSTS = 24;
/** Rows from the end, or from the start, at which the next page is asked for. */
const ASK_AHEAD = 18;
/** Rows from the screen beyond which the words of a page are forgotten. */
const FORGET_BEYOND = 90;
/** Posts that are looked at to tell which are new. More are said to be "more than". */
const MOST_NEW = 100;
const KNOWN_NEWEST = 400;
/** So many that come in at the top push the others down; more take their place. */
const MOST_GLIDING = 8;
/** Posts that are read anew by their names at once. */
const MOST_READ = 100;

/**
 * The rows of a timeline in the order in which they were shown, and those of them that are near the screen. Nothing that
 * comes later changes the order: older posts go to the end, newer ones wait until they are asked for. Rows keep the
 * heights that were measured, so that what is not in the document keeps its room. It knows nothing of a document.
 */
export class PostList {
  private readonly ask: PostListOptions['ask'];
  private readonly read: PostListOptions['read'];
  private readonly listeners = new Set<() => void>();
  private pages: Page[] = [];
  private next: string | undefined;
  private prev: string | undefined;
  private known: Set<Outpoint>;
  private abort = new AbortController();
  private isAskingOlder = false;
  /** The feed changed since the end of the list was reached: older posts may have come. */
  private mayGoOn = false;
  private isAskingNewer = false;
  private readonly folds = new Folds();
  private foldHeight = USUAL_FOLD_HEIGHT;
  /** Whether a post has a row; see {@link filter}. */
  accepts: (post: PostView) => boolean = () => true;
  /** Grows with every change that screens show. */
  version = 0;
  state: 'opening' | 'ready' | 'failed' = 'opening';
  error: Error | null = null;
  range: Range = { start: 0, end: 0 };
  /** The screen is filled for the first time, a row a step: whoever shows something in its place goes on until it is full. */
  isFilling = true;
  /** Rows that came in at the top and push down those that the reader sees, until whoever draws them sets it back. */
  arrivals = 0;
  waiting: readonly PostView[] = [];
  /** Whether more than {@link waiting} are new. */
  hasMoreWaiting = false;

  constructor({ ask, read, seen = [] }: PostListOptions) {
    this.ask = ask;
    this.read = read;
    this.known = new Set(seen);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getVersion = (): number => this.version;

  /** Changes with what screens show around the rows, and with nothing else. */
  readonly getOutline = (): string => `${this.state} ${this.pages.length === 0}`;

  get length(): number {
    return this.pages.reduce((sum, { heights }) => sum + heights.length, 0);
  }

  get hasOlder(): boolean {
    return this.next !== undefined;
  }

  get hasNewer(): boolean {
    return this.prev !== undefined;
  }

  get isAsking(): boolean {
    return this.isAskingOlder || this.isAskingNewer || this.state === 'opening';
  }

  /** What is folded below the last row. */
  get tail(): FoldView | undefined {
    return this.hasOlder ? undefined : this.folds.tail;
  }

  /** The newest posts of the list, by which {@link PostListOptions.seen} tells them from later ones. */
  get newest(): readonly Outpoint[] {
    return [...this.known].slice(0, 8);
  }

  /** Begins at the newest post, or where `from` is, with its newer neighbours above it. */
  async open(from?: Outpoint): Promise<void> {
    this.abort.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.isAskingOlder = false;
    this.isAskingNewer = false;
    try {
      const page = await this.ask({ limit: PAGE_POSTS, ...(from !== undefined && { from }) }, signal);
      const isThere = from !== undefined && page.posts[0]?.id === from && page.prev !== undefined;
      const above = isThere ? await this.ask({ limit: PAGE_POSTS, before: page.prev }, signal) : undefined;
      if (signal.aborted) return;
      this.folds.clear();
      this.folds.take(page.folds);
      this.folds.take(above?.folds);
      this.pages = [...(above === undefined ? [] : pagesOf(above)), ...pagesOf(page)];
      this.next = page.next;
      this.prev = above?.prev;
      this.state = 'ready';
      this.error = null;
      if (this.known.size === 0 || this.prev === undefined) this.learn(this.shown(KNOWN_NEWEST));
      this.fillAnew();
      this.tell();
      if (isThere) void this.renew(false);
    } catch (error) {
      if (signal.aborted) return;
      this.state = 'failed';
      this.error = error instanceof Error ? error : new Error(String(error));
      this.tell();
    }
  }

  close(): void {
    this.abort.abort();
    // Questions that were under way are asked again by whoever shows the list next.
    this.abort = new AbortController();
    this.isAskingOlder = false;
    this.isAskingNewer = false;
    for (const page of this.pages) page.isAsked = false;
  }

  /** Rows that `accepts` refuses take no room. */
  filter(accepts: (post: PostView) => boolean): void {
    if (this.accepts === accepts) return;
    this.accepts = accepts;
    if (this.state === 'ready') this.tell();
  }

  /** Rows near the screen, with their places. */
  rows(): readonly Row[] {
    const rows: Row[] = [];
    this.eachRow(this.range.start, this.range.end, (page, at, index) => {
      const post = page.posts?.[at];
      if (post !== undefined && !this.accepts(post)) return;
      const row = { key: keyOf(page, at), index, height: heightOf(page.heights[at]) };
      const fold = post && this.folds.of(post.id);
      rows.push({ ...row, ...(post !== undefined && { post }), ...(fold !== undefined && { fold }) });
    });
    return rows;
  }

  /** The newest posts of the list, at most `limit`, as far as their words are here. */
  shown(limit: number): readonly PostView[] {
    const posts: PostView[] = [];
    for (const page of this.pages) {
      if (posts.length >= limit || page.posts === undefined) break;
      posts.push(...page.posts);
    }
    return posts.slice(0, limit);
  }

  /** Where a post stands among the rows, or -1. */
  indexOf(id: string): number {
    let before = 0;
    for (const { first, posts, heights } of this.pages) {
      const at = posts === undefined ? (first === id ? 0 : -1) : posts.findIndex((post) => post.id === id);
      if (at >= 0) return before + at;
      before += heights.length;
    }
    return -1;
  }

  /** Pixels from the top of the list to a row. */
  offsetOf(index: number): number {
    let offset = 0;
    this.eachRow(0, index, (page, at) => void (offset += this.roomOf(page, at)));
    return offset;
  }

  get height(): number {
    return this.offsetOf(this.length);
  }

  /** Notes what a row near the screen measures. Answers whether that is news. */
  measure(key: string, height: number): boolean {
    let isNews = false;
    if (key.startsWith(foldKey(''))) {
      isNews = Math.abs(this.foldHeight - height) >= 0.01;
      this.foldHeight = height;
      return isNews;
    }
    this.eachRow(this.range.start, this.range.end, (page, at) => {
      if (keyOf(page, at) !== key) return;
      const before = page.heights[at] ?? Number.NaN;
      isNews = !(Math.abs(before - height) < 0.01);
      if (isNews) page.heights[at] = height;
    });
    return isNews;
  }

  /** Forgets what rows that are not on screen measure, because the width changed. */
  forgetHeights(): void {
    for (const { heights } of this.pages) heights.fill(Number.NaN);
  }

  /**
   * Takes the part of the list that the screen shows, in pixels from the list's top, and how far beyond it rows should be
   * there. Answers whether another look is worth while because the rows beyond were not all taken at once.
   */
  look(top: number, bottom: number, beyond: number): boolean {
    if (this.state !== 'ready') return false;
    const seen = this.within(top, bottom);
    const wanted = this.within(top - beyond, bottom + beyond);
    const { start, end } = this.range;
    const next = nextRows(this.range, { seen, wanted, isFilling: this.isFilling });
    // Rows may turn out to be taller than they were taken for: then the screen is full without another one.
    const isFull = this.isFilling && next.start <= seen.start && next.end >= seen.end;
    if (isFull || next.start !== start || next.end !== end) {
      this.range = next;
      this.isFilling &&= !isFull;
      this.forgetFar();
      this.tell();
    }
    this.fill();
    return next.start > wanted.start || next.end < wanted.end;
  }

  /** Looks whether there are newer posts, and renews what is on screen. `isAtTop`: newer ones come in by themselves. */
  async renew(isAtTop: boolean): Promise<void> {
    if (this.state !== 'ready') return this.open();
    const { signal } = this.abort;
    try {
      await this.renewNear(signal);
      let head = await this.ask({ limit: PAGE_POSTS * 2 }, signal);
      if (!head.posts.some(({ id }) => this.known.has(id)) && head.next !== undefined)
        head = await this.ask({ limit: MOST_NEW }, signal);
      if (signal.aborted) return;
      this.error = null;
      this.mayGoOn = true;
      this.takeHead(head, isAtTop);
    } catch (error) {
      if (signal.aborted) return;
      this.error = error instanceof Error ? error : new Error(String(error));
    }
    this.tell();
  }

  /** Puts what waits on top. Answers whether the list goes on without a gap; where not it begins anew at the top. */
  async showWaiting(): Promise<void> {
    const { waiting } = this;
    const isWhole = !this.hasMoreWaiting && this.prev === undefined && this.pages.length > 0;
    this.learn(waiting);
    this.waiting = [];
    this.hasMoreWaiting = false;
    if (!isWhole) return this.open();
    this.prepend(waiting);
    this.fillAnew();
    this.tell();
    return undefined;
  }

  /** Shows the newest posts of a fold in their place; what is more stays folded below them. */
  async unfold(fold: FoldView): Promise<void> {
    const { signal } = this.abort;
    const { above, first, count } = fold;
    const limit = Math.min(OPENED_POSTS, count);
    const { posts } = await this.ask({ from: first, limit: limit + 1, folds: false }, signal);
    if (signal.aborted || posts[0]?.id !== first) return;
    const end = posts.findIndex(({ id }) => id === above);
    const shown = posts.slice(0, Math.min(limit, end === -1 ? limit : end));
    this.folds.open(fold, shown.length, shown.length < count ? posts[shown.length]?.id : undefined);
    this.insert(shown, above);
    this.tell();
  }

  private insert(posts: readonly PostView[], above: Outpoint | undefined): void {
    const opened = pagesOf({ posts }).map((page) => ({ ...page, isOpened: true }));
    const index = above === undefined ? this.length : this.indexOf(above);
    const { start, end } = this.range;
    if (index === -1) return;
    const [before, after] = cutPages(this.pages, index);
    this.pages = [...before, ...opened, ...after];
    const shift = start > index ? posts.length : 0;
    this.range = { start: start + shift, end: end + shift };
  }

  private takeHead({ posts, folds }: TimelinePage, isAtTop: boolean): void {
    this.folds.take(folds);
    if (this.pages.length === 0) {
      this.pages = pagesOf({ posts });
      this.learn(posts);
      // Whether more follow is asked anew.
      void this.open();
      return;
    }
    const end = posts.findLastIndex(({ id }) => this.known.has(id));
    const newer = (end === -1 ? posts : posts.slice(0, end)).filter(({ id }) => !this.known.has(id));
    this.hasMoreWaiting = end === -1 && posts.length === MOST_NEW;
    if (isAtTop && this.prev === undefined && !this.hasMoreWaiting) {
      this.learn(newer);
      this.prepend(newer);
      this.waiting = [];
      if (newer.length <= MOST_GLIDING) {
        this.arrivals = newer.length;
        this.range = { start: 0, end: this.range.end };
      } else {
        // They push the others off the screen, and no frame has to make them all.
        this.fillAnew();
      }
    } else {
      this.waiting = newer;
    }
  }

  private fillAnew(): void {
    this.range = { start: 0, end: 0 };
    this.isFilling = true;
  }

  private prepend(posts: readonly PostView[]): void {
    if (posts.length === 0) return;
    this.pages.unshift(...pagesOf({ posts }));
    this.range = { start: this.range.start + posts.length, end: this.range.end + posts.length };
  }

  private learn(posts: readonly PostView[]): void {
    const ids = posts.map(({ id }) => id);
    this.known = new Set([...ids, ...this.known].slice(0, KNOWN_NEWEST));
  }

  /** Reads the rows on screen anew: they keep their places and get their newest content (a verdict, a count). */
  private async renewNear(signal: AbortSignal): Promise<void> {
    const near = pagesBetween(this.pages, this.range.start, this.range.end);
    const ids = near.flatMap(({ posts }) => posts?.map(({ id }) => id) ?? []);
    if (ids.length === 0) return;
    const fresh = new Map((await this.read(ids.slice(0, MOST_READ), signal)).map((post) => [post.id, post]));
    for (const page of near) page.posts = page.posts?.map((post) => renewed(post, fresh));
  }

  /** Asks for what the screen will want soon. */
  private fill(): void {
    const { start, end } = this.range;
    if (end > this.length - ASK_AHEAD) void this.askOlder();
    if (this.prev !== undefined && start < ASK_AHEAD) void this.askNewer();
    for (const page of pagesBetween(this.pages, start - ASK_AHEAD, end + ASK_AHEAD)) {
      if (page.posts === undefined && !page.isAsked) void this.recall(page);
    }
  }

  private async askOlder(): Promise<void> {
    const { next } = this;
    const last = this.mayGoOn ? this.pages.at(-1)?.posts?.at(-1)?.id : undefined;
    const part = next !== undefined ? { after: next } : last !== undefined ? { from: last } : undefined;
    if (this.isAskingOlder || part === undefined) return;
    this.isAskingOlder = true;
    this.mayGoOn = false;
    const { signal } = this.abort;
    const page = await this.ask({ limit: PAGE_POSTS, ...part }, signal).catch(() => undefined);
    if (signal.aborted) return;
    this.isAskingOlder = false;
    // Where the last post is gone, the answer begins elsewhere.
    if (page === undefined || (part.from !== undefined && page.posts[0]?.id !== part.from)) return;
    this.folds.take(page.folds);
    this.pages.push(...pagesOf({ posts: page.posts.filter(({ id }) => !this.isNear(id)) }));
    this.next = page.next;
    this.tell();
  }

  private async askNewer(): Promise<void> {
    const { prev } = this;
    if (this.isAskingNewer || prev === undefined) return;
    this.isAskingNewer = true;
    const { signal } = this.abort;
    const page = await this.ask({ limit: PAGE_POSTS, before: prev }, signal).catch(() => undefined);
    if (signal.aborted) return;
    this.isAskingNewer = false;
    if (page === undefined) return;
    this.prev = page.prev;
    this.folds.take(page.folds);
    const posts = page.posts.filter(({ id }) => !this.isNear(id));
    const upTo = posts.findIndex(({ id }) => this.known.has(id));
    this.prepend(posts);
    if (upTo > 0 || page.prev === undefined) this.learn(posts);
    if (page.prev === undefined) this.waiting = [];
    this.tell();
  }

  /** Pages overlap where posts moved between two of them: nothing is shown twice. */
  private isNear(id: Outpoint): boolean {
    return this.pages.some(({ posts }) => posts?.some((post) => post.id === id) === true);
  }

  private async recall(page: Page): Promise<void> {
    page.isAsked = true;
    const { signal } = this.abort;
    const limit = page.heights.length;
    const answer = await this.ask(
      { limit, from: page.first, ...(page.isOpened === true && { folds: false }) },
      signal,
    ).catch(() => undefined);
    page.isAsked = false;
    if (signal.aborted || answer === undefined) return;
    const posts = answer.posts[0]?.id === page.first ? answer.posts : [];
    page.heights.length = posts.length;
    page.posts = posts;
    this.tell();
  }

  private forgetFar(): void {
    const { start, end } = this.range;
    let before = 0;
    for (const page of this.pages) {
      const after = before + page.heights.length;
      if (after < start - FORGET_BEYOND || before > end + FORGET_BEYOND) this.forget(page);
      before = after;
    }
  }

  private forget(page: Page): void {
    const folded = page.posts?.flatMap(({ id }, at) => (this.folds.has(id) ? [at] : [])) ?? [];
    if (page.posts !== undefined && folded.length > 0) page.folded = folded;
    page.posts = undefined;
  }

  private within(top: number, bottom: number): Range {
    let offset = 0;
    let start = -1;
    let index = 0;
    for (const page of this.pages) {
      for (let at = 0; at < page.heights.length; at += 1, index += 1) {
        if (start === -1 && offset >= bottom) return { start: Math.max(0, index - 1), end: index };
        offset += this.roomOf(page, at);
        if (start === -1 && offset > top) start = index;
        if (offset >= bottom) return { start: Math.max(0, start), end: index + 1 };
      }
    }
    return { start: start === -1 ? Math.max(0, index - 1) : start, end: index };
  }

  private roomOf(page: Page, at: number): number {
    const post = page.posts?.[at];
    const isFolded = post === undefined ? page.folded?.includes(at) === true : this.folds.has(post.id);
    const room = isFolded ? this.foldHeight : 0;
    return post !== undefined && !this.accepts(post) ? room : room + heightOf(page.heights[at]);
  }

  private eachRow(start: number, end: number, each: (page: Page, at: number, index: number) => void): void {
    let before = 0;
    for (const page of this.pages) {
      const { length } = page.heights;
      if (before >= end) return;
      for (let at = Math.max(0, start - before); at < length && before + at < end; at += 1)
        each(page, at, before + at);
      before += length;
    }
  }

  private tell(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}
