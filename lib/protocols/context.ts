import type { Picture } from './b.ts';
import { isBapId } from './bap-id.ts';
import type { MapData } from './map.ts';
import type { MediaContent, PostContext } from './record.ts';

// Where a record says it belongs (https://bitcoinschema.org): `context` names a key of MAP and that key has the value, as in
// `context geohash geohash dhxnd1`; `subcontext` narrows it. One library writes the value under `contextValue` instead.

/** The contexts that the schema names, but for `tx`, which makes a reply. */
const CONTEXTS: ReadonlySet<string> = new Set([
  'channel',
  'bapID',
  'url',
  'geohash',
  'topic',
  'provider',
  'videoID',
  'btcTx',
  'ethTx',
  'club',
]);

/** Whether a post can be written in a context: its name is one of the schema's, other than that of a reply. */
export const isContext = ({ name }: PostContext): boolean => CONTEXTS.has(name);

/** The identity that MAP names. The schema says `bapID`; its libraries and its users disagree about the letters. */
export function bapIdIn(fields: MapData['fields']): string | undefined {
  const bapId = fields.get('bapID') ?? fields.get('bapId') ?? fields.get('idKey');
  return bapId !== undefined && isBapId(bapId) ? bapId : undefined;
}

function contextOf({ fields }: MapData, key: 'context' | 'subcontext'): PostContext | undefined {
  const written = fields.get(key);
  const name = written === 'bapId' ? 'bapID' : written;
  if (name === undefined || !CONTEXTS.has(name)) return undefined;
  const value = (name === 'bapID' ? bapIdIn(fields) : fields.get(name)) ?? fields.get(`${key}Value`);
  return value === undefined || value === '' ? undefined : { name, value };
}

/** The contexts that MAP gives a post, with their values. */
export function contextsOf(map: MapData): { context?: PostContext; subcontext?: PostContext } {
  const context = contextOf(map, 'context');
  const subcontext = contextOf(map, 'subcontext');
  return {
    ...(context === undefined ? {} : { context }),
    ...(subcontext === undefined ? {} : { subcontext }),
  };
}

/** Longest description of a picture that is read, in characters. */
const MAX_ALT = 1_000;

/** A picture with the words for those who do not see it, where MAP has some. */
export function withAlt(media: Picture | undefined, map: MapData | undefined): MediaContent | undefined {
  const alt = map?.fields.get('alt')?.slice(0, MAX_ALT).toWellFormed();
  return media === undefined || alt === undefined || alt === '' ? media : { ...media, alt };
}
