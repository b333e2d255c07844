import { MAX_SATS } from '#lib/bytes/brand.ts';
import { ok, type Result } from '#lib/bytes/result.ts';
import { OP, ScriptCursor } from '#lib/chain/script.ts';
import type { Tx, TxInput } from '#lib/chain/tx.ts';
import { NO_TXID } from './coinbase.ts';
import { refuse, type Refusal } from './refusal.ts';
import { POLICY } from './rules.ts';

const CHECKMULTISIG = 0xae;
const FINAL_SEQUENCE = 0xffff_ffff;
/** Below, a lock time is a height; from here on it is a time (BIP 113 compares it with the median time). */
const LOCK_TIME_IS_TIME = 500_000_000;
/** What a CHECKMULTISIG may cost at most before its keys are known, as nodes count it. */
const MULTISIG_WEIGHT = 20;

/** Signature checks that a script may ask for, and whether it only pushes. */
function surveyScript(script: Uint8Array): { signatureChecks: number; pushesOnly: boolean } {
  const cursor = new ScriptCursor(script);
  let signatureChecks = 0;
  let pushesOnly = true;
  while (cursor.next()) {
    if (cursor.op > OP.SIXTEEN) pushesOnly = false;
    if (cursor.op === OP.CHECKSIG || cursor.op === OP.CHECKSIG + 1) signatureChecks += 1;
    else if (cursor.op === CHECKMULTISIG || cursor.op === CHECKMULTISIG + 1)
      signatureChecks += MULTISIG_WEIGHT;
  }
  return { signatureChecks, pushesOnly: pushesOnly && !cursor.truncated };
}

/** Signature checks in the scripts that a transaction's inputs will run. */
export const countSignatureChecks = (scripts: readonly Uint8Array[]): number =>
  scripts.reduce((sum, script) => sum + surveyScript(script).signatureChecks, 0);

function checkInputs(inputs: readonly TxInput[], version: number): Result<void, Refusal> {
  const seen = new Set<string>();
  for (const [index, input] of inputs.entries()) {
    if (input.prevTxid === NO_TXID) return refuse(462, `input ${index} is a coinbase input`);
    if (input.witness !== undefined) return refuse(463, 'a witness has no place on this chain');
    const outpoint = `${input.prevTxid}_${input.prevVout}`;
    if (seen.has(outpoint)) return refuse(462, `input ${index} spends the same output as another input`);
    seen.add(outpoint);
    if (input.script.length > POLICY.maxScriptBytes) {
      return refuse(463, `input ${index}: the script has ${input.script.length} bytes`);
    }
    if (version <= 1 && !surveyScript(input.script).pushesOnly) {
      return refuse(463, `input ${index}: the unlocking script does more than push`);
    }
  }
  return ok(undefined);
}

/** Whether `script` says by its first opcodes that nobody can spend it. */
const isData = (script: Uint8Array): boolean =>
  script[0] === OP.RETURN || (script[0] === OP.FALSE && script[1] === OP.RETURN);

/** What can be judged from the transaction alone: sizes, inputs, amounts. */
export function checkForm(tx: Tx): Result<void, Refusal> {
  const bytes = tx.bytes.length;
  if (bytes < POLICY.minTxBytes)
    return refuse(463, `${bytes} bytes, at least ${POLICY.minTxBytes} are wanted`);
  if (bytes > POLICY.maxTxBytes) return refuse(474, `${bytes} bytes, at most ${POLICY.maxTxBytes} are taken`);
  const inputs = checkInputs(tx.inputs, tx.version);
  if (!inputs.ok) return inputs;
  let sum = 0;
  for (const [index, { sats, script }] of tx.outputs.entries()) {
    sum += sats;
    if (sum > MAX_SATS) return refuse(464, 'the outputs add up to more coins than there are');
    if (sats === 0 && !isData(script))
      return refuse(464, `output ${index} is worth nothing and carries no data`);
    if (script.length > POLICY.maxScriptBytes) {
      return refuse(
        463,
        `output ${index}: the script has ${script.length} bytes, at most ${POLICY.maxScriptBytes} are taken`,
      );
    }
  }
  return ok(undefined);
}

/** Whether the next block, at `height` and after blocks whose median time is `medianTime`, may hold the transaction. */
export function checkFinal(tx: Tx, height: number, medianTime: number): Result<void, Refusal> {
  if (tx.lockTime === 0 || tx.inputs.every(({ sequence }) => sequence === FINAL_SEQUENCE))
    return ok(undefined);
  const isTime = tx.lockTime >= LOCK_TIME_IS_TIME;
  if (tx.lockTime < (isTime ? medianTime : height)) return ok(undefined);
  const until = isTime
    ? `median time ${tx.lockTime}, now ${medianTime}`
    : `height ${tx.lockTime}, next is ${height}`;
  return refuse(476, `locked until after ${until}`);
}
