import type { VaultRow } from '#lib/store/core-rows.ts';

/**
 * The vault keeps the account's secret on this device. The secret is sealed with a random data key (AES-256-GCM), and
 * that key is wrapped by a WebCrypto key which the browser keeps and no script can export. Whoever copies the database
 * row without the browser's key store has nothing; whoever runs code on our origin could still use the key, which is
 * why only the signer worker ever opens it.
 */

/** 128 bits: twelve BIP 39 words. */
export const SECRET_BYTES = 16;

const IV_BYTES = 12;
const KEY = { name: 'AES-GCM', length: 256 } as const;

/** A vault row does not open: it was written by other code, or its bytes or its key were changed. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** What each ciphertext is for is authenticated with it, so that one can never stand in for another. */
const purpose = (version: VaultRow['version'], part: 'data-key' | 'secret'): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`nabo vault ${version} ${part}`);

const sealing = (
  iv: Uint8Array,
  version: VaultRow['version'],
  part: 'data-key' | 'secret',
): AesGcmParams => ({
  name: 'AES-GCM',
  // The row's bytes are views of nothing shared; the copy says so to the compiler.
  iv: iv.slice(),
  additionalData: purpose(version, part),
  tagLength: 128,
});

/** A new secret from the browser's random generator. The caller clears it when it is done. */
export const newSecret = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(SECRET_BYTES));

/** Seals a secret into a new row. Keys and IVs are fresh for each row and used once. */
export async function sealSecret(secret: Uint8Array): Promise<VaultRow> {
  const version = 1;
  const wrappingKey = await crypto.subtle.generateKey(KEY, false, ['wrapKey', 'unwrapKey']);
  // Extractable so that it can be wrapped; this object goes no further than here.
  const dataKey = await crypto.subtle.generateKey(KEY, true, ['encrypt']);
  const secretIv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const keyIv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt(sealing(secretIv, version, 'secret'), dataKey, secret.slice());
  const wrapped = await crypto.subtle.wrapKey(
    'raw',
    dataKey,
    wrappingKey,
    sealing(keyIv, version, 'data-key'),
  );
  return {
    id: 'main',
    version,
    wrappingKey,
    dataKey: { iv: keyIv, sealed: new Uint8Array(wrapped) },
    secret: { iv: secretIv, sealed: new Uint8Array(sealed) },
  };
}

/**
 * Opens a vault row. The caller clears the secret when it is done.
 *
 * @throws {VaultError} when anything in the row was changed or does not belong together.
 */
export async function openSecret(row: VaultRow): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const dataKey = await crypto.subtle.unwrapKey(
      'raw',
      row.dataKey.sealed.slice(),
      row.wrappingKey,
      sealing(row.dataKey.iv, row.version, 'data-key'),
      KEY,
      false,
      ['decrypt'],
    );
    const opened = await crypto.subtle.decrypt(
      sealing(row.secret.iv, row.version, 'secret'),
      dataKey,
      row.secret.sealed.slice(),
    );
    if (opened.byteLength !== SECRET_BYTES) throw new VaultError(`a secret of ${opened.byteLength} bytes`);
    return new Uint8Array(opened);
  } catch (cause) {
    if (cause instanceof VaultError) throw cause;
    throw new VaultError('the vault does not open', { cause });
  }
}
