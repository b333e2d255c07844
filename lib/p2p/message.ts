import * as z from 'zod/mini';
import { isBlockHash, isTxid, type BlockHash, type Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { HEADER_BYTES, splitHeaders } from '#lib/chain/header.ts';
import { NETWORKS } from '#lib/chain/network.ts';
import {
  DRAWER_DIGITS,
  FILM_PARTS_AT_ONCE,
  MAX_ADDRESS_LENGTH,
  MAX_ANSWER_BYTES,
  MAX_DRAWER_DIGITS,
  MAX_GOSSIP_ADDRESSES,
  MAX_GOSSIP_BYTES,
  MAX_GOSSIP_MEDIA,
  MAX_GOSSIP_TXIDS,
  MAX_HEADERS_BYTES,
  MAX_PROOF_TXIDS,
  MAX_QUESTION_BYTES,
  MAX_RECENT_TXIDS,
} from './limits.ts';

// What neighbours say to one another in JSON: small, and cut off before it is parsed. What fills an answer goes as bytes, in
// `given-message.ts` and `reconcile-message.ts`.

const txid = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value));
const network = z.enum(NETWORKS);
const version = z.literal(1);
/** A large transaction, and the root of its bytes (`media-list.ts`) in hex. */
const offerSchema = z.object({ txid, root: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

/**
 * "I hold these, and am found there." Addresses are the sender's own: each ends in its PeerId. Without txids it says
 * hello, unless it names media: whoever holds something answers with an announcement.
 */
const announcementSchema = z.object({
  v: version,
  txids: z.array(txid).check(z.maxLength(MAX_GOSSIP_TXIDS)),
  addrs: z.array(z.string().check(z.maxLength(MAX_ADDRESS_LENGTH))).check(z.maxLength(MAX_GOSSIP_ADDRESSES)),
  /** What it holds that is too large for the shelf, and may be asked for in parts. */
  media: z.exactOptional(z.array(offerSchema).check(z.maxLength(MAX_GOSSIP_MEDIA))),
  /** The PeerId by which the same device is found through relays. Its word alone: screens count a device once by it. */
  of: z.exactOptional(z.string().check(z.regex(/^[1-9A-HJ-NP-Za-km-z]{46,64}$/))),
});

/** "What do you hold?", from the newest on, or on from a mark of the last answer. */
const recentQuestionSchema = z.object({ v: version, network, before: z.exactOptional(z.number()) });
const recentAnswerSchema = z.object({
  v: version,
  txids: z.array(txid).check(z.maxLength(MAX_RECENT_TXIDS)),
  /** Where to go on; absent at the end. */
  before: z.exactOptional(z.number()),
});

/** "What do you hold whose txid begins so?" */
const drawerQuestionSchema = z.object({
  v: version,
  network,
  begins: z.string().check(z.regex(new RegExp(`^[0-9a-f]{${DRAWER_DIGITS},${MAX_DRAWER_DIGITS}}$`))),
});

/** "Which blocks are these in?" What is in none, or not held, is left out of the answer. */
const proofQuestionSchema = z.object({
  v: version,
  network,
  txids: z.array(txid).check(z.minLength(1), z.maxLength(MAX_PROOF_TXIDS)),
});

/** "Which headers follow?" The answer is the headers themselves, 80 bytes each. */
const blockQuestionSchema = z.object({
  v: version,
  network,
  hash: z.custom<BlockHash>((value) => typeof value === 'string' && isBlockHash(value)),
});
/** "Which parts does it have?", or "Give me that part, and some behind it." */
const mediaQuestionSchema = z.object({
  v: version,
  network,
  txid,
  part: z.exactOptional(z.int().check(z.nonnegative())),
  /** So many from that one on, where there are: whoever does not know of this gives one. */
  parts: z.exactOptional(z.int().check(z.minimum(1), z.maximum(FILM_PARTS_AT_ONCE))),
});
const headersQuestionSchema = z.object({ v: version, network, from: z.int().check(z.nonnegative()) });

export type Announcement = z.infer<typeof announcementSchema>;
export type MediaOffer = z.infer<typeof offerSchema>;
export type RecentAnswer = z.infer<typeof recentAnswerSchema>;

/** Reads bytes of a neighbour as `schema`; `undefined` for anything else, or too long. */
function reader<T>(schema: z.ZodMiniType<T>, maxBytes: number): (bytes: Uint8Array) => T | undefined {
  return (bytes) => {
    if (bytes.length > maxBytes) return undefined;
    const text = decodeUtf8(bytes);
    const parsed = text === undefined ? undefined : parseJson(text);
    return parsed?.ok === true ? schema.safeParse(parsed.value).data : undefined;
  };
}

export const readAnnouncement = reader(announcementSchema, MAX_GOSSIP_BYTES);
export const readRecentQuestion = reader(recentQuestionSchema, MAX_QUESTION_BYTES);
export const readRecentAnswer = reader(recentAnswerSchema, MAX_ANSWER_BYTES);
export const readDrawerQuestion = reader(drawerQuestionSchema, MAX_QUESTION_BYTES);
export const readProofQuestion = reader(proofQuestionSchema, MAX_QUESTION_BYTES);
export const readBlockQuestion = reader(blockQuestionSchema, MAX_QUESTION_BYTES);
export const readMediaQuestion = reader(mediaQuestionSchema, MAX_QUESTION_BYTES);
export const readHeadersQuestion = reader(headersQuestionSchema, MAX_QUESTION_BYTES);

/** Whole headers, as many as there are; empty for anything else. */
export const readHeadersAnswer = (bytes: Uint8Array): Uint8Array[] =>
  bytes.length % HEADER_BYTES === 0 && bytes.length <= MAX_HEADERS_BYTES ? splitHeaders(bytes) : [];

/** Bytes become hex; everything else is JSON as it stands. */
export const encodeMessage = (message: object): Uint8Array<ArrayBuffer> =>
  encodeUtf8(
    JSON.stringify(message, (_key, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value)),
  );
