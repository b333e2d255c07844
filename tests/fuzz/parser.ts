import type { Result } from '#lib/bytes/result.ts';
import type { Part } from './part.ts';

/** What one input led to: whether it was accepted, and the codes and kinds that were seen on the way. */
export type Outcome = { readonly accepted: boolean; readonly seen: readonly string[] };

/** A parser under test. */
export type Parser = {
  readonly name: string;
  /** Valid inputs, made when the parser's turn comes. */
  readonly samples: () => readonly [Part, ...Part[]];
  /** Given to a parser of which one input costs as much as a hundred of others: it gets only every so many-th of them. */
  readonly every?: number;
  /** Reads an input to its last byte and checks what holds of every answer. @throws when something does not. */
  readonly read: (input: Uint8Array) => Outcome | Promise<Outcome>;
};

/** @throws {Error} with these words unless `holds`. */
export function insist(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(words);
}

export const accepted = (...seen: readonly string[]): Outcome => ({ accepted: true, seen });
export const refused = (...seen: readonly string[]): Outcome => ({ accepted: false, seen });

/** The outcome of a result, after `judge` has looked at an accepted value; an issue has a code and a place in the input. */
export function outcomeOf<T>(input: Uint8Array, result: Result<T>, judge: (value: T) => void): Outcome {
  if (result.ok) {
    judge(result.value);
    return accepted('ok');
  }
  const { code, message, offset = 0 } = result.issue;
  insist(/^[a-z0-9-]+$/.test(code) && message !== '', `an issue without code or words: ${code} ${message}`);
  insist(offset >= 0 && offset <= input.length, `an issue at ${offset} of ${input.length} bytes`);
  return refused(code);
}
