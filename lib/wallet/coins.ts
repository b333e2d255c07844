import type { Outpoint } from '#lib/bytes/brand.ts';
import { CHANGE_BYTES, paidFee, transactionBytes } from './fee.ts';

/**
 * Whether a coin may be spent.
 *
 * - `free`: nothing of ours spends it.
 * - `reserved`: a publication on its way spends it (`by`).
 * - `spent`: that publication is in a block.
 * - `void`: the transaction of ours that makes it was refused. It comes back should that turn out wrong.
 */
type CoinStatus = 'free' | 'reserved' | 'spent' | 'void';

/** An output that our key can spend. */
export type Coin = {
  readonly outpoint: Outpoint;
  readonly sats: number;
  readonly script: Uint8Array;
  readonly status: CoinStatus;
  /** The publication that makes it, where it is change of our own. */
  readonly from?: string;
  /** The publication that spends it; present while `reserved` or `spent`. */
  readonly by?: string;
  /**
   * The failed publication whose refused transaction spent it. Kept aside for when that one is tried again: should the
   * refusal have been a lie, two transactions with one coin cannot both be mined.
   */
  readonly held?: string;
  /** How many transactions of ours in a row have to be mined before it is; 0 for one in a block or from elsewhere. */
  readonly depth: number;
  /** How often a broadcaster did not know it, or knew another spend of it. Doubtful coins are used last. */
  readonly doubt: number;
};

/** Longest chain of our own unmined transactions. Nodes allow more; each one more is a wait for whoever checks it. */
export const MAX_DEPTH = 25;
/** More inputs make signing slow, since each signature hashes all of them. */
export const MAX_INPUTS = 50;
/** A coin of one satoshi is an inscription: it is never a payment, and never a fee. */
const LEAST_COIN = 2;
/** Less change than this costs about as much to spend as it is worth; it goes to the fee. */
export const LEAST_CHANGE = 30;
/** What a coin is split into: enough for a few dozen posts, so that they need not wait for one another. */
export const POST_COIN_SATS = 5_000;
/** Coins that we like to have ready. */
const READY_COINS = 8;
/** With fewer ready coins than this, a large change is split. */
const SPLIT_BELOW = 4;
/** Coins worth less than this are crumbs: what posts leave over. */
const CRUMB_SATS = POST_COIN_SATS / 2;
/** With more crumbs than this, posts sweep some of them up on their way. */
export const MOST_CRUMBS = 16;
/** Crumbs that one transaction sweeps up; each costs as much as it would cost elsewhere. */
const SWEPT_AT_ONCE = 10;

export type SelectionRequest = {
  readonly coins: readonly Coin[];
  /** Sizes of the outputs that are made before the change. */
  readonly outputBytes: readonly number[];
  /** What those outputs are worth. */
  readonly outputSats: number;
  /** Satoshis per 1,000 bytes, as `feeRate` gives it. */
  readonly rate: number;
  /** One coin of each of these sets is spent, doubtful or not: they tie it to transactions that left before it. */
  readonly again?: readonly (readonly Outpoint[])[];
  /** Whether other coins may be used that a broadcaster did not know, or that are kept aside. */
  readonly doubtful?: boolean;
};

export type Selection = {
  readonly inputs: readonly Coin[];
  /** Values of the change outputs, in order. */
  readonly change: readonly number[];
  readonly feeSats: number;
  /** Largest size of the signed transaction. */
  readonly bytes: number;
};

/** Why no coins could be chosen. `shortBy` is what is missing, in satoshis. */
export type Shortage = {
  /** `unsettled`: there is enough, at the end of too long a chain of unmined transactions, or not free at this moment. */
  readonly code: 'insufficient-funds' | 'unsettled';
  readonly shortBy: number;
};

/**
 * Chooses coins for a transaction and splits its change. Pure: it depends on its arguments alone, and never on their
 * order. One coin that suffices is preferred to several, certain and settled ones to others, the smallest that does to
 * a larger one. Where crumbs have gathered, it takes some of the smallest along. The sum of the inputs is always outputs, change and fee together.
 */
export function selectCoins(request: SelectionRequest): Selection | Shortage {
  const { coins, outputBytes, outputSats, rate, again = [], doubtful = false } = request;
  // What a coin costs to spend, it must at least be worth.
  const floor = Math.max(
    LEAST_COIN,
    paidFee(transactionBytes(1, []), rate) - paidFee(transactionBytes(0, []), rate),
  );
  const spendable = coins.filter(
    ({ status, sats, doubt, held }) =>
      status === 'free' && sats > floor && (doubtful || (doubt === 0 && held === undefined)),
  );
  const usable = spendable.filter(({ depth }) => depth < MAX_DEPTH).toSorted(byPreference);
  const need = (inputs: number): number => outputSats + paidFee(transactionBytes(inputs, outputBytes), rate);

  const tied = tiedCoins(coins, again);
  if (tied === undefined || tied.some(({ depth }) => depth >= MAX_DEPTH))
    return { code: 'unsettled', shortBy: 0 };
  const inputs = tied.length > 0 ? tied : (oneCoin(usable, need(1)) ?? []);
  let sum = total(inputs);
  // Largest first, so that few inputs suffice.
  const rest = usable
    .filter((coin) => !inputs.includes(coin))
    .toSorted((a, b) => a.doubt - b.doubt || b.sats - a.sats || compare(a, b));
  for (const coin of rest) {
    if (sum >= need(inputs.length) && inputs.length > 0) break;
    if (inputs.length === MAX_INPUTS) break;
    inputs.push(coin);
    sum += coin.sats;
  }
  if (inputs.length === 0 || sum < need(inputs.length)) {
    const shortBy = need(Math.max(1, inputs.length)) - sum;
    const unsettled =
      total(spendable.slice(0, MAX_INPUTS)) >= need(Math.min(spendable.length, MAX_INPUTS)) &&
      spendable.length > usable.length;
    return { code: unsettled ? 'unsettled' : 'insufficient-funds', shortBy };
  }
  const swept = crumbsToSweep(rest, inputs);
  inputs.push(...swept);
  sum += total(swept);
  const ready = spendable.filter((coin) => !inputs.includes(coin) && coin.sats >= CRUMB_SATS).length;
  return withChange(request, inputs, sum, ready);
}

/** The smallest of too many settled crumbs, of `coins` in falling order, that go along with `inputs`. */
function crumbsToSweep(coins: readonly Coin[], inputs: readonly Coin[]): readonly Coin[] {
  const crumbs = coins.filter(
    (coin) =>
      coin.sats < CRUMB_SATS &&
      coin.depth === 0 &&
      coin.doubt === 0 &&
      coin.held === undefined &&
      !inputs.includes(coin),
  );
  const many = Math.min(crumbs.length - MOST_CRUMBS, SWEPT_AT_ONCE, MAX_INPUTS - inputs.length);
  return many > 0 ? crumbs.slice(-many) : [];
}

/** Splits what is left over into change, so that inputs are worth exactly outputs, change and fee. */
function withChange(
  { outputBytes, outputSats, rate }: SelectionRequest,
  inputs: readonly Coin[],
  sum: number,
  ready: number,
): Selection {
  const sized = (change: number): number =>
    transactionBytes(inputs.length, [...outputBytes, ...Array.from({ length: change }, () => CHANGE_BYTES)]);
  const left = (change: number): number => sum - outputSats - paidFee(sized(change), rate);

  const single = left(1);
  if (single < LEAST_CHANGE) return { inputs, change: [], feeSats: sum - outputSats, bytes: sized(0) };
  let parts = 1;
  if (ready < SPLIT_BELOW) {
    parts = Math.max(1, Math.min(READY_COINS - ready, Math.floor(single / POST_COIN_SATS)));
    // The parts cost a little themselves.
    while (parts > 1 && left(parts) < parts * POST_COIN_SATS) parts -= 1;
  }
  const remainder = left(parts) - (parts - 1) * POST_COIN_SATS;
  const change = [...Array.from({ length: parts - 1 }, () => POST_COIN_SATS), remainder];
  return { inputs, change, feeSats: paidFee(sized(parts), rate), bytes: sized(parts) };
}

/** One free coin of each set, the best there is; `undefined` when a set has none. */
function tiedCoins(coins: readonly Coin[], sets: readonly (readonly Outpoint[])[]): Coin[] | undefined {
  const chosen: Coin[] = [];
  const free = coins.filter(({ status }) => status === 'free').toSorted(byPreference);
  for (const set of sets) {
    if (chosen.some(({ outpoint }) => set.includes(outpoint))) continue;
    const coin = free.find(({ outpoint }) => set.includes(outpoint));
    if (coin === undefined) return undefined;
    chosen.push(coin);
  }
  return chosen;
}

/** The best single coin that is worth enough: certain first, then unclaimed, then settled, then the smallest. */
function oneCoin(coins: readonly Coin[], sats: number): Coin[] | undefined {
  const found = coins.find((coin) => coin.sats >= sats);
  return found === undefined ? undefined : [found];
}

const byPreference = (a: Coin, b: Coin): number =>
  a.doubt - b.doubt ||
  Number(a.held !== undefined) - Number(b.held !== undefined) ||
  a.depth - b.depth ||
  a.sats - b.sats ||
  compare(a, b);

const compare = (a: Coin, b: Coin): number =>
  a.outpoint < b.outpoint ? -1 : a.outpoint > b.outpoint ? 1 : 0;

const total = (coins: readonly Coin[]): number => coins.reduce((sum, { sats }) => sum + sats, 0);
