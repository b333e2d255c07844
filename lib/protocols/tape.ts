import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { OP, pushData } from '#lib/chain/script.ts';

const SEPARATOR = pushData(encodeUtf8('|'));

/** An argument of a tape: text is written as UTF-8. */
export type Cell = string | Uint8Array;

const toPush = (cell: Cell): Uint8Array => pushData(typeof cell === 'string' ? encodeUtf8(cell) : cell);

/** A tape's pushes: its prefix and its cells. */
export const encodeTape = (prefix: string, ...cells: readonly Cell[]): Uint8Array =>
  concatBytes([prefix, ...cells].map(toPush));

/** OP_RETURN and `tapes` with `|` between them: the suffix of a spendable output. */
export function encodeTapes(tapes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  tapes.forEach((tape, at) => parts.push(at === 0 ? Uint8Array.of(OP.RETURN) : SEPARATOR, tape));
  return concatBytes(parts);
}

/** A tape behind those that `script` has, or behind a new OP_RETURN when it has none. */
export const appendTape = (
  script: Uint8Array,
  hasReturn: boolean,
  tape: Uint8Array,
): Uint8Array<ArrayBuffer> => concatBytes([script, hasReturn ? SEPARATOR : Uint8Array.of(OP.RETURN), tape]);
