import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import type { BContent } from './b.ts';
import type { MapData } from './map.ts';
import { essence, sniff } from './media-type.ts';
import { MAX_TEXT_BODY, type Reading } from './reading.ts';
import type { MediaContent, PostContext, ProtocolRecord } from './record.ts';

// Bitcoin Schema (https://bitcoinschema.org): what `type` in MAP says, with the words in an envelope or on B tapes.
// Fields are read in every spelling that real writers use; we write one of them (outputs.ts).

/** Most context keys that are ever looked at: the ones that the schema names. */
const CONTEXTS: ReadonlySet<string> = new Set([
  'tx',
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

type Words = {
  readonly text: string;
  readonly contentType: string;
  readonly via: 'text' | 'bsocial';
  readonly media?: MediaContent;
  readonly issues: readonly Issue[];
};

const isWords = (contentType: string): boolean =>
  contentType === '' || contentType === 'text/plain' || contentType === 'text/markdown';

function mediaOf(files: readonly BContent[]): MediaContent | undefined {
  for (const { content, mediaType, encoding } of files) {
    const seen = encoding === undefined ? sniff(content) : undefined;
    if (seen !== undefined && essence(mediaType).startsWith(`${seen.kind}/`))
      return { contentType: seen.contentType, body: content };
  }
  return undefined;
}

/** The words of a post. An envelope of text counts before the tapes; an envelope of another medium leaves them the word. */
function wordsOf(reading: Reading): Words | undefined {
  const { files, mediaType } = reading;
  const file = files.find(
    (candidate) => isWords(essence(candidate.mediaType)) && candidate.encoding === undefined,
  );
  const fileText = file && file.content.length <= MAX_TEXT_BODY ? decodeUtf8(file.content) : undefined;
  const envelopeText = reading.body !== undefined && isWords(mediaType) ? reading.text : undefined;
  const media = mediaOf(files) ?? envelopeMedia(reading);
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
  const seen = sniff(body);
  return seen !== undefined && mediaType.startsWith(`${seen.kind}/`)
    ? { contentType: seen.contentType, body }
    : undefined;
}

/** The transaction that an action or a reply names: under `tx`, whatever the context is called. */
function targetOf({ fields }: MapData): Txid | undefined {
  const tx = fields.get('tx')?.toLowerCase();
  return tx !== undefined && isTxid(tx) ? tx : undefined;
}

function contextOf({ fields }: MapData): PostContext | undefined {
  const name = fields.get('context');
  if (name === undefined || name === 'tx' || !CONTEXTS.has(name)) return undefined;
  const value = fields.get(name) ?? fields.get('contextValue');
  return value === undefined ? undefined : { name, value };
}

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
    return reading.body === undefined && reading.files.length === 0
      ? broken(reading, 'post-empty', 'a post without words')
      : undefined;
  }
  const context = contextOf(map);
  const issues = [...words.issues, ...map.issues];
  const common = { ...words, ...(context === undefined ? {} : { context }), ...reading.base(), issues };
  const isReply = map.fields.get('context') === 'tx' || map.fields.get('type') === 'reply';
  const txid = isReply ? targetOf(map) : undefined;
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
  if (body === undefined) return broken(reading, 'message-empty', 'a message without words');
  const isEncrypted =
    fields.get('encrypted') === 'true' || essence(file?.mediaType ?? '').startsWith('application/');
  const text = isEncrypted ? '' : decodeUtf8(body);
  if (text === undefined) return broken(reading, 'message-text', 'a message that is not text');
  const channel = fields.get('channel');
  const bapId = bapIdOf(fields);
  return {
    kind: 'message',
    text,
    contentType: essence(file?.mediaType ?? reading.mediaType),
    ...(isEncrypted ? { encrypted: body } : {}),
    ...(channel === undefined ? {} : { channel }),
    ...(bapId === undefined ? {} : { bapId }),
    ...reading.base(),
    issues,
  };
}

const bapIdOf = (fields: MapData['fields']): string | undefined =>
  fields.get('bapID') ?? fields.get('bapId') ?? fields.get('idKey');

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
  const bapId = bapIdOf(map.fields);
  if (bapId === undefined) return broken(reading, `${kind}-target`, `a ${kind} of nobody`);
  return { kind, bapId, ...reading.base(), issues: map.issues };
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
      return undefined;
  }
}
