/**
 * What a passkey computes for us (WebAuthn PRF, https://www.w3.org/TR/webauthn-3/#prf-extension): 32 bytes out of a salt that
 * nobody else can compute. They wrap the data key; the passkey is one more way in and never the only one.
 */
import { KeyRefusal } from './key-refusal.ts';

/** The part of the browser that is needed. */
export type Credentials = Pick<CredentialsContainer, 'create' | 'get'>;

/** A passkey, the salt that it was asked with, and what it computed. The caller clears `prf`. */
export type MadePasskey = {
  readonly credential: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly prf: Uint8Array<ArrayBuffer>;
};

const random = (bytes: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(bytes));
/** ES256 and RS256: what every authenticator has one of. */
const ALGORITHMS = [-7, -257];
const PRF_BYTES = 32;

/**
 * Makes a passkey on this device or beside it. The person is asked by the browser.
 *
 * @throws {KeyRefusal} `passkey-declined` when they, or the browser, said no; `no-prf` when it computes nothing.
 */
export async function makePasskey(network: string, credentials: Credentials): Promise<MadePasskey> {
  const salt = random(32);
  const made = await asked(
    credentials.create({
      publicKey: {
        challenge: random(32),
        rp: { name: 'Nabo' },
        user: { id: random(16), name: `Nabo, ${network}`, displayName: `Nabo, ${network}` },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const credential = new Uint8Array(made.rawId);
  const { prf } = made.getClientExtensionResults();
  if (prf?.enabled !== true) throw new KeyRefusal('no-prf', '');
  // Most say only that they can, and compute when they are next used.
  const first = prf.results === undefined ? undefined : bytesOf(prf.results.first);
  return { credential, salt, prf: first ?? (await askPasskey({ credential, salt }, credentials)) };
}

/** What a passkey computes out of its salt. @throws {KeyRefusal} as {@link makePasskey} does. */
export async function askPasskey(
  { credential, salt }: Pick<MadePasskey, 'credential' | 'salt'>,
  credentials: Credentials,
): Promise<Uint8Array<ArrayBuffer>> {
  const found = await asked(
    credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials: [{ type: 'public-key', id: credential }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const { prf } = found.getClientExtensionResults();
  const first = prf?.results === undefined ? undefined : bytesOf(prf.results.first);
  if (first === undefined) throw new KeyRefusal('no-prf', '');
  return first;
}

async function asked(question: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const answer = await question.catch(() => null);
  if (answer === null || !isPublicKey(answer)) throw new KeyRefusal('passkey-declined', '');
  return answer;
}

const isPublicKey = (answer: Credential): answer is PublicKeyCredential => 'rawId' in answer;

function bytesOf(source: BufferSource): Uint8Array<ArrayBuffer> | undefined {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return bytes.length === PRF_BYTES ? Uint8Array.from(bytes) : undefined;
}
