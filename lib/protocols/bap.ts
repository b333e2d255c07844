import * as z from 'zod/mini';
import { decodeAddress } from '#lib/bytes/address.ts';
import { isOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import type { Tape } from '#lib/envelopes/index.ts';
import { isBapId } from './bap-id.ts';
import { MAX_TEXT_BODY, type Reading } from './reading.ts';
import type { ProtocolRecord } from './record.ts';
import { encodeTape } from './tape.ts';

// Bitcoin Attestation Protocol (https://github.com/BitcoinSchema/bap): ID idKey address, ATTEST hash sequence,
// REVOKE hash sequence, ALIAS idKey JSON. Each is signed by AIP or SIGMA; by whom it must be signed is for the ledger.

export const BAP_PREFIX = '1BAPSuaPnfGnSBM3GLV9yhxUdYe4vGbdMT';

const HASH = /^[0-9a-f]{64}$/;
const SEQUENCE = /^(?:0|[1-9][0-9]{0,14})$/;
/** Stands in place of an address where an identity ends. */
const NOBODY = '0';

type Base = ReturnType<Reading['base']>;

/** What an identity says of itself; schema.org's names for it are `alternateName` or `name`, `image` or `logo`, and `url`. */
export type Alias = {
  readonly name?: string;
  readonly description?: string;
  readonly image?: string;
  /** The page of the chain that a handle of theirs opens: a site or an inscription. */
  readonly page?: Outpoint;
};

/** How an alias names a page: an address on the web is none. */
const PAGE = 'ord://';

function pageIn(url: string | undefined): Outpoint | undefined {
  const name = url?.startsWith(PAGE) === true ? url.slice(PAGE.length) : undefined;
  return name !== undefined && isOutpoint(name) ? name : undefined;
}

const aliasSchema = z.record(z.string(), z.unknown());

/** The first of `keys` that holds text. Some writers put objects where others put words; those are passed over. */
function textAt(document: Readonly<Record<string, unknown>>, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(document, key) ? document[key] : undefined;
    if (typeof value === 'string') return value.toWellFormed();
  }
  return undefined;
}

function decodeAlias(bapId: string, document: string, base: Base): ProtocolRecord | Issue {
  const json = parseJson(document);
  if (!json.ok) return json.issue;
  const alias = aliasSchema.safeParse(json.value);
  if (!alias.success) return issue('bap-alias', 'an alias that is no JSON object');
  const name = textAt(alias.data, 'name', 'alternateName');
  const description = textAt(alias.data, 'description');
  const image = textAt(alias.data, 'image', 'logo');
  const page = pageIn(textAt(alias.data, 'url'));
  return {
    kind: 'profile',
    bapId,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(image === undefined ? {} : { image }),
    ...(page === undefined ? {} : { page }),
    ...base,
    issues: [],
  };
}

const isSigner = (address: string): boolean => address === NOBODY || decodeAddress(address) !== undefined;

/** A cell as text; one that is none, or longer than a document may be, reads as missing. */
const textOf = (cell: Uint8Array): string => (cell.length > MAX_TEXT_BODY ? '' : (decodeUtf8(cell) ?? ''));

function decodeCommand(tape: Tape, base: Base): ProtocolRecord | Issue {
  const [command = '', subject = '', argument = ''] = tape.cells.slice(0, 3).map(textOf);
  if (command === 'ATTEST' || command === 'REVOKE') {
    if (!HASH.test(subject)) return issue('bap-hash', `${command} of what is no hash`);
    if (!SEQUENCE.test(argument)) return issue('bap-sequence', `${command} without a sequence number`);
    const revoked = command === 'REVOKE';
    return { kind: 'attestation', hash: subject, sequence: Number(argument), revoked, ...base, issues: [] };
  }
  if (command !== 'ID' && command !== 'ALIAS')
    return issue('bap-command', 'a command of BAP that is not read');
  if (!isBapId(subject)) return issue('bap-id', `${command} of what is no identity`);
  if (command === 'ALIAS') return decodeAlias(subject, argument, base);
  return isSigner(argument)
    ? { kind: 'identity', bapId: subject, address: argument, ...base, issues: [] }
    : issue('bap-address', 'ID without a signing address');
}

/** Decodes a BAP tape: `identity`, `attestation` or `profile`, or `unknown` when it is none of them. */
export function decodeBap(reading: Reading): ProtocolRecord | undefined {
  const tape = reading.tapes.find(({ prefix }) => prefix === BAP_PREFIX);
  if (tape === undefined) return undefined;
  const base = reading.base();
  const decoded = decodeCommand(tape, base);
  return 'kind' in decoded ? decoded : { kind: 'unknown', protocol: 'bap', ...base, issues: [decoded] };
}

function checked(bapId: string): string {
  if (!isBapId(bapId)) throw new RangeError(`not an identity: ${bapId.slice(0, 40).toWellFormed()}`);
  return bapId;
}

/**
 * A BAP tape that names an identity's signing address; `0` ends the identity.
 *
 * @throws {RangeError} when `bapId` or `address` is none.
 */
export function encodeBapId(bapId: string, address: string): Uint8Array {
  if (!isSigner(address)) throw new RangeError(`not an address: ${address.slice(0, 40).toWellFormed()}`);
  return encodeTape(BAP_PREFIX, 'ID', checked(bapId), address);
}

/**
 * A BAP tape that attests (or with `revoked`, takes back) the hash of a statement.
 *
 * @throws {RangeError} when `hash` is not 64 hex digits or `sequence` not a number of at most 15 digits.
 */
export function encodeAttestation(attestation: {
  readonly hash: string;
  readonly sequence: number;
  readonly revoked?: boolean;
}): Uint8Array {
  const { hash, sequence, revoked = false } = attestation;
  if (!HASH.test(hash) || !SEQUENCE.test(String(sequence)))
    throw new RangeError('not a hash and its sequence number');
  return encodeTape(BAP_PREFIX, revoked ? 'REVOKE' : 'ATTEST', hash, String(sequence));
}

/**
 * A BAP tape that describes an identity. A name is written under both of schema.org's words: readers know one or the other.
 *
 * @throws {RangeError} when `bapId` is none, or the alias is not well-formed Unicode or longer than a reader takes.
 */
export function encodeAlias(bapId: string, { name, description, image, page }: Alias): Uint8Array {
  const document = JSON.stringify({
    '@context': 'https://schema.org',
    '@type': 'Person',
    ...(name === undefined ? {} : { name, alternateName: name }),
    ...(description === undefined ? {} : { description }),
    ...(image === undefined ? {} : { image }),
    ...(page === undefined ? {} : { url: `${PAGE}${page}` }),
  });
  const isText = [name, description, image].every((text) => text === undefined || text.isWellFormed());
  if (!isText || encodeUtf8(document).length > MAX_TEXT_BODY)
    throw new RangeError('an alias is well-formed Unicode of at most 64 KiB');
  return encodeTape(BAP_PREFIX, 'ALIAS', checked(bapId), document);
}
