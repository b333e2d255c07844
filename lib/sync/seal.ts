import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { Network } from '#lib/chain/network.ts';

/** Bytes that a frame is longer than what is in it: the nonce before it and the tag behind. */
export const SEAL_BYTES = 12 + 16;
const NONCE_BYTES = 12;

/**
 * Who says it to whom, by the names under which they are connected, and to which question it is the answer. The connection
 * itself proves the names, so a frame that was seen anywhere else opens nothing.
 */
export type Envelope = {
  readonly from: string;
  readonly to: string;
  /** The frame of the question, where this is an answer. */
  readonly question?: Uint8Array;
};

/** The key of all frames: HKDF-SHA-256 of the sync key. No script can export it. `syncKey` may be cleared afterwards. */
export async function deriveFrameKey(syncKey: Uint8Array, network: Network): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', syncKey.slice(), 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(0),
      info: encodeUtf8(`nabo devices frame 1 ${network}`),
    },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

/** What is authenticated with a frame. The question's own nonce and tag say which one it was. */
function boundTo({ from, to, question }: Envelope): Uint8Array<ArrayBuffer> {
  const names = encodeUtf8(JSON.stringify([question === undefined ? 'question' : 'answer', from, to]));
  if (question === undefined) return names;
  return concatBytes([names, question.subarray(0, NONCE_BYTES), question.subarray(-16)]);
}

/** Seals a frame. A nonce is random, 96 bits: they do not meet below billions of frames. */
export async function seal(
  key: CryptoKey,
  plain: Uint8Array<ArrayBuffer>,
  envelope: Envelope,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: boundTo(envelope) },
    key,
    plain,
  );
  return concatBytes([iv, new Uint8Array(sealed)]);
}

/** What is in a frame; `undefined` where it is not of one of our devices, or was meant for another. */
export async function unseal(
  key: CryptoKey,
  frame: Uint8Array,
  envelope: Envelope,
): Promise<Uint8Array | undefined> {
  if (frame.length < SEAL_BYTES) return undefined;
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: frame.slice(0, NONCE_BYTES), additionalData: boundTo(envelope) },
      key,
      frame.slice(NONCE_BYTES),
    );
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
}
