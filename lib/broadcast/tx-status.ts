import type { Answer } from './broadcaster.ts';

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

/** Statuses that mean no more than "under way". */
const STEPS = new Set([
  'UNKNOWN',
  'QUEUED',
  'RECEIVED',
  'STORED',
  'ANNOUNCED_TO_NETWORK',
  'REQUESTED_BY_NETWORK',
  'SENT_TO_NETWORK',
  'PENDING_RETRY',
  'STUMP_PROCESSING',
  'MINED_IN_STALE_BLOCK',
]);
/** The code of a status that is not in any list: what a service writes is never passed on. */
const OTHER_STATUS = 'OTHER';

/** Our own sentence for each status and number that asks for one. */
const SENTENCES: ReadonlyMap<string | number, string> = new Map<string | number, string>([
  ['SEEN_IN_ORPHAN_MEMPOOL', 'The coins that it spends are not known there.'],
  ['DOUBLE_SPEND_ATTEMPTED', 'Another transaction spends the same coin.'],
  ['REJECTED', 'It was refused, and no rule was named.'],
  ['INVALID', 'It was refused as invalid, and no rule was named.'],
  ['MALFORMED', 'It could not be read there.'],
  [460, 'The coins that it spends are not known there.'],
  [461, 'A signature or a script does not fit.'],
  [462, 'An input cannot be spent.'],
  [463, 'It could not be read there.'],
  [464, 'An output is not allowed.'],
  [465, 'The fee is too low.'],
  [466, 'Another transaction spends the same coin.'],
  [471, 'A coin that it spends is frozen.'],
  [472, 'A coin that it spends is frozen.'],
  [473, 'The fee is too low for it and its parents together.'],
  [474, 'It is too large.'],
  [476, 'It is not final yet.'],
]);

/** Error numbers that are verdicts on the bytes themselves: scripts, inputs, outputs, fees, size, frozen coins, not final. */
const REFUSALS = new Set([461, 462, 463, 464, 465, 471, 472, 473, 474, 476]);
const CONFLICT = 466;
/** Not extended, or parents unknown. */
const NEEDS_PARENTS = 460;

/**
 * What an error number of ARC means for the transaction, or `undefined` when it says nothing about it: generic
 * errors (400, 409, 422) and those about BEEF, which we never send (467 to 469, 475).
 */
export function readErrorNumber(status: number): Answer | undefined {
  const detail = SENTENCES.get(status);
  const rest = { code: String(status), ...(detail === undefined ? {} : { detail }) };
  if (REFUSALS.has(status)) return { state: 'rejected', settled: true, ...rest };
  if (status === CONFLICT) return { state: 'conflict', settled: false, ...rest };
  if (status === NEEDS_PARENTS) return { state: 'pending', settled: false, ...rest };
  return undefined;
}

/** A state as ARC and Arcade give it, in an answer or an event. `status` is ARC's error number when it was refused. */
export type TxStatus = {
  readonly txStatus: string;
  readonly status?: number;
};

/** What a state means. A refusal that names its rule is as good as the error with that number. */
export function readStatus({ txStatus, status }: TxStatus): Answer {
  if (txStatus === 'REJECTED' && status !== undefined) {
    const verdict = readErrorNumber(status);
    if (verdict !== undefined) return verdict;
  }
  const meaning = Object.hasOwn(MEANINGS, txStatus) ? MEANINGS[txStatus] : undefined;
  const detail = SENTENCES.get(txStatus);
  return {
    ...(meaning ?? UNDER_WAY),
    code: meaning !== undefined || STEPS.has(txStatus) ? txStatus : OTHER_STATUS,
    ...(detail === undefined ? {} : { detail }),
  };
}
