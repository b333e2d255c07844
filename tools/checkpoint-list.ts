import { SourceError, type ChainSource } from '#lib/chain/sources/source.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Checkpoint } from '#lib/proof/checkpoints.ts';
import { openHeaderChain, type HeaderChain } from '#lib/proof/header-chain.ts';
import { HeaderSegment, KEPT_EVERY } from '#lib/proof/older-headers.ts';
import { parseHeader } from '#lib/chain/header.ts';

/** Headers of one request: what such services give at once. */
const PAGE = 2000;

/** The part of a source that is asked. */
export type HeaderSource = Pick<ChainSource, 'name' | 'headers'>;

type Say = (line: string) => void;

/**
 * Goes on above the last known checkpoint: every height that is a multiple of 2,016, deep enough below the lower tip, and
 * of the same hash with both. Each source's chain is judged in full.
 *
 * @throws {Error} when a source's chain breaks a rule, or the two part ways; the message says where.
 */
export async function extendList(
  network: Network,
  known: readonly Checkpoint[],
  sources: readonly [HeaderSource, HeaderSource],
  signal: AbortSignal,
  say: Say,
  open: (network: Network) => HeaderChain = (of) => openHeaderChain(of, Date.now),
): Promise<Checkpoint[]> {
  const last = known.at(-1)?.height ?? 0;
  const [ours, theirs] = [open(network), open(network)];
  const found: Checkpoint[] = [];
  for (let more = true; more;) {
    const counts = [await readPage(ours, sources[0], signal), await readPage(theirs, sources[1], signal)];
    more = counts.every((count) => count === PAGE);
    const lowest = Math.min(ours.nextHeight, theirs.nextHeight) - 1;
    for (
      let height = firstAbove(found.at(-1)?.height ?? last);
      height <= lowest - KEPT_EVERY;
      height += KEPT_EVERY
    ) {
      const [a, b] = [ours.at(height)?.hash, theirs.at(height)?.hash];
      if (a === undefined || a !== b)
        throw new Error(`${sources[0].name} and ${sources[1].name} part ways at or below ${height}`);
      found.push({ height, hash: a });
    }
    // Memory is for the row near the tip; every multiple of 2,016 stays anyway.
    ours.forget(() => false);
    theirs.forget(() => false);
    say(`${lowest}: both agree so far`);
  }
  return found;
}

async function readPage(chain: HeaderChain, source: HeaderSource, signal: AbortSignal): Promise<number> {
  const from = chain.nextHeight;
  const headers = await source.headers(from, PAGE, signal);
  const taken = chain.extend(from, headers);
  if (taken.kind === 'refused') throw new Error(`${source.name}, from ${from}: ${taken.issue.message}`);
  return headers.length;
}

/**
 * Fills the spans between known checkpoints, each proven by linkage between its ends. The second source is asked for what
 * the first could not give; agreement needs no second opinion where both ends are known.
 *
 * @throws {Error} when no source has a span, whole and linked.
 */
export async function fillList(
  known: readonly Checkpoint[],
  sources: readonly HeaderSource[],
  signal: AbortSignal,
  say: Say,
): Promise<Checkpoint[]> {
  const found: Checkpoint[] = [];
  // The span above genesis is of a time that nobody here reads.
  for (const [at, below] of known.entries()) {
    const above = known[at + 1];
    if (at === 0 || above === undefined || above.height - below.height <= KEPT_EVERY) continue;
    found.push(...(await fillSpan(below, above, sources, signal)));
    say(`${below.height} to ${above.height}: linked`);
  }
  return found;
}

async function fillSpan(
  below: Checkpoint,
  above: Checkpoint,
  sources: readonly HeaderSource[],
  signal: AbortSignal,
): Promise<Checkpoint[]> {
  const problems: string[] = [];
  for (const source of sources) {
    const segment = new HeaderSegment(below, above);
    try {
      while (segment.left > 0) {
        const headers = await source.headers(segment.next, Math.min(PAGE, segment.left), signal);
        const taken = headers.length === 0 ? undefined : segment.take(headers, () => false);
        if (taken?.ok !== true)
          throw new SourceError(source.name, 'malformed', taken?.issue.message ?? 'no more headers');
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problems.push(`${source.name}, ${segment.next}: ${error.message}`);
      continue;
    }
    return [...segment.kept].flatMap(([height, bytes]) => {
      const header = parseHeader(bytes);
      return header.ok && height < above.height ? [{ height, hash: header.value.hash }] : [];
    });
  }
  throw new Error(problems.join('; '));
}

const firstAbove = (height: number): number => (Math.floor(height / KEPT_EVERY) + 1) * KEPT_EVERY;
