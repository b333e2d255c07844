import { equalBytes } from '#lib/bytes/concat.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeExtendedTx } from '#lib/chain/extended-tx.ts';
import { p2pkhHash } from '#lib/chain/script.ts';
import { parseTx, txidOf, type Tx, type TxOutput } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { recoverSigner } from '#lib/protocols/signed-message.ts';
import type { OutputDraft } from '#lib/protocols/outputs.ts';
import type { Intent, SignedTx } from '#lib/publish/publication.ts';
import { inputHolds } from './check.ts';
import { delegationMessage, signedDelegation } from './delegation.ts';
import { feeRate, paidFee, requiredFee } from './fee.ts';
import type { Party } from './owner.ts';
import type { SigningKey } from './keys.ts';
import { isAuthored, isForOutside, outputsOf } from './outputs.ts';
import { signatureHash } from './sighash.ts';
import { signMessage } from './sign.ts';

// Another wallet pays for what this device says, and holds what comes of it. This device's own key stays the author: it
// signs each record by AIP, since the coins, which a SIGMA would name, are chosen over there. What a claim makes belongs to
// the other wallet, which names our author by its own signature.

/** What is asked of the other wallet. */
export type OutsideStep =
  /** A signed message of the holder: its word for our author. */
  | { readonly state: 'sign'; readonly message: Uint8Array }
  /** A transaction with exactly these outputs in front, and nothing behind them but change. */
  | { readonly state: 'pay'; readonly outputs: readonly OutputDraft[] };

/**
 * The next step for an intent. `word` is the holder's signature over the message of a step before. The outputs are the same
 * each time, to the byte.
 */
export function outsideStep(
  intent: Intent,
  author: SigningKey,
  holder: Party,
  word?: Uint8Array,
): Result<OutsideStep> {
  if (!isForOutside(intent)) return fail(issue('invalid-intent', 'that is paid by the own key'));
  const drafts = outputsOf(intent, { payments: holder, holder, author });
  if (!drafts.ok) return drafts;
  const [record, delegation] = drafts.value;
  if (record === undefined) return fail(issue('invalid-intent', 'nothing is written'));
  const outputs: OutputDraft[] = [record];
  if (isAuthored(intent)) {
    const signature = signMessage(delegationMessage(record, author.address), author);
    outputs[0] = {
      sats: record.sats,
      script: Uint8Array.from(signedDelegation(record, author.address, signature)),
    };
  }
  if (delegation !== undefined) {
    const message = delegationMessage(delegation, holder.address);
    if (word === undefined) return ok({ state: 'sign', message });
    const signer = recoverSigner(word, message);
    if (signer === undefined || !equalBytes(signer, holder.hash))
      return fail(issue('wallet-lied', 'the word is not of the holder'));
    outputs.push({
      sats: delegation.sats,
      script: Uint8Array.from(signedDelegation(delegation, holder.address, word)),
    });
  }
  return ok({ state: 'pay', outputs });
}

/** More than this times our own fee is a mistake or an attempt to burn somebody's coins. */
const MOST_FEES = 10;
/** Change that a wallet may give up, in satoshis. */
const MOST_DUST = 1_000;

/**
 * Reads what another wallet made as a stranger would: the outputs that were asked for in front, to the byte; behind them
 * plain payments and no word more; final at once; every input a P2PKH whose signature holds over what it is said to spend,
 * which is under that signature; and a fee that is neither too low nor a fortune. The issue is `wallet-lied`.
 */
export function checkOutside(
  outputs: readonly OutputDraft[],
  raw: Uint8Array,
  sources: readonly TxOutput[],
  satsPerKilobyte: number,
): Result<SignedTx> {
  const lied = (what: string): Result<never> => fail(issue('wallet-lied', what));
  const parsed = parseTx(raw);
  if (!parsed.ok) return lied('it does not parse');
  const tx = parsed.value;
  const said = outputs.every(({ sats, script }, at) => {
    const output = tx.outputs[at];
    return output?.sats === sats && equalBytes(output.script, script);
  });
  if (!said) return lied('it does not write what was asked for');
  if (
    tx.outputs.slice(outputs.length).some(({ sats, script }) => sats < 2 || p2pkhHash(script) === undefined)
  )
    return lied('it does more than was asked for');
  const records = outputs.filter(({ script }) => p2pkhHash(script) === undefined);
  if (readInscriptions(raw, 'bsv').length !== records.length) return lied('it writes something else');
  if (tx.lockTime !== 0) return lied('it is not final');
  if (!inputsHold(tx, sources)) return lied('an input is not signed');
  const feeSats =
    sources.reduce((sum, { sats }) => sum + sats, 0) - tx.outputs.reduce((sum, { sats }) => sum + sats, 0);
  const rate = feeRate(satsPerKilobyte);
  if (feeSats < requiredFee(raw.length, rate)) return fail(issue('fee-too-low', `${feeSats} satoshis`));
  if (feeSats > MOST_FEES * paidFee(raw.length, rate) + MOST_DUST) return lied('its fee is a fortune');
  return ok({
    txid: txidOf(tx),
    raw,
    ef: encodeExtendedTx(tx, sources),
    // None of them is ours to keep books of.
    inputs: [],
    feeSats,
  });
}

function inputsHold(tx: Tx, sources: readonly TxOutput[]): boolean {
  if (sources.length !== tx.inputs.length) return false;
  return tx.inputs.every(({ script }, index) => {
    const key = sources[index] && p2pkhHash(sources[index].script);
    return key !== undefined && inputHolds(script, signatureHash(tx, sources, index), key);
  });
}
