import type { Place } from '../ui/place.ts';

const TXID = /^[0-9a-f]{64}$/;
const OUTPOINT = /^[0-9a-f]{64}[_i](?:0|[1-9][0-9]{0,9})$/;
const HANDLE = /^@?(?<name>[a-z0-9_-]{1,32})\.bitter$/;
const DISTRICT = /^(?<height>0|[1-9][0-9]{0,7})(?:\.bitmap)?$/;
const PROTOCOL = /^web\+(?:bitter|bitmap|nabo):(?:\/\/)?/;

/**
 * The place that a person or another app names: a txid, an outpoint, `name.bitter`, `840000.bitmap` or a bare height, also
 * behind `web+bitter:`, `web+bitmap:` or `web+nabo:`. `undefined` for anything else.
 */
export function namedPlace(words: string): Place | undefined {
  const text = words.trim().slice(0, 200).toLowerCase().replace(PROTOCOL, '').replace(/\/$/, '');
  if (TXID.test(text)) return { screen: 'post', id: text };
  if (OUTPOINT.test(text)) return { screen: 'post', id: text.replace('i', '_') };
  const name = HANDLE.exec(text)?.groups?.name;
  if (name !== undefined) return { screen: 'profile', who: `${name}.bitter` };
  const height = DISTRICT.exec(text)?.groups?.height;
  return height === undefined ? undefined : { screen: 'district', height: Number(height) };
}
