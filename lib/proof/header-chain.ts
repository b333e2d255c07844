import { asBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { HEADER_BYTES, parseHeader } from '#lib/chain/header.ts';
import { NETWORK_PARAMS, type Network, type NetworkParams } from '#lib/chain/network.ts';
import { ANCHORS, CHECKPOINTS, type Anchor, type Checkpoint } from './checkpoints.ts';
import type { Lineage } from './difficulty.ts';
import { HeaderRun } from './header-run.ts';
import { headerProblem } from './header-rules.ts';
import { KEPT_EVERY, OlderHeaders, type HeaderSegment } from './older-headers.ts';

/** Headers in a row that are kept below the tip; a reorg is never deeper. Twice as many may be there before any is dropped. */
const KEPT_IN_A_ROW = 2 * KEPT_EVERY;

/** What the chain knows of a height. */
export type ChainHeader = {
  readonly height: number;
  readonly hash: BlockHash;
  /** Display hex. */
  readonly merkleRoot: string;
  /** Seconds since 1970. */
  readonly time: number;
};

/** What became of headers that were offered. `from` is the first height that is new or was replaced. */
export type Extension =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'accepted'; readonly from: number }
  | { readonly kind: 'reorg'; readonly from: number }
  /** Valid, but with less or equal work than what we hold from that height on. */
  | { readonly kind: 'weaker'; readonly from: number }
  | { readonly kind: 'refused'; readonly issue: Issue };

export type HeaderChainOptions = {
  /** Blocks that are known to be on the chain, lowest first. Those above the anchor pin it. */
  readonly checkpoints?: readonly Checkpoint[];
  /** This device's clock, in milliseconds since 1970. Without one nothing bounds how far ahead a header may be. */
  readonly now?: () => number;
};

/** The chain of a network, from this build's checkpoints. */
export const openHeaderChain = (network: Network, now?: () => number): HeaderChain =>
  new HeaderChain(NETWORK_PARAMS[network], ANCHORS[network], {
    checkpoints: CHECKPOINTS[network],
    ...(now !== undefined && { now }),
  });

/**
 * The chain with most work of those that we were offered. Every header is checked for linkage, for the difficulty that
 * its network's own rule demands, for the work that it claims, and for its time (see header-rules.ts).
 *
 * It begins at an anchor, some way below the last checkpoint. Until that checkpoint is reached nothing above the last
 * one passed is answered for, because near the anchor difficulty cannot be computed; once it is, every header below is
 * proven by linkage and every header above by the rules. Nobody can fork off below a checkpoint that was passed.
 *
 * Headers lie packed in a row up to the tip. {@link forget} drops old ones; those that are needed, and one in 2,016, stay
 * singly. What was dropped or lies below the anchor is read again between two checkpoints: {@link segmentAround}.
 * Branches that lost are not kept: whoever holds one can offer it again.
 */
export class HeaderChain {
  private readonly params: Pick<NetworkParams, 'difficulty' | 'powLimitBits'>;
  private readonly pins: ReadonlyMap<number, BlockHash>;
  private readonly lastPin: number;
  private readonly now: (() => number) | undefined;
  private readonly older: OlderHeaders;
  private run: HeaderRun;
  /** What the lowest header in the row must be. */
  private lowest: BlockHash | undefined;

  constructor(
    params: Pick<NetworkParams, 'difficulty' | 'powLimitBits'>,
    anchor: Anchor,
    { checkpoints = [], now }: HeaderChainOptions = {},
  ) {
    this.params = params;
    this.now = now;
    this.lowest = anchor.hash;
    this.run = new HeaderRun(anchor.height);
    this.older = new OlderHeaders(checkpoints);
    this.pins = new Map(checkpoints.map(({ height, hash }) => [height, hash]));
    this.lastPin = checkpoints.at(-1)?.height ?? anchor.height;
  }

  /** Height that the next header would have; that of the anchor while the chain is empty. */
  get nextHeight(): number {
    return this.run.end;
  }

  /** Height of the lowest header in the row, or that it may begin with. */
  get firstHeight(): number {
    return this.run.from;
  }

  /** The highest header that the chain answers for. */
  get tip(): ChainHeader | undefined {
    return this.at(this.trusted);
  }

  /** The header at `height` on the chain with most work; `undefined` where it is not held or not vouched for yet. */
  at(height: number): ChainHeader | undefined {
    const bytes = this.headerAt(height);
    if (bytes === undefined) return undefined;
    const hash = this.run.hashAt(height) ?? asBlockHash(toDisplayHex(sha256d(bytes)));
    const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
    return { height, hash, merkleRoot: toDisplayHex(bytes.subarray(36, 68)), time: view.getUint32(68, true) };
  }

  /** The 80 bytes of what {@link at} tells of. A view: copy it before the chain changes. */
  headerAt(height: number): Uint8Array | undefined {
    return height > this.trusted ? undefined : (this.run.bytesAt(height) ?? this.older.at(height));
  }

  /** The height of a block that {@link at} tells of, by a walk over all headers that are held. */
  heightOf(hash: BlockHash): number | undefined {
    const row = Array.from({ length: this.run.end - this.run.from }, (_, slot) => this.run.from + slot);
    const heights = [...this.older.entries()].map(([height]) => height);
    return [...heights, ...row].find((height) => this.at(height)?.hash === hash);
  }

  /** A copy of the packed headers from `height`, or from the lowest in the row, to the highest. */
  bytesFrom(height: number): Uint8Array<ArrayBuffer> {
    return this.run.packedFrom(height);
  }

  /**
   * Offers 80-byte headers, the first of height `fromHeight`. They must link to what is held below that height
   * (`header-unlinked` otherwise: offer the branch from further down). All of them are checked before any is taken.
   */
  extend(fromHeight: number, headers: readonly Uint8Array[]): Extension {
    const { from, end } = this.run;
    if (!Number.isInteger(fromHeight) || fromHeight < from || fromHeight > end)
      return refused(
        'header-gap',
        `headers from ${fromHeight}, but the chain goes from ${from} to ${end - 1}`,
      );
    let known = 0;
    while (known < headers.length && this.holds(fromHeight + known, headers[known])) known += 1;
    if (known === headers.length) return { kind: 'unchanged' };
    const branch = this.check(fromHeight + known, headers.slice(known));
    return branch.ok ? this.choose(branch.value) : { kind: 'refused', issue: branch.issue };
  }

  /** What has to be read so that {@link at} knows `height`, when that lies below the row; see {@link takeSegment}. */
  segmentAround(height: number): HeaderSegment | undefined {
    const { from } = this.run;
    if (height < 0 || height >= from || this.older.at(height) !== undefined || this.lowest === undefined)
      return undefined;
    return this.older.segmentAround(height, { height: from, hash: this.lowest });
  }

  /** Keeps what a segment found once it is whole. Answers the heights that are new. */
  takeSegment({ kept }: HeaderSegment): number[] {
    const fresh = [...kept].filter(
      ([height]) => height < this.run.from && this.older.at(height) === undefined,
    );
    for (const [height, bytes] of fresh) this.older.add(height, bytes);
    return fresh.map(([height]) => height);
  }

  /** Takes single headers that were checked before, as from a store. */
  addSingles(singles: Iterable<readonly [number, Uint8Array]>): void {
    for (const [height, bytes] of singles) this.older.add(height, bytes);
  }

  /** The single headers below the row, for who stores them. */
  singles(): IterableIterator<[number, Uint8Array]> {
    return this.older.entries();
  }

  /**
   * Takes back what this device has stored: single headers, which were checked when they came, and a row of which the first
   * has height `from`. The row is judged again, from its first header on. Answers whether it stood; if not, the chain is empty.
   */
  restore(
    singles: Iterable<readonly [number, Uint8Array]>,
    from: number,
    row: readonly Uint8Array[],
  ): boolean {
    const first = row[0] === undefined ? undefined : parseHeader(row[0]);
    if (first?.ok !== true) return false;
    this.addSingles(singles);
    const empty = { run: this.run, lowest: this.lowest };
    this.run = new HeaderRun(from);
    this.lowest = this.pins.get(from) ?? first.value.hash;
    if (this.extend(from, row).kind === 'accepted') return true;
    this.run = empty.run;
    this.lowest = empty.lowest;
    return false;
  }

  /**
   * Drops headers deep below the tip, in steps of 2,016, all but those that `isNeeded`, which stay as single ones. Answers
   * the heights that became single; none while there is nothing to drop.
   */
  forget(isNeeded: (height: number) => boolean): number[] {
    const { from, end } = this.run;
    if (end - from <= 2 * KEPT_IN_A_ROW || end <= this.lastPin) return [];
    const start = Math.floor((end - KEPT_IN_A_ROW) / KEPT_EVERY) * KEPT_EVERY;
    const singles: number[] = [];
    for (let height = from; height < start; height += 1) {
      const bytes = this.run.bytesAt(height);
      if (bytes === undefined || !(height % KEPT_EVERY === 0 || isNeeded(height))) continue;
      this.older.add(height, bytes);
      singles.push(height);
    }
    this.lowest = this.run.hashAt(start);
    this.run.dropBelow(start);
    return singles;
  }

  /** Up to where the chain answers for its headers: the tip, or the last checkpoint passed while there is one to come. */
  private get trusted(): number {
    const { from, end } = this.run;
    if (end > this.lastPin) return end - 1;
    for (const height of [...this.pins.keys()].reverse()) if (height < end && height >= from) return height;
    return from - 1;
  }

  private holds(height: number, header: Uint8Array | undefined): boolean {
    const held = this.run.bytesAt(height);
    return held !== undefined && header !== undefined && equalBytes(held, header);
  }

  private check(from: number, raws: readonly Uint8Array[]): Result<HeaderRun> {
    const fork = this.problemOfFork(from);
    if (fork !== undefined) return fail(fork);
    const branch = new HeaderRun(from, this.run.workAt(from - 1));
    const lineage = joined(this.run, branch);
    const now = this.clock(raws[0]);
    let previous = this.run.hashAt(from - 1);
    for (const raw of raws) {
      const header = parseHeader(raw);
      if (!header.ok) return header;
      const height = branch.end;
      const known = previous === undefined ? this.lowest : this.pins.get(height);
      const problem = headerProblem(header.value, {
        params: this.params,
        height,
        previous,
        known,
        lineage,
        now,
      });
      // What comes before a header that is too early is good already, and that one may be offered again later.
      if (problem?.code === 'header-future' && branch.end > from) break;
      if (problem !== undefined) return fail({ ...problem, path: `headers/${height}` });
      previous = header.value.hash;
      branch.append(header.value);
    }
    return ok(branch);
  }

  /** Nothing replaces a header at or below a checkpoint that was passed. */
  private problemOfFork(from: number): Issue | undefined {
    if (from >= this.run.end) return undefined;
    for (const height of this.pins.keys()) {
      if (height >= from && height > this.run.from && height < this.run.end)
        return issue(
          'header-checkpoint',
          `another branch from ${from}, below the block that is known at ${height}`,
        );
    }
    return undefined;
  }

  /** Seconds since 1970; `undefined` for a clock that stands before the lowest block of the row, which is wrong. */
  private clock(first: Uint8Array | undefined): number | undefined {
    if (this.now === undefined) return undefined;
    const lowest = parseHeader(this.run.bytesAt(this.run.from) ?? first ?? new Uint8Array(0));
    const seconds = Math.floor(this.now() / 1000);
    return lowest.ok && seconds >= lowest.value.time ? seconds : undefined;
  }

  private choose(branch: HeaderRun): Extension {
    const { from } = branch;
    const replaces = from < this.run.end;
    if (replaces && branch.work <= this.run.work) return { kind: 'weaker', from };
    this.run.cut(from);
    this.run.join(branch);
    return { kind: replaces ? 'reorg' : 'accepted', from };
  }
}

/** The chain up to where the branch begins, and from there on the branch. */
function joined(chain: HeaderRun, branch: HeaderRun): Lineage {
  const side = (height: number): HeaderRun => (height < branch.from ? chain : branch);
  return {
    timeAt: (height) => side(height).timeAt(height),
    bitsAt: (height) => side(height).bitsAt(height),
    workAt: (height) => side(height).workAt(height),
  };
}

const refused = (code: string, message: string): Extension => ({
  kind: 'refused',
  issue: issue(code, message),
});
