import BigNumber from '@bsv/sdk/primitives/BigNumber';
import { sign as signDigest } from '@bsv/sdk/primitives/ECDSA';
import type Signature from '@bsv/sdk/primitives/Signature';
import { concatBytes } from '#lib/bytes/concat.ts';
import { pushData } from '#lib/chain/script.ts';
import type { TxFields } from '#lib/chain/tx.ts';
import { appendSigma, sigmaMessage } from '#lib/protocols/sigma.ts';
import { signedMessageHash } from '#lib/protocols/signed-message.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { sourcesOf, toFields, type UnsignedTx } from './build.ts';
import type { AccountKey } from './keys.ts';
import { isAuthored, SIGMA_VIN } from './outputs.ts';
import { SIGHASH_ALL_FORKID, signatureHash } from './sighash.ts';

/** An ECDSA signature over a digest: deterministic (RFC 6979), with low S. */
const ecdsa = (digest: Uint8Array, { privateKey }: AccountKey): Signature =>
  signDigest(new BigNumber([...digest]), privateKey, true);

/** A Bitcoin Signed Message signature of 65 bytes. */
function signMessage(message: Uint8Array, key: AccountKey): Uint8Array {
  const digest = signedMessageHash(message);
  const signature = ecdsa(digest, key);
  const recovery = signature.CalculateRecoveryFactor(
    key.privateKey.toPublicKey(),
    new BigNumber([...digest]),
  );
  const compact = signature.toCompact(recovery, true);
  return Uint8Array.from(typeof compact === 'string' ? [] : compact);
}

/** The record's script with the author's SIGMA over it, where the intent carries one. */
function signRecord(intent: Intent, { record, inputs }: UnsignedTx, key: AccountKey): Uint8Array {
  if (!isAuthored(intent)) return record.script;
  const input = inputs[SIGMA_VIN];
  if (input === undefined) throw new RangeError('a transaction has at least one input');
  const signature = signMessage(sigmaMessage(record.script, input.outpoint), key);
  return appendSigma(record.script, { address: key.address, signature, vin: SIGMA_VIN });
}

/**
 * Signs a planned transaction: the record by its author's SIGMA, then every input. What is signed is built here from the
 * plan; there is no way to have a digest signed that somebody else made.
 */
export function signTransaction(intent: Intent, unsigned: UnsignedTx, key: AccountKey): TxFields {
  const fields = toFields(unsigned, signRecord(intent, unsigned, key), key);
  const sources = sourcesOf(unsigned.inputs);
  const inputs = fields.inputs.map((input, index) => {
    const signature = ecdsa(signatureHash(fields, sources, index), key).toDER();
    if (typeof signature === 'string') throw new TypeError('a signature is bytes');
    const script = concatBytes([
      pushData(Uint8Array.of(...signature, SIGHASH_ALL_FORKID)),
      pushData(key.publicKey),
    ]);
    return { ...input, script };
  });
  return { ...fields, inputs };
}
