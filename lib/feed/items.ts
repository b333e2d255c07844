import { decodeAddress } from '#lib/bytes/address.ts';
import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import type { Chain } from '#lib/chain/network.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import {
  decodeRecord,
  readAuthor,
  type ProtocolRecord,
  type RecordKind,
  type RecordOf,
} from '#lib/protocols/index.ts';
import { decodeMap } from '#lib/protocols/map.ts';
import { NAME_MARKS } from '#lib/protocols/name-marks.ts';
import type { AuthorCheck } from '#lib/store/held-tx.ts';

/** Longest text that the feed holds in memory and shows, in UTF-16 units. The whole is in the transaction. */
export const MAX_TEXT = 10_000;

/** What the feed keeps of what was odd in a record: kinds of oddity, and UTF-16 units of each message. */
const MAX_ISSUES = 8;
const MAX_MESSAGE = 200;

/** Longest tag, in UTF-16 units. */
const MAX_TAG = 64;

/** A picture in the body of output `vout`. */
export type ItemMedia = {
  readonly vout: number;
  readonly contentType: string;
  readonly bytes: number;
  /** What its writer says is on it. */
  readonly alt?: string;
};

/** What the feed keeps of a record: copies only, so that the transaction's bytes can be forgotten. */
export type FeedItem = { readonly vout: number } & (
  | {
      readonly kind: 'post';
      readonly text: string;
      /** Name without `.bitter`, as the post says it. */
      readonly handle?: string;
      readonly parent?: { readonly txid: Txid; readonly vout?: number };
      readonly media?: ItemMedia;
      /** What was odd and yet read, without the marks of its name, which follow from the name. */
      readonly issues?: readonly Issue[];
      /** Words that it is filed under besides those in its text. */
      readonly tags?: readonly string[];
      /** Why a reader should be asked before its words are shown; empty when no reason is given. */
      readonly warning?: string;
      /** The output of the post that it says it is a new version of. */
      readonly replaces?: Outpoint;
    }
  | { readonly kind: 'like' | 'repost'; readonly target: Txid; readonly on: boolean }
  | { readonly kind: 'handle'; readonly name: string; readonly holder: string }
  | { readonly kind: 'district'; readonly height: number; readonly holder: string }
  | { readonly kind: 'parcel'; readonly index: number; readonly height: number; readonly holder: string }
  /** `key` is the hash160 (hex) of the signing key that it names; without one it ends the identity. */
  | { readonly kind: 'identity'; readonly bapId: string; readonly key?: string }
  /** `key` is the hash160 (hex) of the identity's root, where the record proves it. */
  | { readonly kind: 'follow'; readonly bapId: string; readonly key?: string; readonly on: boolean }
  | ({ readonly kind: 'profile'; readonly bapId: string } & ItemAlias)
  /** Known and held, and on no screen yet. */
  | { readonly kind: 'other'; readonly record: RecordKind }
);

/** What an identity says of itself, within bounds. */
export type ItemAlias = {
  readonly name?: string;
  readonly description?: string;
  readonly image?: string;
  readonly page?: Outpoint;
};

/** What a transaction says besides posts. */
export type OtherItem = Exclude<FeedItem, { kind: 'post' }>;

type Read = { readonly vout: number; readonly inscription: Inscription; readonly record: ProtocolRecord };

/** What a transaction says to the feed, by output. Empty when it holds no record of a known kind. */
export function readItems(raw: Uint8Array, chain: Chain): FeedItem[] {
  return itemsOf(readKnown(raw, chain));
}

/** {@link readItems}, and who wrote each item whose author counts: slow, some milliseconds a signature. */
export function readSignedItems(
  raw: Uint8Array,
  chain: Chain,
): { readonly items: readonly FeedItem[]; readonly authors: readonly AuthorCheck[] } {
  const reads = readKnown(raw, chain);
  const items = itemsOf(reads);
  const tx = parseTx(raw);
  if (!tx.ok) return { items: [], authors: [] };
  const authors: AuthorCheck[] = [];
  for (const { kind, vout } of items) {
    const inscription = reads.find((read) => read.vout === vout)?.inscription;
    if (AUTHORED.has(kind) && inscription !== undefined)
      authors.push({ vout, ...readAuthor(inscription, tx.value) });
  }
  return { items, authors };
}

/** Kinds whose author counts. */
const AUTHORED: ReadonlySet<FeedItem['kind']> = new Set([
  'post',
  'like',
  'repost',
  'follow',
  'identity',
  'profile',
]);

/** Whether an earlier build looked for fewer authors in a transaction than this one does, or said less about them. */
export const lacksAuthors = (items: readonly FeedItem[], authors: readonly AuthorCheck[]): boolean =>
  authors.some(({ signature, fault }) => signature === 'wrong' && fault === undefined) ||
  items.some(({ kind, vout }) => AUTHORED.has(kind) && !authors.some((author) => author.vout === vout));

function readKnown(raw: Uint8Array, chain: Chain): Read[] {
  const reads: Read[] = [];
  for (const inscription of readInscriptions(raw, chain)) {
    const { vout } = inscription;
    const record = decodeRecord(inscription);
    if (vout !== undefined && record.kind !== 'unknown') reads.push({ vout, inscription, record });
  }
  return reads;
}

function itemsOf(reads: readonly Read[]): FeedItem[] {
  // Some writers put a picture into one output and the words about it into another.
  const picture = reads.find(({ record }) => isPicture(record));
  let spare = picture && isPicture(picture.record) ? mediaOf(picture.vout, picture.record) : undefined;
  return reads.map(({ vout, inscription, record }): FeedItem => {
    switch (record.kind) {
      case 'post':
      case 'reply': {
        const media = mediaOf(vout, record.media) ?? spare;
        spare = undefined;
        return { vout, ...postOf(record), ...(media === undefined ? {} : { media }) };
      }
      case 'image':
      case 'page': {
        const media = isPicture(record) ? mediaOf(vout, record) : undefined;
        return saysPost(inscription) && media !== undefined
          ? { vout, kind: 'post', text: '', media, ...issuesOf(record) }
          : { vout, kind: 'other', record: record.kind };
      }
      case 'like':
      case 'unlike':
        return { vout, kind: 'like', target: record.target.txid, on: record.kind === 'like' };
      case 'repost':
        return { vout, kind: 'repost', target: record.target.txid, on: true };
      case 'handle':
        return { vout, kind: 'handle', name: record.name, holder: inscription.owner ?? '' };
      case 'district':
        return { vout, kind: 'district', height: record.height, holder: inscription.owner ?? '' };
      case 'parcel': {
        const { index, height } = record;
        return { vout, kind: 'parcel', index, height, holder: inscription.owner ?? '' };
      }
      case 'identity':
        return identityOf(vout, record);
      case 'follow':
      case 'unfollow':
        return {
          vout,
          kind: 'follow',
          bapId: record.bapId,
          ...(record.key === undefined ? {} : { key: record.key }),
          on: record.kind === 'follow',
        };
      case 'profile':
        return { vout, kind: 'profile', bapId: record.bapId, ...aliasOf(record) };
      case 'message':
      case 'attestation':
      case 'audio':
      case 'video':
      case 'model':
      case 'text':
      case 'json':
      case 'unknown':
        return { vout, kind: 'other', record: record.kind };
    }
  });
}

function postOf(
  record: RecordOf<'post'> | RecordOf<'reply'>,
): Omit<Extract<FeedItem, { kind: 'post' }>, 'vout' | 'media'> {
  const { handle, tags, warning, replaces } = record;
  const target = record.kind === 'reply' && 'txid' in record.target ? record.target : undefined;
  const parent = target && { txid: target.txid, ...(target.vout === undefined ? {} : { vout: target.vout }) };
  return {
    kind: 'post',
    text: clip(record.text, MAX_TEXT),
    ...(handle === undefined ? {} : { handle }),
    ...(parent === undefined ? {} : { parent }),
    ...issuesOf(record),
    ...(tags === undefined ? {} : { tags: tags.map((tag) => clip(tag, MAX_TAG)) }),
    ...(warning === undefined ? {} : { warning }),
    ...(replaces === undefined ? {} : { replaces }),
  };
}

function issuesOf({ issues }: ProtocolRecord): { readonly issues?: readonly Issue[] } {
  const odd = issues.filter(({ code }) => !NAME_MARKS.has(code)).slice(0, MAX_ISSUES);
  return odd.length === 0
    ? {}
    : { issues: odd.map(({ code, message }) => issue(code, clip(message, MAX_MESSAGE))) };
}

const MAX_ALIAS_NAME = 60;
const MAX_DESCRIPTION = 600;
/** Pictures of profiles come inside the record, or not at all: an address elsewhere would tell its host who looks. */
const IMAGE = /^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]{1,16000}={0,2}$/;

function aliasOf({ name, description, image, page }: RecordOf<'profile'>): ItemAlias {
  return {
    ...(name === undefined ? {} : { name: clip(name, MAX_ALIAS_NAME) }),
    ...(description === undefined ? {} : { description: clip(description, MAX_DESCRIPTION) }),
    ...(image === undefined || !IMAGE.test(image) ? {} : { image }),
    ...(page === undefined ? {} : { page }),
  };
}

/** The address `0` ends an identity. One that is no address names nobody, which is not the same. */
function identityOf(vout: number, { bapId, address }: RecordOf<'identity'>): FeedItem {
  if (address === '0') return { vout, kind: 'identity', bapId };
  const named = decodeAddress(address);
  return named === undefined
    ? { vout, kind: 'other', record: 'identity' }
    : { vout, kind: 'identity', bapId, key: toHex(named.hash160) };
}

/** A drawing (SVG) is a page to whoever opens it, and a picture to a post that consists of it. */
export const isPicture = (record: ProtocolRecord): record is RecordOf<'image'> | RecordOf<'page'> =>
  record.kind === 'image' || (record.kind === 'page' && record.contentType === 'image/svg+xml');

function mediaOf(
  vout: number,
  content: { contentType: string; body: Uint8Array; alt?: string } | undefined,
): ItemMedia | undefined {
  if (content === undefined || !content.contentType.startsWith('image/')) return undefined;
  const { contentType, body, alt } = content;
  return { vout, contentType, bytes: body.length, ...(alt !== undefined && { alt }) };
}

/** Whether MAP calls an output a post that its envelope alone would not. */
function saysPost({ bitcom }: Inscription): boolean {
  const type = bitcom && decodeMap(bitcom)?.fields.get('type');
  return type === 'post' || type === 'reply';
}

/** At most `length` UTF-16 units of well-formed text; what is cut ends in an ellipsis, never inside a character. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text.toWellFormed();
  const end = length - 1;
  const splits = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return `${text.slice(0, splits ? end - 1 : end)}…`.toWellFormed();
}
