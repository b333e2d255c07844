import { toOutpoint } from '#lib/bytes/brand.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { readScript } from '#lib/chain/script.ts';
import type { Tx } from '#lib/chain/tx.ts';
import { AIP_PREFIX, findReturn, readTapes, type Inscription, type Tape } from '#lib/envelopes/index.ts';
import { aipMessages, decodeAip, isSignedMessage, type AipClaim } from './aip.ts';
import { B_PREFIX } from './b.ts';
import { decodeRecord } from './registry.ts';
import { decodeSigma, SIGMA_PREFIX, sigmaMessage, type SigmaClaim } from './sigma.ts';
import type { SignatureFault } from './signature-fault.ts';
import { verifySignedMessage } from './signed-message.ts';

type Wrong = { readonly signature: 'wrong'; readonly fault: SignatureFault };

/**
 * `wrong` is a signature that is present and could not be verified; `none`, that there is none. `signer` is a hash160 in
 * hex.
 */
export type SignatureVerdict =
  | { readonly signature: 'sigma' | 'aip'; readonly signer: string }
  | Wrong
  | { readonly signature: 'none' };

/** Who wrote an inscription, and how that is known. `key` is a hash160 in hex. */
export type Authorship =
  | { readonly signature: 'sigma' | 'aip' | 'input'; readonly key: string }
  | Wrong
  | { readonly signature: 'none' };

const NONE = { signature: 'none' } as const;
const wrong = (fault: SignatureFault): Wrong => ({ signature: 'wrong', fault });

/** Tapes that say who signed. Any other may say what the record is, and behind a signature it was added by somebody else. */
const SIGNATURES: ReadonlySet<string> = new Set([AIP_PREFIX, SIGMA_PREFIX]);

const coversAll = (tapes: readonly Tape[], end: number): boolean =>
  tapes.every(({ prefix, prefixAt }) => prefixAt < end || SIGNATURES.has(prefix));

/** The signer's hash160 when the SIGMA tape in output `vout` of `tx` is right; the script is that output's. */
function verifySigma(claim: SigmaClaim, tx: Tx, vout: number): Uint8Array | SignatureFault {
  const script = tx.outputs[vout]?.script;
  const input = tx.inputs[claim.vin === -1 ? vout : claim.vin];
  if (claim.algorithm !== 'BSM') return 'algorithm';
  if (script === undefined || input === undefined) return 'input';
  const message = sigmaMessage(
    script.subarray(0, claim.separatorAt),
    toOutpoint(input.prevTxid, input.prevVout),
  );
  return verifySignedMessage(claim.address, claim.signature, [message]) ?? 'mismatch';
}

/** The signer's hash160 when an AIP tape in `script` is right. It says nothing about what stands before OP_RETURN. */
export const verifyAip = (claim: AipClaim, script: Uint8Array): Uint8Array | undefined =>
  isSignedMessage(claim)
    ? verifySignedMessage(claim.address, claim.signature, aipMessages(script, claim.prefixAt))
    : undefined;

/**
 * Whether an AIP signature speaks for the record: it does not cover an envelope, so a stranger could put another one
 * before tapes that somebody else signed. Only an envelope that says the same as the signed tapes may stand there.
 */
function aipCoversRecord(inscription: Inscription, tapes: readonly Tape[]): boolean {
  if (inscription.body === undefined) return true;
  const hasWords = tapes.some(({ prefix }) => prefix === B_PREFIX);
  const record = decodeRecord(inscription);
  const isPost = record.kind === 'post' || record.kind === 'reply';
  return (
    hasWords &&
    isPost &&
    record.media === undefined &&
    !record.issues.some(({ code }) => code === 'envelope-differs')
  );
}

/**
 * Checks the signature that an inscription of `tx` carries, on the exact bytes: SIGMA when there is one, else AIP. A
 * signature counts only when it covers all that the record is read from; one that is present and does not is `wrong`.
 */
export function verifySignature(inscription: Inscription, tx: Tx): SignatureVerdict {
  const { vout } = inscription;
  const script = vout === undefined ? undefined : tx.outputs[vout]?.script;
  const returnAt = script === undefined ? -1 : findReturn(script);
  if (vout === undefined || script === undefined || returnAt < 0) return NONE;
  const tapes = readTapes(script, returnAt);
  const sigma = tapes.map(decodeSigma).find((claim) => claim !== undefined);
  if (sigma !== undefined) {
    if (!coversAll(tapes, sigma.separatorAt)) return wrong('uncovered');
    const signer = verifySigma(sigma, tx, vout);
    return typeof signer === 'string' ? wrong(signer) : { signature: 'sigma', signer: toHex(signer) };
  }
  const aip = tapes.map(decodeAip).find((claim) => claim !== undefined);
  if (aip === undefined) return NONE;
  if (!coversAll(tapes, aip.prefixAt)) return wrong('uncovered');
  if (!aipCoversRecord(inscription, tapes)) return wrong('envelope');
  if (!isSignedMessage(aip)) return wrong('algorithm');
  const signer = verifyAip(aip, script);
  return signer === undefined ? wrong('mismatch') : { signature: 'aip', signer: toHex(signer) };
}

/** Hash160 of the key that unlocks a P2PKH output in `unlocking` (signature, then public key); else `undefined`. */
function unlockingKey(unlocking: Uint8Array): Uint8Array | undefined {
  const { chunks, failure } = readScript(unlocking);
  const [signature, key] = chunks;
  if (
    failure !== undefined ||
    chunks.length !== 2 ||
    signature?.data?.[0] !== 0x30 ||
    key?.data === undefined
  )
    return undefined;
  const isKey = key.data.length === 33 || (key.data.length === 65 && key.data[0] === 4);
  return isKey ? hash160(key.data) : undefined;
}

/**
 * Who wrote an inscription of `tx`: the key of its SIGMA, else of its AIP, else the one that spends input 0, which the
 * network checked once the transaction is mined. A wrong signature never falls through to the next.
 */
export function readAuthor(inscription: Inscription, tx: Tx): Authorship {
  const verdict = verifySignature(inscription, tx);
  if ('signer' in verdict) return { signature: verdict.signature, key: verdict.signer };
  if (verdict.signature === 'wrong') return verdict;
  const key = tx.inputs[0] && unlockingKey(tx.inputs[0].script);
  return key === undefined ? NONE : { signature: 'input', key: toHex(key) };
}
