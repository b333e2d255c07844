import { decodeAddress } from '#lib/bytes/address.ts';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { mediaIn } from './b.ts';
import { bapIdOf } from './bap-id.ts';
import { bapIdIn, contextsOf, withAlt } from './context.ts';
import type { MapData } from './map.ts';
import { essence, sniff } from './media-type.ts';
import { MAX_TEXT_BODY, type Reading } from './reading.ts';
import type { MediaContent, ProtocolRecord } from './record.ts';
import { replacedIn } from './version.ts';
import { warningIn } from './warning.ts';

// Bitcoin Schema (https://bitcoinschema.org): what `type` in MAP says, with the words in an envelope or on B tapes.
// Fields are read in every spelling that real writers use; we write one of them (outputs.ts).

type Words = {
  readonly text: string;
  readonly contentType: string;
  readonly via: 'text' | 'bsocial';
  readonly media?: MediaContent;
  readonly issues: readonly Issue[];
};

const isWords = (contentType: string): boolean =>
  contentType === '' || contentType === 'text/plain' || contentType === 'text/markdown';

/** The text of a file, which most writers say twice: `said` is the text of other bytes. */
function textOf(
  bytes: Uint8Array,
  other: Uint8Array | undefined,
  said: string | undefined,
): string | undefined {
  if (said !== undefined && other !== undefined && equalBytes(bytes, other)) return said;
  return bytes.length <= MAX_TEXT_BODY ? decodeUtf8(bytes) : undefined;
}

/** The words of a post. An envelope of text counts before the tapes; an envelope of another medium leaves them the word. */
function wordsOf(reading: Reading): Words | undefined {
  const { files, mediaType } = reading;
  const file = files.find(
    (candidate) => isWords(essence(candidate.mediaType)) && candidate.encoding === undefined,
  );
  const envelopeText = reading.body !== undefined && isWords(mediaType) ? reading.text : undefined;
  const fileText = file && textOf(file.content, reading.body, envelopeText);
  const media = withAlt(mediaIn(files) ?? envelopeMedia(reading), reading.map);
  const text = envelopeText ?? fileText ?? (media === undefined ? undefined : '');
  if (text === undefined || (text === '' && media === undefined)) return undefined;
  const differs = envelopeText !== undefined && file !== undefined && fileText !== envelopeText;
  const isEnvelope = envelopeText !== undefined;
  return {
    text,
    contentType: (isEnvelope ? mediaType : essence(file?.mediaType ?? '')) || 'text/plain',
    via: isEnvelope ? 'text' : 'bsocial',
    ...(media === undefined ? {} : { media }),
    issues: [
      ...(file?.issues ?? []),
      ...(differs ? [issue('envelope-differs', 'the B tape has other words than the envelope')] : []),
    ],
  };
}

/** A medium in the envelope belongs to a post only when a tape says words with it; alone it is content. */
function envelopeMedia({ body, mediaType, files, inscription }: Reading): MediaContent | undefined {
  if (body === undefined || files.length === 0 || inscription.contentEncoding !== undefined) return undefined;
  const seen = sniff(body, mediaType);
  return seen !== undefined && mediaType.startsWith(`${seen.kind}/`)
    ? { contentType: seen.contentType, body }
    : undefined;
}

function txidIn(value: string | undefined): Txid | undefined {
  const txid = value?.toLowerCase();
  return txid !== undefined && isTxid(txid) ? txid : undefined;
}

/**
 * The transaction that an action or a reply names: under `tx`, whatever the context is called, or as one library writes
 * it, under `contextValue`.
 */
const targetOf = ({ fields }: MapData): Txid | undefined =>
  txidIn(fields.get('tx')) ??
  (fields.get('context') === 'tx' ? txidIn(fields.get('contextValue')) : undefined);

const broken = (reading: Reading, code: string, message: string): ProtocolRecord => ({
  kind: 'unknown',
  protocol: 'social',
  ...reading.base(),
  issues: [issue(code, message)],
});

function decodePost(reading: Reading, map: MapData): ProtocolRecord | undefined {
  const words = wordsOf(reading);
  if (words === undefined) {
    // With another medium the output is that medium's; without any there is nothing to show.
    const isEmpty = reading.files.every(({ content }) => content.length === 0);
    return reading.body === undefined && isEmpty
      ? broken(reading, 'post-empty', 'a post without words')
      : undefined;
  }
  const issues = [...words.issues, ...map.issues];
  const common = {
    ...words,
    ...contextsOf(map),
    ...replacedIn(map),
    ...warningIn(map),
    ...reading.base(),
    issues,
  };
  const isReply = map.fields.get('context') === 'tx' || map.fields.get('type') === 'reply';
  // Twetch names what is answered under `reply`, and writes the word null there when nothing is.
  const txid = isReply ? targetOf(map) : txidIn(map.fields.get('reply'));
  if (txid !== undefined) return { kind: 'reply', target: { txid }, ...common };
  return {
    kind: 'post',
    ...common,
    issues: isReply ? [...issues, issue('reply-target', 'a reply to nothing that is known')] : issues,
  };
}

function decodeMessage(reading: Reading, { fields, issues }: MapData): ProtocolRecord | undefined {
  const [file] = reading.files;
  const body = file?.content ?? reading.body;
  if (body === undefined || body.length === 0)
    return broken(reading, 'message-empty', 'a message without words');
  const contentType = file === undefined ? reading.mediaType : essence(file.mediaType);
  const isEncrypted = fields.get('encrypted') === 'true' || SEALED.has(contentType);
  const text = isEncrypted ? '' : body.length > MAX_TEXT_BODY ? undefined : decodeUtf8(body);
  if (text === undefined) return broken(reading, 'message-text', 'a message that is not text');
  const channel = fields.get('channel') ?? contextValueOf(fields, 'channel');
  const bapId = bapIdIn(fields) ?? contextValueOf(fields, 'bapID');
  return {
    kind: 'message',
    text,
    contentType,
    ...(isEncrypted ? { encrypted: body } : {}),
    ...(channel === undefined ? {} : { channel }),
    ...(bapId === undefined ? {} : { bapId }),
    ...reading.base(),
    issues,
  };
}

/** Media types of bytes that only the one who is meant can open. */
const SEALED: ReadonlySet<string> = new Set(['application/octet-stream', 'application/bitcoin-ecies']);

const contextValueOf = (fields: MapData['fields'], context: string): string | undefined =>
  fields.get('context') === context ? fields.get('contextValue') : undefined;

function decodeAction(reading: Reading, map: MapData, kind: 'like' | 'unlike' | 'repost'): ProtocolRecord {
  const txid = targetOf(map);
  if (txid === undefined) return broken(reading, `${kind}-target`, `a ${kind} of nothing that is known`);
  const emoji = map.fields.get('emoji');
  return {
    kind,
    target: { txid },
    ...(emoji === undefined ? {} : { emoji }),
    ...reading.base(),
    issues: map.issues,
  };
}

function decodeFollow(reading: Reading, map: MapData, kind: 'follow' | 'unfollow'): ProtocolRecord {
  const bapId = bapIdIn(map.fields);
  if (bapId === undefined) return broken(reading, `${kind}-target`, `a ${kind} of nobody`);
  const address = map.fields.get('address');
  // An id is a hash of its root's address: any other address beside it is nobody's word.
  const root = address === undefined ? undefined : decodeAddress(address);
  const isRoot = root !== undefined && address !== undefined && bapIdOf(address) === bapId;
  return {
    kind,
    bapId,
    ...(isRoot ? { key: toHex(root.hash160) } : {}),
    ...reading.base(),
    issues: map.issues,
  };
}

/** Types of the schema that no screen knows. What else their outputs hold is shown as the content that it is. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['friend', 'payment', 'pin_channel', 'video']);

function decodeOther(reading: Reading, type: string): ProtocolRecord | undefined {
  const isContent = reading.body !== undefined || reading.files.length > 0;
  return NOT_SHOWN.has(type) && !isContent
    ? broken(reading, 'social-type', `a ${type}, which is not read`)
    : undefined;
}

/** Decodes what MAP calls a social action; `undefined` for every other `type`. */
export function decodeSocial(reading: Reading): ProtocolRecord | undefined {
  const { map } = reading;
  const type = map?.fields.get('type');
  if (map === undefined || type === undefined) return undefined;
  switch (type) {
    case 'post':
    case 'reply':
      return decodePost(reading, map);
    case 'message':
      return decodeMessage(reading, map);
    case 'like':
    case 'unlike':
    case 'repost':
      return decodeAction(reading, map, type);
    case 'follow':
    case 'unfollow':
      return decodeFollow(reading, map, type);
    default:
      return decodeOther(reading, type);
  }
}
