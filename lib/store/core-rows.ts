import * as z from 'zod/mini';
import {
  isBlockHash,
  isOutpoint,
  isSats,
  isTxid,
  type BlockHash,
  type Outpoint,
  type Txid,
} from '#lib/bytes/brand.ts';
import { NETWORKS } from '#lib/chain/network.ts';
import type { Failure, StoredIntent, PostPicture, Publication, SignedTx } from '#lib/publish/publication.ts';
import type { Allowance } from '#lib/wallet/allowance.ts';
import type { Coin } from '#lib/wallet/coins.ts';

// The rows of `nabo-core`, checked whenever they are read: another tab may run another build.

const txid = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value));
const blockHash = z.custom<BlockHash>((value) => typeof value === 'string' && isBlockHash(value));
const outpoint = z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value));
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const count = z.number().check(z.int(), z.minimum(0));
const sats = z.number().check(z.refine(isSats));
const milliseconds = z.number().check(z.minimum(0));
const hash160 = z.string().check(z.regex(/^[0-9a-f]{40}$/));

/** Longest text of a draft or an intent, in characters. What may be published is decided by the protocols. */
const MAX_TEXT = 100_000;
const text = z.string().check(z.maxLength(MAX_TEXT));
const shortText = z.string().check(z.maxLength(1_000));

/** A picture is written within one script, and broadcasters take none above 500,000 bytes. */
const MAX_PICTURE = 400_000;
const pictureSchema: z.ZodMiniType<PostPicture> = z.object({
  body: z.custom<Uint8Array<ArrayBuffer>>(
    (value) => value instanceof Uint8Array && value.length > 0 && value.length <= MAX_PICTURE,
  ),
  contentType: z.enum(['image/webp', 'image/jpeg', 'image/png']),
  alt: shortText,
});

const words = {
  text,
  handle: z.exactOptional(shortText),
  picture: z.exactOptional(pictureSchema),
  warning: z.exactOptional(shortText),
  replaces: z.exactOptional(outpoint),
};

const file = {
  body: z.custom<Uint8Array<ArrayBuffer>>(
    (value) => value instanceof Uint8Array && value.length > 0 && value.length <= MAX_PICTURE,
  ),
  contentType: shortText,
  name: z.exactOptional(shortText),
};

/** The picture of a profile travels inside its record. */
const MAX_IMAGE = 16_000;

/** The longest script of an output that can be moved: that of a claim is a hundred bytes or two. */
const MAX_MOVED_SCRIPT = 10_000;
const moved = {
  from: outpoint,
  script: z.exactOptional(
    z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= MAX_MOVED_SCRIPT),
  ),
};

/** Devices that are linked; 0 is the first, which nobody links. */
const deviceNumber = z.number().check(z.int(), z.minimum(1), z.maximum(7));

/** Posts that go on with the first of a draft. */
const MOST_MORE = 15;

/** What a person wants to write, from a screen or from the outbox. */
export const intentSchema: z.ZodMiniType<StoredIntent> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('post'), ...words }),
  z.object({ kind: z.literal('reply'), to: outpoint, ...words }),
  z.object({ kind: z.literal('like'), to: txid }),
  z.object({ kind: z.literal('repost'), to: txid }),
  z.object({
    kind: z.literal('follow'),
    of: z.union([z.strictObject({ bapId: shortText }), z.strictObject({ key: hash160 })]),
    on: z.boolean(),
  }),
  z.object({ kind: z.literal('claim-handle'), name: shortText }),
  z.object({ kind: z.literal('claim-district'), height: count }),
  z.object({
    kind: z.literal('profile'),
    name: z.exactOptional(shortText),
    description: z.exactOptional(shortText),
    image: z.exactOptional(z.string().check(z.maxLength(MAX_IMAGE))),
    page: z.exactOptional(outpoint),
  }),
  z.object({ kind: z.literal('cut-parcel'), index: count, height: count, ...moved }),
  z.object({ kind: z.literal('adorn'), what: shortText, parent: outpoint, ...file, ...moved }),
  z.object({ kind: z.literal('hand-on'), what: shortText, to: shortText, ...moved }),
  z.object({
    kind: z.literal('invite'),
    number: z.number().check(z.int(), z.minimum(0), z.maximum(0x7fff_ffff)),
    to: shortText,
    sats,
    posts: count,
    follows: z.array(hash160).check(z.maxLength(10)),
  }),
  z.object({ kind: z.literal('take-in'), from: outpoint, sats, posts: count, own: z.boolean() }),
  z.object({ kind: z.literal('pay'), to: shortText, sats, thanks: z.exactOptional(outpoint) }),
  z.object({ kind: z.literal('sweep'), from: shortText, sats }),
  z.object({
    kind: z.literal('link-device'),
    number: deviceNumber,
    key: hash160,
    to: shortText,
    coins: z.number().check(z.int(), z.minimum(0), z.maximum(8)),
    each: sats,
  }),
  z.object({ kind: z.literal('end-device'), number: deviceNumber }),
  z.object({ kind: z.literal('inscribe'), ...file }),
  z.object({ kind: z.literal('continue'), after: shortText, ...words }),
  z.object({ kind: z.literal('next-file'), after: shortText, ...file }),
  z.object({
    kind: z.literal('site'),
    after: shortText,
    name: z.exactOptional(shortText),
    files: z
      .array(z.object({ path: shortText, of: shortText }))
      .check(z.minLength(1), z.maxLength(MOST_MORE)),
  }),
]);

const signedTxSchema: z.ZodMiniType<SignedTx> = z.object({
  txid,
  raw: bytes,
  ef: bytes,
  inputs: z.array(outpoint),
  feeSats: sats,
});

const failureSchema: z.ZodMiniType<Failure> = z.object({
  code: shortText,
  detail: shortText,
  broadcaster: z.exactOptional(shortText),
});

/** A publication as the outbox holds it. */
export const publicationSchema: z.ZodMiniType<Publication> = z.object({
  id: shortText,
  network: z.enum(NETWORKS),
  createdAt: milliseconds,
  intent: intentSchema,
  next: z.exactOptional(shortText),
  state: z.enum(['draft', 'queued', 'sent', 'seen', 'in-block', 'failed']),
  payer: z.exactOptional(z.enum(['brc100', 'yours'])),
  shown: z.exactOptional(sats),
  approved: z.exactOptional(sats),
  tx: z.exactOptional(signedTxSchema),
  earlier: z.exactOptional(z.array(signedTxSchema)),
  attempts: count,
  contested: z.exactOptional(count),
  avoid: z.exactOptional(shortText),
  place: z.exactOptional(z.object({ height: count, hash: blockHash, index: count, time: count })),
  failure: z.exactOptional(failureSchema),
  waiting: z.exactOptional(failureSchema),
  forgotten: z.exactOptional(z.literal(true)),
  revision: count,
});

/** An output that our key can spend. */
export const coinSchema: z.ZodMiniType<Coin> = z.object({
  outpoint,
  sats,
  script: bytes,
  status: z.enum(['free', 'reserved', 'spent', 'void']),
  from: z.exactOptional(shortText),
  by: z.exactOptional(shortText),
  held: z.exactOptional(shortText),
  depth: count,
  doubt: count,
});

const draftPart = z.object({
  text,
  picture: z.exactOptional(pictureSchema),
  warning: z.exactOptional(shortText),
});

/** The unsent words of a place: `new`, or the outpoint that is answered. */
export const draftRowSchema = z.object({
  place: shortText,
  text,
  picture: z.exactOptional(pictureSchema),
  warning: z.exactOptional(shortText),
  more: z.exactOptional(z.readonly(z.array(draftPart).check(z.maxLength(MOST_MORE)))),
  savedAt: milliseconds,
});
export type DraftRow = z.infer<typeof draftRowSchema>;

/** Satoshis that are spent without asking, and in which hours (since 1970) so many were. */
const allowanceSchema: z.ZodMiniType<Allowance> = z.object({
  each: sats,
  day: sats,
  quiet: z.exactOptional(sats),
  spent: z.readonly(z.array(z.object({ hour: count, sats })).check(z.maxLength(48))),
});

/** The public side of the keys on this device. There is one account; `id` is always `main`. */
export const accountRowSchema = z.object({
  id: z.literal('main'),
  /** Hash160 of the key that signs posts, in hex: who a person is to readers. */
  key: hash160,
  /** Where coins come to. */
  address: z.string().check(z.maxLength(64)),
  /** Hash160 of the key that holds handles and plots, in hex. Absent in rows of older builds, until they are opened. */
  holder: z.exactOptional(hash160),
  /** Where the keys lie below the secret (lib/wallet/keys.ts). Absent: 1. */
  layout: z.exactOptional(z.union([z.literal(1), z.literal(2)])),
  /** Which of the key's devices this is: where its coins lie. Absent: 0, the first. */
  device: z.exactOptional(z.int().check(z.minimum(0), z.maximum(7))),
  /** It was linked by another device, which has the words and the holder's key. */
  linked: z.exactOptional(z.literal(true)),
  /** What its link said that the person's posts carry: used until the claim is read, which decides. */
  handle: z.exactOptional(shortText),
  createdAt: milliseconds,
  /** Names us to a broadcaster's event stream; random, and no use for anything else. */
  callbackToken: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** When a copy was made of which we know that it opens: an encrypted file, the words as a person gave them back. */
  copies: z.exactOptional(
    z.object({ file: z.exactOptional(milliseconds), words: z.exactOptional(milliseconds) }),
  ),
  /** What may be spent without asking, and what was (lib/wallet/allowance.ts). Absent: what a new account has. */
  allowance: z.exactOptional(allowanceSchema),
  /** The key was brought back, and its coins are still to be looked for. */
  coinsWanted: z.exactOptional(z.literal(true)),
});
export type AccountRow = z.infer<typeof accountRowSchema>;

const sealedSchema = z.object({ iv: bytes, sealed: bytes });

/** How a passphrase becomes a key. The bounds are what we do for a row or a file that says so: half a minute, 256 MiB. */
export const kdfSchema = z.object({
  name: z.literal('argon2id'),
  memoryKiB: z.number().check(z.int(), z.minimum(8), z.maximum(262_144)),
  passes: z.number().check(z.int(), z.minimum(1), z.maximum(12)),
  lanes: z.literal(1),
  salt: z.custom<Uint8Array>((salt) => salt instanceof Uint8Array && salt.length >= 16 && salt.length <= 64),
});
export type KdfParams = z.infer<typeof kdfSchema>;

/** The data key, wrapped by one of the ways that open it. */
const wrapSchema = z.discriminatedUnion('kind', [
  /** By a key that the browser keeps and no script can export: opens without asking anybody. */
  z.object({
    kind: z.literal('device'),
    key: z.custom<CryptoKey>((value) => value instanceof CryptoKey),
    ...sealedSchema.shape,
  }),
  z.object({ kind: z.literal('passphrase'), kdf: kdfSchema, ...sealedSchema.shape }),
  /** By what a passkey computes (WebAuthn PRF) over `salt`. `credential` is its id. */
  z.object({ kind: z.literal('passkey'), credential: bytes, salt: bytes, ...sealedSchema.shape }),
  z.object({ kind: z.literal('words'), ...sealedSchema.shape }),
]);
export type VaultWrap = z.infer<typeof wrapSchema>;

/** Before there was more than one way in. */
const vaultRow1Schema = z.object({
  id: z.literal('main'),
  version: z.literal(1),
  wrappingKey: z.custom<CryptoKey>((value) => value instanceof CryptoKey),
  dataKey: sealedSchema,
  secret: sealedSchema,
});
export type VaultRow1 = z.infer<typeof vaultRow1Schema>;

const vaultRow2Schema = z.object({
  id: z.literal('main'),
  version: z.literal(2),
  /** Random, 16 bytes: authenticated with every part, so that none can stand in another vault. */
  binding: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 16),
  /** Grows with every change: the compare-and-set of the vault. */
  revision: count,
  /** Sealed with the data key. */
  secret: sealedSchema,
  /** Of a linked device: its own keys. Absent: the secret behind the words. */
  holds: z.exactOptional(z.literal('device')),
  /** The data key, once for each way in. */
  wraps: z.array(wrapSchema).check(z.minLength(1), z.maxLength(8)),
});
export type VaultRow2 = z.infer<typeof vaultRow2Schema>;

/** The secret behind the account, sealed. */
export const vaultRowSchema = z.discriminatedUnion('version', [vaultRow1Schema, vaultRow2Schema]);
export type VaultRow = z.infer<typeof vaultRowSchema>;
