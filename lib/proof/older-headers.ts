import type { BlockHash } from '#lib/bytes/brand.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { parseHeader } from '#lib/chain/header.ts';
import type { Checkpoint } from './checkpoints.ts';

/** Every header at a multiple of this height is kept as a checkpoint of our own: no later reading spans more. */
export const KEPT_EVERY = 2016;
/** Headers that one reading between two checkpoints may span: 8 MB. */
const MOST_HEADERS = 101_000;

/** Single headers below those that a chain holds one after the other, and the checkpoints between which more can be read. */
export class OlderHeaders {
  private readonly shipped: readonly Checkpoint[];
  private readonly kept = new Map<number, Uint8Array>();
  private readonly own = new Map<number, BlockHash>();

  constructor(shipped: readonly Checkpoint[]) {
    this.shipped = shipped;
  }

  at(height: number): Uint8Array | undefined {
    return this.kept.get(height);
  }

  entries(): IterableIterator<[number, Uint8Array]> {
    return this.kept.entries();
  }

  /** Takes a header that was checked. Its bytes are copied. */
  add(height: number, bytes: Uint8Array): void {
    const header = parseHeader(bytes.slice());
    if (!header.ok) return;
    this.kept.set(height, header.value.bytes);
    if (height % KEPT_EVERY === 0) this.own.set(height, header.value.hash);
  }

  /**
   * What has to be read so that the header at `height` is known: all headers between the checkpoints around it. `top` is
   * the lowest header that the chain holds in a row. `undefined` where the span would be too large.
   */
  segmentAround(height: number, top: Checkpoint): HeaderSegment | undefined {
    const own = Array.from(this.own, ([at, hash]): Checkpoint => ({ height: at, hash }));
    let below: Checkpoint | undefined;
    let above = top;
    for (const checkpoint of [...this.shipped, ...own]) {
      if (checkpoint.height < height && checkpoint.height >= (below?.height ?? 0)) below = checkpoint;
      if (checkpoint.height >= height && checkpoint.height < above.height) above = checkpoint;
    }
    if (below === undefined || above.height < height) return undefined;
    return above.height - below.height > MOST_HEADERS ? undefined : new HeaderSegment(below, above);
  }
}

/**
 * Headers on their way between two checkpoints. Both ends are known by hash, so linkage alone proves every header
 * between them, and nothing counts until the last has linked.
 */
export class HeaderSegment {
  private readonly above: Checkpoint;
  private readonly found = new Map<number, Uint8Array>();
  private previous: BlockHash;
  private height: number;

  constructor(below: Checkpoint, above: Checkpoint) {
    this.above = above;
    this.previous = below.hash;
    this.height = below.height + 1;
  }

  /** Height of the header that is to come next. */
  get next(): number {
    return this.height;
  }

  /** How many headers are still to come. */
  get left(): number {
    return this.above.height - this.height + 1;
  }

  /** Those worth keeping, once {@link left} is 0. */
  get kept(): ReadonlyMap<number, Uint8Array> {
    return this.left === 0 ? this.found : new Map();
  }

  /**
   * Takes the next headers. Those that `isNeeded` are kept, and one in {@link KEPT_EVERY}. A header that does not link
   * is `header-unlinked`, a last one that is not the checkpoint `header-checkpoint`; then none of them is taken, and
   * somebody else may have the right ones.
   */
  take(headers: readonly Uint8Array[], isNeeded: (height: number) => boolean): Result<undefined> {
    let { previous, height } = this;
    const found: (readonly [number, Uint8Array])[] = [];
    for (const bytes of headers.slice(0, this.left)) {
      const header = parseHeader(bytes);
      if (!header.ok) return header;
      const { hash, prevHash } = header.value;
      const at = `headers/${height}`;
      if (prevHash !== previous)
        return fail(
          issue('header-unlinked', `${toDisplayHex(bytes.subarray(4, 36))} is not below`, { path: at }),
        );
      if (height === this.above.height && hash !== this.above.hash)
        return fail(
          issue('header-checkpoint', 'the headers lead to another block than the known one', { path: at }),
        );
      if (height % KEPT_EVERY === 0 || isNeeded(height)) found.push([height, bytes.slice()]);
      previous = hash;
      height += 1;
    }
    for (const [at, bytes] of found) this.found.set(at, bytes);
    this.previous = previous;
    this.height = height;
    return ok(undefined);
  }
}
