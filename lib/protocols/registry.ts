import type { Inscription } from '#lib/envelopes/index.ts';
import { decodeBap } from './bap.ts';
import { decodeBitmap } from './bitmap.ts';
import { decodeBitter } from './bitter.ts';
import { decodeContent } from './content.ts';
import { Reading } from './reading.ts';
import type { ProtocolRecord } from './record.ts';
import { decodeSocial } from './social.ts';

/** Reads what is its own and gives `undefined` for the rest. What it owns and cannot read is `unknown`, with its name. */
export type Protocol = {
  readonly name: string;
  readonly decode: (reading: Reading) => ProtocolRecord | undefined;
};

/**
 * Every protocol that is read. The order matters and the first that knows an inscription decides: claims by their exact
 * body, then what MAP or a tape says, then content by its type.
 */
export const PROTOCOLS: readonly Protocol[] = Object.freeze([
  { name: 'bitter', decode: decodeBitter },
  { name: 'bitmap', decode: decodeBitmap },
  { name: 'social', decode: decodeSocial },
  { name: 'bap', decode: decodeBap },
  { name: 'content', decode: decodeContent },
]);

/** What `inscription` says, by the first of `protocols` that knows it, else `unknown`. Never throws. */
export function decodeRecord(
  inscription: Inscription,
  protocols: readonly Protocol[] = PROTOCOLS,
): ProtocolRecord {
  const reading = new Reading(inscription);
  for (const { decode } of protocols) {
    const record = decode(reading);
    if (record !== undefined) return record;
  }
  return { kind: 'unknown', ...reading.base(), issues: [] };
}
