import { CHANGE_BYTES, feeRate, outputBytes, paidFee, transactionBytes } from '#lib/wallet/fee.ts';
import { movedBy, outputsOf, signedScriptBytes } from '#lib/wallet/outputs.ts';
import type { Owner, Party } from '#lib/wallet/owner.ts';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import type { Intent, StoredIntent } from './publication.ts';
import { answering, directoryOf } from './thread.ts';

/** Version of test networks: their addresses have 34 characters, as many as any. The ids of this holder and this author have as many as any, too. */
const LONG_ADDRESSES = 0x6f;

function party(byte: number): Party {
  const hash = new Uint8Array(20).fill(byte);
  return { hash, address: encodeAddress(hash, LONG_ADDRESSES) };
}

/** Stands for a post that has no name yet: all names have one length. */
const SOMEWHERE = toOutpoint(asTxid('0'.repeat(64)), 0);

const SOMEBODY: Owner = { payments: party(1), holder: party(3), author: party(4) };

/** The intent with names and addresses of the right length where they are of no account yet. */
function standIn(wanted: StoredIntent): Intent | undefined {
  if (wanted.kind === 'continue') return answering(wanted, SOMEWHERE);
  if (wanted.kind === 'next-file') {
    const { after: _after, ...file } = wanted;
    return { ...file, kind: 'inscribe' };
  }
  if (wanted.kind === 'site') return directoryOf(wanted, () => SOMEWHERE);
  return wanted.kind === 'hand-on' ||
    wanted.kind === 'invite' ||
    wanted.kind === 'pay' ||
    wanted.kind === 'link-device'
    ? { ...wanted, to: SOMEBODY.holder.address }
    : wanted;
}

/**
 * Size and cost of an intent without signing: as it comes out with one coin spent and one output of change, which is how
 * most do, beside the one that it moves. `sats` are fee and the one satoshi of an inscription that it makes. Zero for words that cannot be written.
 */
export function estimateIntent(
  wanted: StoredIntent,
  satsPerKilobyte: number,
): { readonly bytes: number; readonly sats: number } {
  const intent = standIn(wanted);
  const drafts = intent && outputsOf(intent, SOMEBODY);
  if (intent === undefined || drafts?.ok !== true) return { bytes: 0, sats: 0 };
  const scriptBytes = signedScriptBytes(intent, drafts.value, SOMEBODY);
  const moved = movedBy(intent) === undefined ? 0 : 1;
  const bytes = transactionBytes(1 + moved, [...scriptBytes.map(outputBytes), CHANGE_BYTES]);
  const made = drafts.value.reduce((sum, { sats }) => sum + sats, 0);
  return { bytes, sats: paidFee(bytes, feeRate(satsPerKilobyte)) + made - moved };
}
