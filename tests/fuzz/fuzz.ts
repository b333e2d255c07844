import { makeInput, stockOf, type Stock } from './mutate.ts';
import type { Parser } from './parser.ts';
import { CHAIN_PARSERS } from './parsers/chain.ts';
import { CODEC_PARSERS } from './parsers/codecs.ts';
import { CONTENT_PARSERS } from './parsers/content.ts';
import { MEDIA_PARSERS } from './parsers/media.ts';
import { MESSAGE_PARSERS } from './parsers/messages.ts';
import { PROOF_PARSERS } from './parsers/proofs.ts';
import { Random } from './random.ts';

/** Everything of ours that reads bytes which somebody else chose. */
export const PARSERS: readonly Parser[] = [
  ...CHAIN_PARSERS,
  ...CODEC_PARSERS,
  ...CONTENT_PARSERS,
  ...MEDIA_PARSERS,
  ...MESSAGE_PARSERS,
  ...PROOF_PARSERS,
];

/** What a run over many inputs saw. */
export type Report = {
  readonly inputs: number;
  readonly accepted: number;
  /** How often each code or kind was seen. */
  readonly seen: ReadonlyMap<string, number>;
  /** The input that took longest, and how long it takes when it is read again. */
  readonly slowest: { readonly index: number; readonly ms: number };
};

/** A promise that a parser broke on one input, which seed and index make again. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure';

  constructor(parser: string, seed: number, index: number, input: Uint8Array, cause: unknown) {
    const words = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    super(`${parser}, seed ${seed}, input ${index}: ${words}\n${Buffer.from(input).toString('hex')}`, {
      cause,
    });
  }
}

/** The input of this number in a run. */
export const inputAt = (stock: Stock, seed: number, index: number): Uint8Array<ArrayBuffer> =>
  makeInput(stock, new Random(seed, index));

/** How many inputs a parser gets when an ordinary one gets `count`. */
export const shareOf = ({ every = 1 }: Parser, count: number): number => Math.ceil(count / every);

/**
 * Gives a parser `count` inputs. `onInput` hears the number of each before it is read.
 *
 * @throws {FuzzFailure} at the first input with which the parser throws or breaks a promise.
 */
export async function fuzz(
  parser: Parser,
  { seed, count, onInput }: { seed: number; count: number; onInput?: (index: number) => void },
): Promise<Report> {
  const stock = stockOf(parser.samples());
  const seen = new Map<string, number>();
  let accepted = 0;
  let longest = { index: 0, ms: 0 };
  for (let index = 0; index < count; index += 1) {
    onInput?.(index);
    const input = inputAt(stock, seed, index);
    const from = performance.now();
    try {
      const answer = parser.read(input);
      const outcome = answer instanceof Promise ? await answer : answer;
      if (outcome.accepted) accepted += 1;
      for (const what of new Set(outcome.seen)) seen.set(what, (seen.get(what) ?? 0) + 1);
    } catch (error) {
      throw new FuzzFailure(parser.name, seed, index, input, error);
    }
    const ms = performance.now() - from;
    if (ms > longest.ms) longest = { index, ms };
  }
  // Whatever else the machine did at that moment is not the input's fault.
  const { index } = longest;
  const from = performance.now();
  await parser.read(inputAt(stock, seed, index));
  return { inputs: count, accepted, seen, slowest: { index, ms: performance.now() - from } };
}
