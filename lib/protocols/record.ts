import * as z from 'zod/mini';
import { isOutpoint, isTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';

// What a record says, once its protocol is known. Nothing here is checked against the chain: a record names authors,
// targets and handles, and the ledger decides which of those claims hold.

const txid = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value));
const outpoint = z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value));
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const issue = z.custom<Issue>((value) => typeof value === 'object' && value !== null && 'code' in value);
const issues = z.readonly(z.array(issue));

/**
 * A signature that the record carries, not yet verified (see signature.ts). Its address is text from the chain.
 */
const signatureClaim = z.object({
  form: z.enum(['sigma', 'aip']),
  algorithm: z.string(),
  address: z.string(),
});

/** What every record has. `issues` are what was odd and yet read; screens may show them. */
const base = {
  /** The application that says it wrote the record (`app` in MAP). */
  app: z.exactOptional(z.string()),
  /** Words that the output is filed under (`tags` in MAP), also where they stand in an output of their own. */
  tags: z.exactOptional(z.readonly(z.array(z.string()))),
  signature: z.exactOptional(signatureClaim),
  issues,
};

const content = {
  /** Media type without parameters, lower case; of media the one that the bytes have. */
  contentType: z.string(),
  /** A view into the transaction. */
  body: bytes,
};

/** Where a post says it belongs besides the feed: `{ name: 'geohash', value: 'dhxnd1' }`. */
const context = z.object({ name: z.string(), value: z.string() });

const words = {
  text: z.string(),
  /** Media type of the text without parameters: text/plain or text/markdown, mostly. */
  contentType: z.string(),
  /** The `name` of `name.bitter`, as the record says it. */
  handle: z.exactOptional(z.string()),
  /** Where the words came from: a `.bitter` envelope, a text envelope, or a B tape alone. */
  via: z.enum(['bitter', 'text', 'bsocial']),
  context: z.exactOptional(context),
  /** What narrows the context: the provider of a video, for one. */
  subcontext: z.exactOptional(context),
  /** Why a reader should be asked before these words are shown; empty when no reason is given. */
  warning: z.exactOptional(z.string()),
  /** The output of the earlier post that these words say they are a new version of. */
  replaces: z.exactOptional(outpoint),
  /** A picture or other medium in the same output. */
  media: z.exactOptional(z.object({ ...content, alt: z.exactOptional(z.string()) })),
  ...base,
};

/** What is answered: a transaction, with output or inscription id where they are known, or a bare inscription number. */
const replyTarget = z.union([
  z.object({ txid, vout: z.exactOptional(z.number()), ordinal: z.exactOptional(z.string()) }),
  z.object({ ordinal: z.string() }),
]);

const target = z.object({ txid });
const action = { target, emoji: z.exactOptional(z.string()), ...base };
const bapAction = { bapId: z.string(), ...base };
/** `key`: hash160 (hex) of the root, where the record has its address and the id is a hash of that. */
const following = { key: z.exactOptional(z.string()), ...bapAction };
const media = { filename: z.exactOptional(z.string()), ...content, ...base };

/** The union of all records, told apart by `kind`. Types are inferred from it; tests hold every decoder to it. */
export const protocolRecord = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('handle'), name: z.string(), ...base }),
  z.object({ kind: z.literal('post'), ...words }),
  z.object({ kind: z.literal('reply'), target: replyTarget, ...words }),
  z.object({
    kind: z.literal('message'),
    text: z.string(),
    contentType: z.string(),
    /** The body when it is encrypted; then `text` is empty. */
    encrypted: z.exactOptional(bytes),
    channel: z.exactOptional(z.string()),
    /** Identity that a private message is for. */
    bapId: z.exactOptional(z.string()),
    ...base,
  }),
  z.object({ kind: z.literal('like'), ...action }),
  z.object({ kind: z.literal('unlike'), ...action }),
  z.object({ kind: z.literal('repost'), ...action }),
  z.object({ kind: z.literal('follow'), ...following }),
  z.object({ kind: z.literal('unfollow'), ...following }),
  z.object({
    kind: z.literal('profile'),
    name: z.exactOptional(z.string()),
    description: z.exactOptional(z.string()),
    image: z.exactOptional(z.string()),
    /** The inscription that their handle opens. */
    page: z.exactOptional(outpoint),
    ...bapAction,
  }),
  /** An identity's current signing address; the address `0` ends the identity. */
  z.object({ kind: z.literal('identity'), address: z.string(), ...bapAction }),
  z.object({
    kind: z.literal('attestation'),
    hash: z.string(),
    sequence: z.number(),
    revoked: z.boolean(),
    ...base,
  }),
  z.object({ kind: z.literal('district'), height: z.number(), ...base }),
  z.object({ kind: z.literal('parcel'), index: z.number(), height: z.number(), ...base }),
  z.object({ kind: z.literal('image'), ...media }),
  z.object({ kind: z.literal('audio'), ...media }),
  z.object({ kind: z.literal('video'), ...media }),
  z.object({ kind: z.literal('model'), ...media }),
  z.object({ kind: z.literal('page'), ...media }),
  z.object({ kind: z.literal('text'), text: z.string(), ...media }),
  /** `value` is as JSON.parse made it: copy the fields that you name. */
  z.object({ kind: z.literal('json'), text: z.string(), value: z.unknown(), ...media }),
  z.object({
    kind: z.literal('unknown'),
    /** The protocol that the record names but breaks; absent when nobody claims it. */
    protocol: z.exactOptional(z.string()),
    contentType: z.exactOptional(z.string()),
    contentEncoding: z.exactOptional(z.string()),
    body: z.exactOptional(bytes),
    ...base,
  }),
]);

export type ProtocolRecord = z.infer<typeof protocolRecord>;
export type RecordKind = ProtocolRecord['kind'];
/** The record of one kind: `RecordOf<'post'>`. */
export type RecordOf<Kind extends RecordKind> = Extract<ProtocolRecord, { kind: Kind }>;
export type SignatureClaim = z.infer<typeof signatureClaim>;
export type ReplyTarget = z.infer<typeof replyTarget>;
export type PostContext = z.infer<typeof context>;
export type MediaContent = z.infer<typeof words.media>;
