import { outpointTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { OP, p2pkhScript } from '#lib/chain/script.ts';
import { AIP_PREFIX, encodeEnvelope } from '#lib/envelopes/index.ts';
import { encodeB } from './b.ts';
import { encodeBitmapBody, parseBitmap, type BitmapClaim } from './bitmap.ts';
import { encodeBitter, encodeBitterClaim, parseBitter } from './bitter.ts';
import { encodeMap } from './map.ts';
import { encodeTapes } from './tape.ts';

// The outputs that we write, each one readable by every application we know: the envelope for ordinals, B and MAP for
// Bitcoin Schema. A SIGMA tape is appended by the signer (sigma.ts), which alone knows the key and the inputs.

const TEXT = 'text/plain;charset=utf-8';
const MARKDOWN = 'text/markdown;charset=utf-8';
const DEFAULT_APP = 'nabo';

/** An output to be signed and funded: `sats` is 1 for inscriptions and 0 for actions, which nobody can spend. */
export type OutputDraft = { readonly sats: 0 | 1; readonly script: Uint8Array<ArrayBuffer> };

/** What a post says, and the key hash (20 bytes) that its output pays to. `handle` is a name without `.bitter`. */
export type PostDraft = {
  readonly text: string;
  readonly owner: Uint8Array;
  readonly handle?: string;
  readonly app?: string;
};

const inscribe = (body: string, owner: Uint8Array, contentType = TEXT): Uint8Array[] => [
  encodeEnvelope({ contentType, body: encodeUtf8(body) }),
  p2pkhScript(owner),
];

/**
 * Words alone in a text/plain envelope can be a claim or a token order, which nobody meant by posting them. Registries
 * look at text/plain and JSON only, so such words travel as Markdown.
 */
const isCommand = (text: string): boolean =>
  /^\s*[[{]/.test(text) || parseBitter(text) !== undefined || parseBitmap(text) !== undefined;

/** Two texts would be taken for the start of another tape, so they stand in the envelope alone. */
const fitsTape = (text: string): boolean => text !== '|' && text !== AIP_PREFIX;

function encodeWords(draft: PostDraft, to?: Outpoint): OutputDraft {
  const { text, owner, handle, app = DEFAULT_APP } = draft;
  if (text === '' || !text.isWellFormed()) throw new RangeError('a post has words, in well-formed Unicode');
  const ordinal = to === undefined ? {} : { ordinal: to };
  const envelope =
    handle === undefined
      ? inscribe(text, owner, isCommand(text) ? MARKDOWN : TEXT)
      : inscribe(encodeBitter({ name: handle, content: text, ...ordinal }), owner);
  const answered =
    to === undefined
      ? []
      : ([
          ['context', 'tx'],
          ['tx', outpointTxid(to)],
        ] as const);
  const map = encodeMap([['app', app], ['type', 'post'], ...answered]);
  const tapes = fitsTape(text) ? [encodeB(text, 'text/plain'), map] : [map];
  return { sats: 1, script: concatBytes([...envelope, encodeTapes(tapes)]) };
}

/**
 * A post: `envelope | P2PKH | OP_RETURN B | MAP`, with a `.bitter` body when a handle is given, else the text itself.
 *
 * @throws {RangeError} when the text is empty or not well-formed Unicode, or the handle cannot be written.
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

const encodeAction = (fields: readonly (readonly [string, string])[], app: string): OutputDraft => ({
  sats: 0,
  script: concatBytes([Uint8Array.of(OP.FALSE), encodeTapes([encodeMap([['app', app], ...fields])])]),
});

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

export const encodeRepost = (target: Txid, app = DEFAULT_APP): OutputDraft =>
  encodeAction(
    [
      ['type', 'repost'],
      ['tx', target],
    ],
    app,
  );

/** Follows an identity (BAP). */
export const encodeFollow = (bapId: string, app = DEFAULT_APP): OutputDraft =>
  encodeAction(
    [
      ['type', 'follow'],
      ['bapID', bapId],
    ],
    app,
  );

export const encodeUnfollow = (bapId: string, app = DEFAULT_APP): OutputDraft =>
  encodeAction(
    [
      ['type', 'unfollow'],
      ['bapID', bapId],
    ],
    app,
  );
