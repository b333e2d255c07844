import * as z from 'zod/mini';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { NETWORKS, type Network } from '#lib/chain/network.ts';
import type { KdfParams } from '#lib/store/core-rows.ts';
import type { KeyLayout } from './keys.ts';
import { freshKdf, keyOfPassphrase } from './passphrase.ts';
import { VaultError } from './vault-error.ts';
import { SECRET_BYTES } from './words.ts';

// A copy of the key as a file: JSON that says what it is, which network it is of and how its passphrase becomes a key
// (argon2id), and around the secret AES-256-GCM, which authenticates all of that. docs/keys.md has the form.

/** Nothing longer is looked at; ours have about 400. */
const MOST_CHARACTERS = 4_096;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** The layout's number, then the secret. */
const OPEN_BYTES = 1 + SECRET_BYTES;

export type BackupFile = {
  readonly network: Network;
  /** Milliseconds since 1970; whole seconds. */
  readonly madeAt: number;
  readonly kdf: KdfParams;
  readonly iv: Uint8Array;
  readonly sealed: Uint8Array;
};

/** What a file gives back. The caller clears the secret. */
export type BackedUp = { readonly secret: Uint8Array<ArrayBuffer>; readonly layout: KeyLayout };

const hexOf = (least: number, most: number) =>
  z.string().check(
    z.regex(/^(?:[0-9a-f]{2})*$/),
    z.refine((hex) => hex.length >= 2 * least && hex.length <= 2 * most),
  );

/** The schema has seen that it is hex. */
const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);

const fileSchema = z.strictObject({
  nabo: z.literal('key'),
  version: z.literal(1),
  network: z.enum(NETWORKS),
  madeAt: z.iso.datetime(),
  /** The bounds are those of the vault: what we are willing to do for a file that says so. */
  kdf: z.strictObject({
    name: z.literal('argon2id'),
    memoryKiB: z.number().check(z.int(), z.minimum(8), z.maximum(262_144)),
    passes: z.number().check(z.int(), z.minimum(1), z.maximum(12)),
    lanes: z.literal(1),
    salt: hexOf(16, 64),
  }),
  iv: hexOf(IV_BYTES, IV_BYTES),
  sealed: hexOf(OPEN_BYTES + TAG_BYTES, OPEN_BYTES + TAG_BYTES),
});

/** The text of a file. {@link decodeBackup} gives the same back. */
export function encodeBackup({ network, madeAt, kdf, iv, sealed }: BackupFile): string {
  const file: z.infer<typeof fileSchema> = {
    nabo: 'key',
    version: 1,
    network,
    madeAt: new Date(madeAt).toISOString(),
    kdf: { ...kdf, lanes: 1, salt: toHex(kdf.salt) },
    iv: toHex(iv),
    sealed: toHex(sealed),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Reads a file's text: `not-a-copy` for anything else, `newer-copy` for one of a later version. Opens nothing. */
export function decodeBackup(text: string): Result<BackupFile> {
  const json = text.length > MOST_CHARACTERS ? undefined : parseJson(text);
  if (json?.ok !== true) return fail(issue('not-a-copy', 'no JSON of a copy'));
  const later = z.object({ nabo: z.literal('key'), version: z.number() }).safeParse(json.value);
  if (later.success && later.data.version > 1)
    return fail(issue('newer-copy', `version ${later.data.version}`));
  const parsed = fileSchema.safeParse(json.value);
  if (!parsed.success) return fail(issue('not-a-copy', 'not the form of a copy'));
  const { network, madeAt, kdf, iv, sealed } = parsed.data;
  return ok({
    network,
    madeAt: Date.parse(madeAt),
    kdf: { ...kdf, salt: bytesOf(kdf.salt) },
    iv: bytesOf(iv),
    sealed: bytesOf(sealed),
  });
}

/** Seals a secret under a passphrase, and opens it again before giving it out. */
export async function sealBackup(
  { secret, layout }: BackedUp,
  network: Network,
  madeAt: number,
  passphrase: string,
  kdf: KdfParams = freshKdf(),
): Promise<BackupFile> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const base = { network, madeAt: Math.floor(madeAt / 1_000) * 1_000, kdf, iv };
  const open = Uint8Array.of(layout, ...secret);
  const key = await importKey(await keyOfPassphrase(passphrase, kdf), 'encrypt');
  const sealed = new Uint8Array(await crypto.subtle.encrypt(sealing(base), key, open));
  open.fill(0);
  return { ...base, sealed };
}

/** @throws {VaultError} `wrong` when the passphrase is another, or the file was changed; `broken` for what we never wrote. */
export async function openBackup(file: BackupFile, passphrase: string): Promise<BackedUp> {
  const key = await importKey(await keyOfPassphrase(passphrase, file.kdf), 'decrypt');
  let open: Uint8Array<ArrayBuffer>;
  try {
    open = new Uint8Array(await crypto.subtle.decrypt(sealing(file), key, file.sealed.slice()));
  } catch (cause) {
    throw new VaultError('wrong', 'the file does not open', { cause });
  }
  const [layout] = open;
  if (open.length !== OPEN_BYTES || (layout !== 1 && layout !== 2))
    throw new VaultError('broken', 'a copy of another kind');
  const secret = open.slice(1);
  open.fill(0);
  return { secret, layout };
}

const sealing = ({ network, madeAt, kdf, iv }: Omit<BackupFile, 'sealed'>): AesGcmParams => ({
  name: 'AES-GCM',
  iv: iv.slice(),
  additionalData: encodeUtf8(
    `nabo key file 1 ${network} ${madeAt} ${kdf.name} ${kdf.memoryKiB} ${kdf.passes} ${kdf.lanes} ${toHex(kdf.salt)}`,
  ),
  tagLength: 128,
});

async function importKey(bytes: Uint8Array<ArrayBuffer>, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [usage]);
  bytes.fill(0);
  return key;
}
