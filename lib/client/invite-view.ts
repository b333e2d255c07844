import type { Txid } from '#lib/bytes/brand.ts';
import type { Publication } from '#lib/publish/publication.ts';

/**
 * How an own invite stands: on its way to the chain or refused by it; holding its coin (`unused`, as far as a source says
 * so, or `unchecked` where none could be asked); opened by somebody; on its way back or back.
 */
export type InviteState =
  | 'making'
  | 'failed'
  | 'unused'
  | 'unchecked'
  | 'opened'
  | 'taking-back'
  | 'reclaimed';

/** What a source says about the coin: which transaction spends it, none, or nothing that was heard. */
export type Spender = { readonly txid?: Txid } | undefined;

/** Codes by which the network says that somebody else was first. */
const BEATEN = new Set(['conflict', 'inputs-refused']);

/** Judges that from the transaction that made it, the one that takes it back, and a source's word. */
export function inviteState(
  { state, tx }: Pick<Publication, 'state' | 'tx'>,
  back: Pick<Publication, 'state' | 'tx' | 'failure'> | undefined,
  spender: Spender,
): InviteState {
  if (state === 'failed') return 'failed';
  if (tx === undefined || state === 'draft' || state === 'queued') return 'making';
  const other = spender?.txid !== undefined && spender.txid !== back?.tx?.txid;
  if (back !== undefined && back.state !== 'failed') {
    if (back.state === 'seen' || back.state === 'in-block') return 'reclaimed';
    return other ? 'opened' : 'taking-back';
  }
  if (other || BEATEN.has(back?.failure?.code ?? '')) return 'opened';
  return spender === undefined ? 'unchecked' : 'unused';
}
