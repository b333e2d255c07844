import { outpointTxid, outpointVout, type Outpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeOutpoint } from '#lib/chain/tx.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { parseBitter } from './bitter.ts';
import { isCommand } from './command.ts';
import { encodeMap } from './map.ts';
import { essence } from './media-type.ts';
import type { OutputDraft } from './outputs.ts';
import type { ProtocolRecord } from './record.ts';
import { encodeTapes } from './tape.ts';

// A file as a 1Sat inscription: `envelope | P2PKH | OP_RETURN MAP`, whose MAP says `type ord` and, where there is one, the
// name that lists of inscriptions show (https://docs.1satordinals.com).

/** What a file inscription holds, and the key hash (20 bytes) that it belongs to. */
export type FileDraft = {
  readonly body: Uint8Array;
  /** Media type, with `;charset=utf-8` where it is text. */
  readonly contentType: string;
  readonly owner: Uint8Array;
  /** At most {@link MAX_FILE_NAME} UTF-16 units. */
  readonly name?: string;
  /** The inscription that it is a child of. Counts where the transaction has that in hand. */
  readonly parent?: Outpoint;
  readonly app?: string;
};

export const MAX_FILE_NAME = 100;

/** Types in whose text registries look for claims and orders. */
const READ_AS_ORDERS = /^(?:text\/plain|application\/json)$/;

/**
 * A file of its own: no post, and nothing that a registry would act upon.
 *
 * @throws {RangeError} when the body is empty, its type is none, the name is empty, too long or no well-formed Unicode, or
 * the words would be a claim or an order.
 */
export function encodeInscription({
  body,
  contentType,
  owner,
  name,
  parent,
  app = 'nabo',
}: FileDraft): OutputDraft {
  if (name !== undefined && (name === '' || name.length > MAX_FILE_NAME || !name.isWellFormed()))
    throw new RangeError(`a name has 1 to ${MAX_FILE_NAME} characters`);
  if (!contentType.includes('/')) throw new RangeError('a file has a media type');
  if (isOrder(body, contentType)) throw new RangeError('these words would be a claim or an order');
  const map = encodeMap([
    ['app', app],
    ['type', 'ord'],
    ...(name === undefined ? [] : [['name', name] as const]),
  ]);
  const script = concatBytes([
    encodeEnvelope({ contentType, body, ...(parent !== undefined && { parent: wireOf(parent) }) }),
    p2pkhScript(owner),
    encodeTapes([map]),
  ]);
  return { sats: 1, script };
}

const wireOf = (at: Outpoint): Uint8Array => encodeOutpoint(outpointTxid(at), outpointVout(at));

/** Whether registries would take a file for a claim or an order, so that it is not written under this type. */
export function isOrder(body: Uint8Array, contentType: string): boolean {
  const type = essence(contentType);
  if (!READ_AS_ORDERS.test(type)) return false;
  const text = decodeUtf8(body);
  if (text === undefined) return false;
  if (type === 'text/plain') return isCommand(text);
  // The data of a page is JSON as well; it is an order only when it names a protocol.
  const json = parseJson(text);
  const value: unknown = json.ok ? json.value : undefined;
  return (
    parseBitter(text)?.ok === true ||
    (typeof value === 'object' && value !== null && Object.hasOwn(value, 'p'))
  );
}

/** A record that is nothing but a file that can be shown. */
export const isFile = (
  record: ProtocolRecord,
): record is Extract<
  ProtocolRecord,
  { kind: 'image' | 'audio' | 'video' | 'model' | 'page' | 'text' | 'json' }
> => FILES.has(record.kind);

const FILES: ReadonlySet<ProtocolRecord['kind']> = new Set([
  'image',
  'audio',
  'video',
  'model',
  'page',
  'text',
  'json',
]);
