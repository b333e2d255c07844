import Spend from '@bsv/sdk/script/Spend';
import LockingScript from '@bsv/sdk/script/LockingScript';
import UnlockingScript from '@bsv/sdk/script/UnlockingScript';
import type { TxOutput, TxFields } from '#lib/chain/tx.ts';
import { ok, type Result } from '#lib/bytes/result.ts';
import { refuse, type Refusal } from './refusal.ts';

/** Time for all scripts of one transaction; BSV nodes have such a limit too (maxnonstdtxvalidationduration). */
const SCRIPT_MILLISECONDS = 10_000;
const SCRIPT_MEMORY_BYTES = 32_000_000;

const AFTER_CHRONICLE = [
  'GENESIS',
  'UTXO_AFTER_GENESIS',
  'UTXO_AFTER_CHRONICLE',
  'SIGHASH_FORKID',
  'STRICTENC',
];
/** What Chronicle lifts for transactions whose version is above 1. */
const MALLEABILITY = ['MINIMALDATA', 'LOW_S', 'NULLDUMMY', 'NULLFAIL', 'SIGPUSHONLY', 'CLEANSTACK'];

/** The SDK's interpreter with a clock: a script of a few bytes can otherwise multiply numbers for minutes. */
class TimedSpend extends Spend {
  deadline = Number.POSITIVE_INFINITY;

  override step(): boolean {
    if (performance.now() > this.deadline) throw new Error('the scripts take too long');
    return super.step();
  }
}

/**
 * Runs every input's unlocking script against the output that it spends. Only for transactions that `parseTx`
 * accepted; `spent` holds one output an input.
 */
export function checkScripts(tx: TxFields, spent: readonly TxOutput[]): Result<void, Refusal> {
  const deadline = performance.now() + SCRIPT_MILLISECONDS;
  const inputs = tx.inputs.map((input) => ({
    sourceTXID: input.prevTxid,
    sourceOutputIndex: input.prevVout,
    sequence: input.sequence,
  }));
  const outputs = tx.outputs.map((output) => ({
    satoshis: output.sats,
    lockingScript: new LockingScript([], output.script, undefined, false),
  }));
  for (const [index, input] of tx.inputs.entries()) {
    const source = spent[index];
    if (source === undefined) return refuse(460, `input ${index}: the output that it spends is not known`);
    try {
      const spend = new TimedSpend({
        sourceTXID: input.prevTxid,
        sourceOutputIndex: input.prevVout,
        sourceSatoshis: source.sats,
        lockingScript: new LockingScript([], source.script, undefined, false),
        transactionVersion: tx.version,
        otherInputs: inputs.filter((_, other) => other !== index),
        outputs,
        inputIndex: index,
        unlockingScript: new UnlockingScript([], input.script, undefined, false),
        inputSequence: input.sequence,
        lockTime: tx.lockTime,
        memoryLimit: SCRIPT_MEMORY_BYTES,
        verifyFlags: tx.version > 1 ? AFTER_CHRONICLE : [...AFTER_CHRONICLE, ...MALLEABILITY],
      });
      spend.deadline = deadline;
      if (!spend.validate()) return refuse(461, `input ${index}: the script ends in false`);
    } catch (error) {
      // The interpreter says "no" by throwing; its message goes on with a dump of the stack.
      return refuse(461, `input ${index}: ${reasonOf(error)}`);
    }
  }
  return ok(undefined);
}

function reasonOf(error: unknown): string {
  const [line = ''] = error instanceof Error ? error.message.split('\n', 1) : [];
  return line.replace(/^Script evaluation error: /, '').slice(0, 200) || 'the script fails';
}
