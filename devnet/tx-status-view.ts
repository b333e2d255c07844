import type { Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { ChainView } from './chain-view.ts';
import type { StatusLog, TxStatus } from './status-log.ts';

/** A transaction's state in the shape that ARC, Arcade and Arcade's events share. */
export type TxStatusView = {
  readonly txid: Txid;
  readonly txStatus: TxStatus['status'];
  /** RFC 3339. */
  readonly timestamp: string;
  readonly blockHash?: string;
  readonly blockHeight?: number;
  /** BUMP in hex, when mined. */
  readonly merklePath?: string;
  /** ARC's number, when refused. */
  readonly status?: number;
  readonly extraInfo?: string;
  readonly competingTxs?: readonly Txid[];
};

/** Microseconds since 1970 as RFC 3339, with all six digits of the second. */
function timestampOf(event: number): string {
  const micros = String(event % 1_000_000).padStart(6, '0');
  return `${new Date(Math.floor(event / 1000)).toISOString().slice(0, 19)}.${micros}Z`;
}

/** Completes a state with its block and Merkle path. */
export function viewStatus(
  view: ChainView,
  { txid, status, event, code, detail, competing }: TxStatus,
): TxStatusView {
  const height = view.store.tx(txid)?.height;
  const block = typeof height === 'number' ? view.store.blockAt(height) : undefined;
  const bump = block === undefined ? undefined : view.proofs.bump(txid);
  return {
    txid,
    txStatus: status,
    timestamp: timestampOf(event),
    ...(block === undefined ? {} : { blockHash: block.hash, blockHeight: block.height }),
    ...(bump === undefined ? {} : { merklePath: toHex(bump) }),
    ...(code === null ? {} : { status: code }),
    ...(detail === null ? {} : { extraInfo: detail }),
    ...(competing.length === 0 ? {} : { competingTxs: competing }),
  };
}

/** The state of a transaction that was handed in here, or that a block holds; absent for any other. */
export function findStatus(view: ChainView, statuses: StatusLog, txid: Txid): TxStatusView | undefined {
  const status = statuses.get(txid);
  if (status !== undefined) return viewStatus(view, status);
  const mined = view.store.tx(txid);
  if (mined === undefined || mined.height === null) return undefined;
  const event = Date.now() * 1000;
  return viewStatus(view, { txid, status: 'MINED', event, code: null, detail: null, competing: [] });
}
