import { decodeCbor, type CborValue } from '#lib/bytes/cbor.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { unpack, UNPACK_LIMITS, type UnpackLimits } from '#lib/bytes/unpack.ts';
import { withContent, type Inscription } from './inscription.ts';
import type { OrdFields } from './ord-fields.ts';

/**
 * `inscription` with its body opened, so that it reads like one that was never packed; itself when nothing is packed. The
 * issue says why it stays closed: an encoding other than `br` and `gzip`, bytes that are malformed or cut off, or more
 * than `limits` allow. See {@link unpack} for what it holds and how long it may run.
 */
export async function openContent(
  inscription: Inscription,
  limits: UnpackLimits = UNPACK_LIMITS,
): Promise<Result<Inscription>> {
  const { body, contentType, contentEncoding } = inscription;
  if (body === undefined || contentEncoding === undefined) return ok(inscription);
  const opened = await unpack(body, contentEncoding, limits);
  if (!opened.ok) return opened;
  return ok(withContent(inscription, { contentType, contentEncoding: undefined, body: opened.value }));
}

/** ord takes properties for absent that are larger, or packed tighter. */
const MAX_PROPERTIES = 4_000_000;
const MAX_PROPERTIES_RATIO = 30;

/** The properties of a BTC inscription, opened and decoded; `undefined` when it has none. */
export async function openProperties({
  properties,
  propertyEncoding,
}: Pick<OrdFields, 'properties' | 'propertyEncoding'>): Promise<Result<CborValue | undefined>> {
  if (properties === undefined) return ok(undefined);
  if (propertyEncoding === undefined) return decodeCbor(properties);
  if (propertyEncoding !== 'br')
    return fail(issue('encoding-unknown', `properties are packed by br alone, not by "${propertyEncoding}"`));
  const maxBytes = Math.min(properties.length * MAX_PROPERTIES_RATIO, MAX_PROPERTIES);
  const opened = await unpack(properties, 'br', { ...UNPACK_LIMITS, maxBytes });
  return opened.ok ? decodeCbor(opened.value) : opened;
}
