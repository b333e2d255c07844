import { asSats, outpointTxid, outpointVout } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import type { TxFields, TxOutput } from '#lib/chain/tx.ts';
import type { OutputDraft } from '#lib/protocols/outputs.ts';
import type { CraftRequest } from '#lib/publish/signing-desk.ts';
import { selectCoins, type Coin, type Shortage } from './coins.ts';
import { feeRate, outputBytes } from './fee.ts';
import { movedBy, outputsOf, signedScriptBytes } from './outputs.ts';
import type { Owner } from './owner.ts';

const FINAL_SEQUENCE = 0xffff_ffff;

/** A transaction that is complete but for its signatures. */
export type UnsignedTx = {
  readonly inputs: readonly Coin[];
  /** The record of the intent, always output 0, and what stands behind it; without their signatures. */
  readonly drafts: readonly OutputDraft[];
  /** Values of our own outputs behind them. */
  readonly change: readonly number[];
  readonly feeSats: number;
  /** Largest size once it is signed. */
  readonly bytes: number;
  /** Satoshis per 1,000 bytes that were reckoned with. */
  readonly rate: number;
};

export type Plan =
  | { readonly state: 'planned'; readonly unsigned: UnsignedTx }
  | { readonly state: 'short'; readonly shortage: Shortage };

/** Chooses coins for an intent and decides every output. The issue has a code that screens explain. */
export function planTransaction({ intent, coins, again, context }: CraftRequest, owner: Owner): Result<Plan> {
  let rate: number;
  try {
    rate = feeRate(context.satsPerKilobyte);
  } catch (error) {
    return fail(issue('fee-rate', error instanceof Error ? error.message : ''));
  }
  const drafts = outputsOf(intent, owner);
  if (!drafts.ok) return drafts;
  const moved = movedBy(intent);
  const chosen = selectCoins({
    coins,
    outputBytes: signedScriptBytes(intent, drafts.value, owner).map(outputBytes),
    outputSats: drafts.value.reduce((sum, { sats }) => sum + sats, 0),
    rate,
    // First of all, so that it is the first input.
    again: moved === undefined ? again : [[moved], ...again],
    doubtful: context.doubtful,
  });
  if ('code' in chosen) return ok({ state: 'short', shortage: chosen });
  return ok({ state: 'planned', unsigned: { ...chosen, drafts: drafts.value, rate } });
}

/** The outputs that the inputs spend. */
export const sourcesOf = (inputs: readonly Coin[]): TxOutput[] =>
  inputs.map(({ sats, script }) => ({ sats: asSats(sats), script }));

/** The transaction with `scripts` for its drafts and empty unlocking scripts. The last outputs are our change. */
export function toFields(unsigned: UnsignedTx, scripts: readonly Uint8Array[], owner: Owner): TxFields {
  const changeScript = p2pkhScript(owner.payments.hash);
  return {
    version: 1,
    inputs: unsigned.inputs.map(({ outpoint }) => ({
      prevTxid: outpointTxid(outpoint),
      prevVout: outpointVout(outpoint),
      script: new Uint8Array(0),
      sequence: FINAL_SEQUENCE,
    })),
    outputs: [
      ...unsigned.drafts.map(({ sats, script }, at) => ({
        sats: asSats(sats),
        script: scripts[at] ?? script,
      })),
      ...unsigned.change.map((sats) => ({ sats: asSats(sats), script: changeScript })),
    ],
    lockTime: 0,
  };
}
