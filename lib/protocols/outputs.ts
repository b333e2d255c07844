import { outpointTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { OP, p2pkhScript } from '#lib/chain/script.ts';
import { AIP_PREFIX, encodeEnvelope } from '#lib/envelopes/index.ts';
import { encodeB, encodeFile, type Picture } from './b.ts';
import { encodeAlias, encodeAttestation, encodeBapId, type Alias } from './bap.ts';
import { bapIdOf, isBapId } from './bap-id.ts';
import { encodeBitmapBody, type BitmapClaim } from './bitmap.ts';
import { encodeBitter, encodeBitterClaim } from './bitter.ts';
import { isCommand } from './command.ts';
import { isContext } from './context.ts';
import { encodeMap } from './map.ts';
import { MAX_TAGS } from './reading.ts';
import type { PostContext } from './record.ts';
import { encodeTapes } from './tape.ts';
import { versionFields } from './version.ts';
import { warningFields } from './warning.ts';

// The outputs that we write, each one readable by every application we know: the envelope for ordinals, B and MAP for
// Bitcoin Schema. A SIGMA tape is appended by the signer (sigma.ts), which alone knows the key and the inputs.

const TEXT = 'text/plain;charset=utf-8';
const MARKDOWN = 'text/markdown;charset=utf-8';
const DEFAULT_APP = 'nabo';

type Field = readonly [key: string, value: string];

/** An output to be signed and funded: `sats` is 1 for inscriptions, 0 for actions, which nobody can spend, or what is paid. */
export type OutputDraft = { readonly sats: number; readonly script: Uint8Array<ArrayBuffer> };

/**
 * What a post says, and the key hash (20 bytes) that its output pays to. `handle` is a name without `.bitter`, `context` a
 * place besides the feed (a name that Bitcoin Schema has), `tags` words that it is filed under.
 */
export type PostDraft = {
  readonly text: string;
  readonly owner: Uint8Array;
  readonly handle?: string;
  readonly context?: PostContext;
  readonly tags?: readonly string[];
  /** Shown under the words; `alt` says what is on it to whoever does not see it. */
  readonly picture?: Picture & { readonly alt: string };
  /** The output of the earlier post of the same author that this is a new version of. */
  readonly replaces?: Outpoint;
  /** Why a reader should be asked before the words are shown: 1 to {@link MAX_WARNING} UTF-16 units. */
  readonly warning?: string;
  readonly app?: string;
};

const inscribe = (body: string, owner: Uint8Array, contentType = TEXT): Uint8Array[] => [
  encodeEnvelope({ contentType, body: encodeUtf8(body) }),
  p2pkhScript(owner),
];

/** Two texts would be taken for the start of another tape, so they stand in the envelope alone. */
const fitsTape = (text: string): boolean => text !== '|' && text !== AIP_PREFIX;

/** Where a post belongs, in MAP: what it answers, or its context. */
function placeFields({ context }: PostDraft, to?: Outpoint): readonly Field[] {
  if (to !== undefined) {
    if (context !== undefined) throw new RangeError('a reply has the context of what it answers');
    return [
      ['context', 'tx'],
      ['tx', outpointTxid(to)],
    ];
  }
  if (context === undefined) return [];
  if (!isContext(context)) throw new RangeError(`no such context: ${context.name.slice(0, 40)}`);
  return [
    ['context', context.name],
    [context.name, context.value],
  ];
}

function encodeWords(draft: PostDraft, to?: Outpoint): OutputDraft {
  const { text, owner, handle, tags = [], picture, replaces, warning, app = DEFAULT_APP } = draft;
  if (text === '' || !text.isWellFormed()) throw new RangeError('a post has words, in well-formed Unicode');
  const ordinal = to === undefined ? {} : { ordinal: to };
  const envelope =
    handle === undefined
      ? // Registries look at text/plain and JSON only, so words that could be a claim travel as Markdown.
        inscribe(text, owner, isCommand(text) ? MARKDOWN : TEXT)
      : inscribe(encodeBitter({ name: handle, content: text, ...ordinal }), owner);
  if (tags.length > MAX_TAGS) throw new RangeError(`at most ${MAX_TAGS} tags`);
  const alt: readonly Field[] = picture === undefined || picture.alt === '' ? [] : [['alt', picture.alt]];
  const map = encodeMap(
    [
      ['app', app],
      ['type', 'post'],
      ...alt,
      ...warningFields(warning),
      ...versionFields(replaces),
      ...placeFields(draft, to),
    ],
    tags,
  );
  const tapes = [
    ...(fitsTape(text) ? [encodeB(text, 'text/plain')] : []),
    ...(picture === undefined ? [] : [encodeFile(picture)]),
    map,
  ];
  return { sats: 1, script: concatBytes([...envelope, encodeTapes(tapes)]) };
}

/**
 * A post: `envelope | P2PKH | OP_RETURN B | MAP`, with a `.bitter` body when a handle is given, else the text itself.
 *
 * @throws {RangeError} when the text is empty or not well-formed Unicode, or the handle, a tag or the context cannot be
 * written.
 */
export const encodePost = (post: PostDraft): OutputDraft => encodeWords(post);

/** A reply: a post that names the output it answers. Throws like {@link encodePost}. */
export const encodeReply = (reply: PostDraft & { readonly to: Outpoint }): OutputDraft =>
  encodeWords(reply, reply.to);

/**
 * A claim of the handle `name.bitter`.
 *
 * @throws {RangeError} when the name is not 1 to 32 of a-z, 0-9, `_` and `-`.
 */
export const encodeHandleClaim = (name: string, owner: Uint8Array): OutputDraft => ({
  sats: 1,
  script: concatBytes(inscribe(encodeBitterClaim(name), owner)),
});

/** A claim of a district or a parcel. Throws a RangeError for numbers that are no height or index. */
const encodeBitmapClaim = (claim: BitmapClaim, owner: Uint8Array): OutputDraft => ({
  sats: 1,
  script: concatBytes(inscribe(encodeBitmapBody(claim), owner)),
});

/** A claim of the district at `height`. @throws {RangeError} when `height` is not an unsigned 32-bit number. */
export const encodeDistrictClaim = (height: number, owner: Uint8Array): OutputDraft =>
  encodeBitmapClaim({ kind: 'district', height }, owner);

/** A claim of a parcel. The transaction must spend the district's output as input 0 and return it at output 0. */
export const encodeParcelClaim = (index: number, height: number, owner: Uint8Array): OutputDraft =>
  encodeBitmapClaim({ kind: 'parcel', index, height }, owner);

/** An output that nobody can spend, with one tape. */
const encodeData = (tape: Uint8Array): OutputDraft => ({
  sats: 0,
  script: concatBytes([Uint8Array.of(OP.FALSE), encodeTapes([tape])]),
});

const encodeAction = (fields: readonly Field[], app: string): OutputDraft =>
  encodeData(encodeMap([['app', app], ...fields]));

/** A like. Some readers look for `tx` alone and some for its context, so both are written. */
export const encodeLike = (target: Txid, app = DEFAULT_APP): OutputDraft =>
  encodeAction(
    [
      ['type', 'like'],
      ['context', 'tx'],
      ['tx', target],
    ],
    app,
  );

/** Takes an earlier like back. */
export const encodeUnlike = (target: Txid, app = DEFAULT_APP): OutputDraft =>
  encodeAction(
    [
      ['type', 'unlike'],
      ['context', 'tx'],
      ['tx', target],
    ],
    app,
  );

/** Passes somebody's post on. */
export const encodeRepost = (target: Txid, app = DEFAULT_APP): OutputDraft =>
  encodeAction(
    [
      ['type', 'repost'],
      ['tx', target],
    ],
    app,
  );

function encodeFollowing(
  type: 'follow' | 'unfollow',
  bapId: string,
  app: string,
  address: string | undefined,
): OutputDraft {
  if (!isBapId(bapId)) throw new RangeError(`not an identity: ${bapId.slice(0, 40).toWellFormed()}`);
  if (address !== undefined && bapIdOf(address) !== bapId)
    throw new RangeError('the identity of another address');
  return encodeAction(
    [['type', type], ['bapID', bapId], ...(address === undefined ? [] : [['address', address] as const])],
    app,
  );
}

/**
 * Follows an identity (BAP). `address`: that of its root, for readers who find no record of the identity.
 *
 * @throws {RangeError} when `bapId` cannot be one, or is not that of `address`.
 */
export const encodeFollow = (bapId: string, app = DEFAULT_APP, address?: string): OutputDraft =>
  encodeFollowing('follow', bapId, app, address);

/** Takes an earlier follow back. Throws like {@link encodeFollow}. */
export const encodeUnfollow = (bapId: string, app = DEFAULT_APP, address?: string): OutputDraft =>
  encodeFollowing('unfollow', bapId, app, address);

/** Names the signing address of an identity, `0` to end it. Throws like {@link encodeBapId}. */
export const encodeIdentity = (bapId: string, address: string): OutputDraft =>
  encodeData(encodeBapId(bapId, address));

/** Says who an identity is. Throws like {@link encodeAlias}. */
export const encodeProfile = (bapId: string, alias: Alias): OutputDraft =>
  encodeData(encodeAlias(bapId, alias));

/** Attests the hash of a statement, or takes that back. Throws like {@link encodeAttestation}. */
export const encodeStatement = (attestation: Parameters<typeof encodeAttestation>[0]): OutputDraft =>
  encodeData(encodeAttestation(attestation));
