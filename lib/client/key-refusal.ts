import { keySentence } from './key-sentences.ts';

/** A key was not opened, changed, copied or brought back. The message is a sentence for the person. */
export class KeyRefusal extends Error {
  override readonly name = 'KeyRefusal';
  /** As the vault calls it: `wrong`, `locked`, `occupied`, … */
  readonly code: string;

  constructor(code: string, detail: string) {
    super(keySentence(code, detail));
    this.code = code;
  }
}

/** What the signer answers to what a person asks of a key. */
export type Outcome<Value> =
  | { readonly state: 'done'; readonly value: Value }
  | { readonly state: 'refused'; readonly code: string; readonly detail: string };

/** What came of it. @throws {KeyRefusal} */
export async function valueOf<Value>(asked: Promise<Outcome<Value>>): Promise<Value> {
  const outcome = await asked;
  if (outcome.state === 'refused') throw new KeyRefusal(outcome.code, outcome.detail);
  return outcome.value;
}
