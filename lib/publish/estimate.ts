import { CHANGE_BYTES, feeRate, outputBytes, paidFee, transactionBytes } from '#lib/wallet/fee.ts';
import { recordOutput, signedScriptBytes } from '#lib/wallet/outputs.ts';
import type { Intent } from './publication.ts';

const SOMEBODY = new Uint8Array(20);
/** As long as addresses get; one or two characters more than most. */
const LONGEST_ADDRESS = '1'.repeat(34);

/**
 * Size and cost of an intent without signing: as it comes out with one coin spent and one output of change, which is how
 * most do. `sats` are fee and the one satoshi of an inscription. Zero for words that cannot be written.
 */
export function estimateIntent(
  intent: Intent,
  satsPerKilobyte: number,
): { readonly bytes: number; readonly sats: number } {
  const record = recordOutput(intent, SOMEBODY);
  if (!record.ok) return { bytes: 0, sats: 0 };
  const scriptBytes = signedScriptBytes(intent, record.value, LONGEST_ADDRESS);
  const bytes = transactionBytes(1, [outputBytes(scriptBytes), CHANGE_BYTES]);
  return { bytes, sats: paidFee(bytes, feeRate(satsPerKilobyte)) + record.value.sats };
}
