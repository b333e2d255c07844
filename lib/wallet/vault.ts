import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { KdfParams, VaultRow, VaultRow1, VaultRow2, VaultWrap } from '#lib/store/core-rows.ts';
import { DEVICE_SECRET_BYTES } from './device-secret.ts';
import { freshKdf, keyOfPassphrase } from './passphrase.ts';
import { VaultError } from './vault-error.ts';
import { SECRET_BYTES } from './words.ts';

/**
 * The vault keeps the account's secret on this device. The secret is sealed with a random data key (AES-256-GCM), and that
 * key is wrapped once for each way in: by a WebCrypto key which the browser keeps and no script can export, by a
 * passphrase (argon2id), by what a passkey computes (WebAuthn PRF), by the twelve words themselves. Whoever copies the
 * row without one of these has nothing. Whoever runs code on our origin could use the device's key, which is why a
 * passphrase takes that way out, and why only the signer worker ever opens a vault.
 */

const IV_BYTES = 12;
const BINDING_BYTES = 16;
const AES = { name: 'AES-GCM', length: 256 } as const;

/** A passphrase. `derived` keeps what it gave for the length of one change: deriving is slow on purpose. */
type Passphrase = {
  readonly kind: 'passphrase';
  readonly passphrase: string;
  readonly derived?: Map<string, CryptoKey>;
};

/** What opens a vault. `prf` is what the passkey computed over the wrap's salt, 32 bytes. */
export type Opener =
  | { readonly kind: 'device' }
  | Passphrase
  | { readonly kind: 'passkey'; readonly credential: Uint8Array; readonly prf: Uint8Array }
  | { readonly kind: 'words'; readonly secret: Uint8Array };

/** A way in to be added. */
export type NewWay =
  | { readonly kind: 'device' }
  | (Passphrase & { readonly kdf?: KdfParams })
  | {
      readonly kind: 'passkey';
      readonly credential: Uint8Array;
      readonly salt: Uint8Array;
      readonly prf: Uint8Array;
    }
  | { readonly kind: 'words'; readonly secret: Uint8Array };

/** A new secret from the browser's random generator. The caller clears it when it is done. */
export const newSecret = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(SECRET_BYTES));

/**
 * Seals a secret into a new row, open to this device and to the words; that of a linked device, which has none, to this
 * device alone. Keys and IVs are fresh and used once.
 */
export async function sealSecret(secret: Uint8Array, holds?: VaultRow2['holds']): Promise<VaultRow2> {
  if (secret.length !== lengthOf(holds)) throw new RangeError(`a secret has ${lengthOf(holds)} bytes`);
  const binding = crypto.getRandomValues(new Uint8Array(BINDING_BYTES));
  const dataKey = await crypto.subtle.generateKey(AES, true, ['encrypt', 'decrypt']);
  const iv = freshIv();
  const context = sealing(iv, binding, 'secret', holds);
  const sealed = await crypto.subtle.encrypt(context, dataKey, secret.slice());
  const base = {
    binding,
    secret: { iv, sealed: new Uint8Array(sealed) },
    ...(holds !== undefined && { holds }),
  };
  const wraps = [await wrapDataKey(base, dataKey, { kind: 'device' })];
  if (holds === undefined) wraps.push(await wrapDataKey(base, dataKey, { kind: 'words', secret }));
  return { id: 'main', version: 2, revision: 1, ...base, wraps };
}

/**
 * Opens the vault's data key: a key that decrypts and cannot be exported.
 *
 * @throws {VaultError} `wrong` or `broken`.
 */
export const openDataKey = (row: VaultRow2, opener: Opener): Promise<CryptoKey> =>
  unwrapDataKey(row, opener, false);

/**
 * Opens the secret. The caller clears it when it is done.
 *
 * @throws {VaultError} `broken` when anything was changed or does not belong together.
 */
export async function openSecret(row: VaultRow2, dataKey: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  const { iv, sealed } = row.secret;
  const secret = await decrypt(dataKey, sealing(iv, row.binding, 'secret', row.holds), sealed);
  if (secret.length !== lengthOf(row.holds))
    throw new VaultError('broken', `a secret of ${secret.length} bytes`);
  return secret;
}

/** As {@link openSecret}, for the vaults of the first builds, which one way opened. */
export async function openFirstVault(row: VaultRow1): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const dataKey = await crypto.subtle.unwrapKey(
      'raw',
      row.dataKey.sealed.slice(),
      row.wrappingKey,
      firstSealing(row.dataKey.iv, 'data-key'),
      AES,
      false,
      ['decrypt'],
    );
    const secret = await decrypt(dataKey, firstSealing(row.secret.iv, 'secret'), row.secret.sealed);
    if (secret.length !== SECRET_BYTES) throw new VaultError('broken', `a secret of ${secret.length} bytes`);
    return secret;
  } catch (cause) {
    throw cause instanceof VaultError
      ? cause
      : new VaultError('broken', 'the vault does not open', { cause });
  }
}

/** The row with one more way in, behind all that it has. */
export async function addWay(row: VaultRow2, opener: Opener, way: NewWay): Promise<VaultRow2> {
  const dataKey = await unwrapDataKey(row, opener, true);
  return {
    ...row,
    revision: row.revision + 1,
    wraps: [...row.wraps, await wrapDataKey(row, dataKey, way)],
  };
}

/**
 * The row with those ways alone that `keep` says.
 *
 * @throws {VaultError} `last-way` when nothing were left but a passkey, which a lost phone takes along, or but the words,
 * which then would have to be typed each time.
 */
export function keepWays(row: VaultRow2, keep: (wrap: VaultWrap, at: number) => boolean): VaultRow2 {
  const wraps = row.wraps.filter(keep);
  if (!wraps.some(({ kind }) => kind === 'device' || kind === 'passphrase'))
    throw new VaultError('last-way', 'a device or a passphrase has to be able to open it');
  return { ...row, revision: row.revision + 1, wraps };
}

/** Whether nobody has to be asked. */
export const opensByItself = (row: VaultRow): boolean =>
  row.version === 1 || row.wraps.some(({ kind }) => kind === 'device');

const lengthOf = (holds: VaultRow2['holds']): number =>
  holds === 'device' ? DEVICE_SECRET_BYTES : SECRET_BYTES;

type Base = Pick<VaultRow2, 'binding'>;

async function wrapDataKey({ binding }: Base, dataKey: CryptoKey, way: NewWay): Promise<VaultWrap> {
  const iv = freshIv();
  const seal = async (key: CryptoKey, context = '') => ({
    iv,
    sealed: new Uint8Array(
      await crypto.subtle.wrapKey('raw', dataKey, key, sealing(iv, binding, way.kind, context)),
    ),
  });
  switch (way.kind) {
    case 'device': {
      const key = await crypto.subtle.generateKey(AES, false, ['wrapKey', 'unwrapKey']);
      return { kind: 'device', key, ...(await seal(key)) };
    }
    case 'passphrase': {
      const kdf = way.kdf ?? freshKdf();
      const key = await deriveKey(way, kdf);
      return { kind: 'passphrase', kdf, ...(await seal(key, describe(kdf))) };
    }
    case 'passkey': {
      const { credential, salt } = way;
      const key = await expandKey(way.prf, binding, 'passkey');
      return { kind: 'passkey', credential, salt, ...(await seal(key, toHex(credential))) };
    }
    case 'words':
      return { kind: 'words', ...(await seal(await expandKey(way.secret, binding, 'words'))) };
  }
}

async function unwrapDataKey(row: VaultRow2, opener: Opener, exportable: boolean): Promise<CryptoKey> {
  // While a passphrase is being changed there are two of its kind.
  const fitting = row.wraps.filter((wrap) => wrap.kind === opener.kind && isNamed(wrap, opener));
  let failure = new VaultError('wrong', `it does not open by ${opener.kind}`);
  for (const wrap of fitting) {
    const [key, context] = await wrappingKey(row, wrap, opener);
    try {
      return await crypto.subtle.unwrapKey(
        'raw',
        wrap.sealed.slice(),
        key,
        sealing(wrap.iv, row.binding, wrap.kind, context),
        AES,
        exportable,
        ['decrypt'],
      );
    } catch (cause) {
      const kind = wrap.kind === 'device' ? 'broken' : 'wrong';
      failure = new VaultError(kind, 'the vault does not open', { cause });
    }
  }
  throw failure;
}

/** A passkey opens the wrap that was made with it; the other ways have no names. */
const isNamed = (wrap: VaultWrap, opener: Opener): boolean =>
  wrap.kind !== 'passkey' ||
  (opener.kind === 'passkey' && toHex(wrap.credential) === toHex(opener.credential));

async function wrappingKey(
  { binding }: Base,
  wrap: VaultWrap,
  opener: Opener,
): Promise<readonly [CryptoKey, string]> {
  if (wrap.kind === 'device') return [wrap.key, ''];
  if (wrap.kind === 'passphrase' && opener.kind === 'passphrase')
    return [await deriveKey(opener, wrap.kdf), describe(wrap.kdf)];
  if (wrap.kind === 'passkey' && opener.kind === 'passkey')
    return [await expandKey(opener.prf, binding, 'passkey'), toHex(wrap.credential)];
  if (wrap.kind === 'words' && opener.kind === 'words')
    return [await expandKey(opener.secret, binding, 'words'), ''];
  throw new VaultError('wrong', 'it does not open that way');
}

const freshIv = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(IV_BYTES));

/** The parameters are authenticated too, so that nobody can lower them under us. */
const describe = ({ name, memoryKiB, passes, lanes, salt }: KdfParams): string =>
  `${name} ${memoryKiB} ${passes} ${lanes} ${toHex(salt)}`;

/** Of which vault a ciphertext is and what for is authenticated with it, so that one can never stand in for another. */
const sealing = (
  iv: Uint8Array,
  binding: Uint8Array,
  part: 'secret' | VaultWrap['kind'],
  context = '',
): AesGcmParams => ({
  name: 'AES-GCM',
  // The row's bytes are views of nothing shared; the copy says so to the compiler.
  iv: iv.slice(),
  additionalData: encodeUtf8(`nabo vault 2 ${toHex(binding)} ${part} ${context}`),
  tagLength: 128,
});

const firstSealing = (iv: Uint8Array, part: 'data-key' | 'secret'): AesGcmParams => ({
  name: 'AES-GCM',
  iv: iv.slice(),
  additionalData: encodeUtf8(`nabo vault 1 ${part}`),
  tagLength: 128,
});

async function decrypt(
  key: CryptoKey,
  params: AesGcmParams,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  let opened: ArrayBuffer;
  try {
    opened = await crypto.subtle.decrypt(params, key, sealed.slice());
  } catch (cause) {
    throw new VaultError('broken', 'the vault does not open', { cause });
  }
  return new Uint8Array(opened);
}

async function deriveKey({ passphrase, derived }: Passphrase, kdf: KdfParams): Promise<CryptoKey> {
  const name = describe(kdf);
  const known = derived?.get(name);
  if (known !== undefined) return known;
  const bytes = await keyOfPassphrase(passphrase, kdf);
  const key = await crypto.subtle.importKey('raw', bytes, AES, false, ['wrapKey', 'unwrapKey']);
  bytes.fill(0);
  derived?.set(name, key);
  return key;
}

/** HKDF-SHA-256: from bytes that nobody can guess, a key for one purpose in one vault. */
async function expandKey(bytes: Uint8Array, binding: Uint8Array, purpose: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', bytes.slice(), 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: binding.slice(),
      info: encodeUtf8(`nabo vault 2 ${purpose}`),
    },
    base,
    AES,
    false,
    ['wrapKey', 'unwrapKey'],
  );
}
