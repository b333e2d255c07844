import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes } from '#lib/bytes/concat.ts';
import { pushData } from '#lib/chain/script.ts';
import type { TxFields } from '#lib/chain/tx.ts';
import { appendSigma, sigmaMessage } from '#lib/protocols/sigma.ts';
import { encodeSignature, signedMessageHash } from '#lib/protocols/signed-message.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { sourcesOf, toFields, type UnsignedTx } from './build.ts';
import { delegationMessage, isHoldersWord, signedDelegation } from './delegation.ts';
import type { AccountKeys, SigningKey } from './keys.ts';
import type { Owner } from './owner.ts';
import { isAuthored, movedBy, SIGMA_VIN } from './outputs.ts';
import { SIGHASH_ALL_FORKID, signatureHash } from './sighash.ts';

// Signatures are ECDSA over a digest, deterministic (RFC 6979) and with low S: the very bytes that @bsv/sdk makes.

/** A DER signature over a digest. */
export const signDigest = (digest: Uint8Array, { secretKey }: Pick<SigningKey, 'secretKey'>): Uint8Array =>
  secp256k1.sign(digest, secretKey, { prehash: false, lowS: true, format: 'der' });

/** A Bitcoin Signed Message signature of 65 bytes. */
export const signMessage = (message: Uint8Array, { secretKey }: SigningKey): Uint8Array =>
  encodeSignature(
    secp256k1.sign(signedMessageHash(message), secretKey, {
      prehash: false,
      lowS: true,
      format: 'recovered',
    }),
  );

/** The scripts of a plan's drafts, each with its signature: the author's SIGMA, the holder's AIP. */
function signDrafts(intent: Intent, { drafts, inputs }: UnsignedTx, keys: AccountKeys): Uint8Array[] {
  const input = inputs[SIGMA_VIN];
  if (drafts.length === 0 || input === undefined) throw new RangeError('a transaction has both ends');
  const { author, holder } = keys;
  return drafts.map((draft, place) => {
    if (isHoldersWord(intent, keys, place)) {
      const signature = signMessage(delegationMessage(draft, holder.address), holder);
      return signedDelegation(draft, holder.address, signature);
    }
    if (place > 0 || !isAuthored(intent)) return draft.script;
    const signature = signMessage(sigmaMessage(draft.script, input.outpoint), author);
    return appendSigma(draft.script, { address: author.address, signature, vin: SIGMA_VIN });
  });
}

/**
 * Signs a planned transaction: its records by those who say them, then every input. What is signed is built here from the
 * plan; there is no way to have a digest signed that somebody else made.
 */
export function signTransaction(intent: Intent, unsigned: UnsignedTx, keys: AccountKeys): TxFields {
  const fields = toFields(unsigned, signDrafts(intent, unsigned, keys), keys);
  const moves = movedBy(intent) !== undefined;
  return signInputs(fields, unsigned, (index) => (moves && index === 0 ? keys.holder : keys.payments));
}

/** Signs a payment to ourselves whose coins belong to another key than ours: that of an invite. */
export const signForeign = (unsigned: UnsignedTx, key: SigningKey, owner: Owner): TxFields =>
  signInputs(toFields(unsigned, [], owner), unsigned, () => key);

function signInputs(
  fields: TxFields,
  unsigned: UnsignedTx,
  ownerOf: (input: number) => SigningKey,
): TxFields {
  const sources = sourcesOf(unsigned.inputs);
  const inputs = fields.inputs.map((input, index) => {
    const owner = ownerOf(index);
    const signature = signDigest(signatureHash(fields, sources, index), owner);
    const script = concatBytes([
      pushData(Uint8Array.of(...signature, SIGHASH_ALL_FORKID)),
      pushData(owner.publicKey),
    ]);
    return { ...input, script };
  });
  return { ...fields, inputs };
}
