import type { Answer } from './broadcaster.ts';
import { plainCode, plainText } from './reply.ts';

/**
 * The statuses of ARC and Arcade that say more than "under way" (bitcoin-sv/arc `doc/arc.json`, bsv-blockchain/arcade
 * `openapi/arcade.openapi.yaml`). Whatever is not listed, known or not, is pending: services add statuses, and only
 * these may end a publication.
 */
const MEANINGS: Readonly<Record<string, Pick<Answer, 'state' | 'settled'>>> = {
  ACCEPTED_BY_NETWORK: { state: 'accepted', settled: true },
  SEEN_ON_NETWORK: { state: 'accepted', settled: true },
  SEEN_MULTIPLE_NODES: { state: 'accepted', settled: true },
  MINED: { state: 'accepted', settled: true },
  IMMUTABLE: { state: 'accepted', settled: true },
  // Its parents are unknown there. Another broadcaster may know them.
  SEEN_IN_ORPHAN_MEMPOOL: { state: 'pending', settled: false },
  DOUBLE_SPEND_ATTEMPTED: { state: 'conflict', settled: false },
  // ARC gives up on what stays unmined for long by this same word: it takes two to be believed.
  REJECTED: { state: 'rejected', settled: false },
  INVALID: { state: 'rejected', settled: false },
  MALFORMED: { state: 'rejected', settled: false },
};

const UNDER_WAY = { state: 'pending', settled: true } as const;

/** Statuses with which a broadcaster says that nodes hold the transaction. */
const SEEN = new Set(['SEEN_ON_NETWORK', 'SEEN_MULTIPLE_NODES', 'STUMP_PROCESSING', 'MINED', 'IMMUTABLE']);

/** Whether a broadcaster's `code` says that the network has seen the transaction. */
export const saysSeen = (code: string | undefined): boolean => code !== undefined && SEEN.has(code);

/** Error numbers that are verdicts on the bytes themselves: scripts, inputs, outputs, fees, size, frozen coins, not final. */
const REFUSALS = new Set([461, 462, 463, 464, 465, 471, 472, 473, 474, 476]);
const CONFLICT = 466;
/** Not extended, or parents unknown. */
const NEEDS_PARENTS = 460;

/**
 * What an error number of ARC means for the transaction, or `undefined` when it says nothing about it: generic
 * errors (400, 409, 422) and those about BEEF, which we never send (467 to 469, 475).
 */
export function readErrorNumber(status: number, words: string): Answer | undefined {
  const detail = plainText(words);
  const rest = { code: String(status), ...(detail === '' ? {} : { detail }) };
  if (REFUSALS.has(status)) return { state: 'rejected', settled: true, ...rest };
  if (status === CONFLICT) return { state: 'conflict', settled: false, ...rest };
  if (status === NEEDS_PARENTS) return { state: 'pending', settled: false, ...rest };
  return undefined;
}

/** A state as ARC and Arcade give it, in an answer or an event. `status` is ARC's error number when it was refused. */
export type TxStatus = {
  readonly txStatus: string;
  readonly extraInfo?: string | null;
  readonly status?: number;
};

/** What a state means. A refusal that names its rule is as good as the error with that number. */
export function readStatus({ txStatus, extraInfo, status }: TxStatus): Answer {
  const words = extraInfo ?? '';
  if (txStatus === 'REJECTED' && status !== undefined) {
    const verdict = readErrorNumber(status, words);
    if (verdict !== undefined) return verdict;
  }
  const code = plainCode(txStatus);
  const detail = plainText(words);
  return {
    ...(Object.hasOwn(MEANINGS, txStatus) ? (MEANINGS[txStatus] ?? UNDER_WAY) : UNDER_WAY),
    ...(code === undefined ? {} : { code }),
    ...(detail === '' ? {} : { detail }),
  };
}
