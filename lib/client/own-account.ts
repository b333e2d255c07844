import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import type { ProfileView } from '#lib/feed/post-view.ts';
import type { Publication } from '#lib/publish/publication.ts';
import type { AccountRow } from '#lib/store/core-rows.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { AccountView } from './client.ts';

type Feed = Pick<Caller<FeedContract>, 'call'>;
type Account = Pick<AccountRow, 'key' | 'holder'>;

/** The keys that hold handles and plots for an account. In the first layout one key held all. */
const holdersOf = ({ key, holder }: Account): readonly string[] =>
  holder === undefined || holder === key ? [key] : [key, holder];

/**
 * The page of this device's own key. Strangers see there what its holder has once posts carry a handle of it; the owner sees
 * it at once.
 */
export async function ownProfile(
  feed: Feed,
  account: Account,
  signal?: AbortSignal,
): Promise<ProfileView | undefined> {
  const found = await Promise.all(holdersOf(account).map((who) => feed.call('profile', { who }, signal)));
  const [own] = found;
  if (own === undefined) return undefined;
  const all = found.flatMap((profile) => (profile === undefined ? [] : [profile]));
  const handles = new Map(all.flatMap(({ handles }) => handles.map((handle) => [handle.name, handle])));
  const districts = new Set(all.flatMap(({ districts }) => districts));
  return { ...own, handles: [...handles.values()], districts: [...districts] };
}

/** The account as screens show it. */
export async function readAccount(
  store: Pick<CoreStore, 'account' | 'balance' | 'publications'>,
  feed: Feed,
): Promise<AccountView | undefined> {
  const row = await store.account();
  if (row === undefined) return undefined;
  const { key, address } = row;
  const [balanceSats, profile, rows] = await Promise.all([
    store.balance(),
    ownProfile(feed, row),
    store.publications(),
  ]);
  const handle = profile?.handles[0]?.name ?? claimUnderWay(rows) ?? (await handedOver(feed, row));
  return {
    key,
    holders: holdersOf(row),
    address,
    balanceSats,
    ...(handle !== undefined && { handle }),
    ...(row.linked === true && { linked: true }),
    ...copyState(row, balanceSats, rows),
  };
}

/** More than this nobody should have on one device alone, in satoshis: some hundred posts. */
const COPY_WANTED_SATS = 20_000;

/** Whether there is a copy of the key, and whether it is time to ask for one: not before there is something to lose. */
export function copyState(
  { copies = {}, linked }: Pick<AccountRow, 'copies' | 'linked'>,
  balanceSats: number,
  rows: readonly Pick<Publication, 'state'>[],
): Pick<AccountView, 'copied' | 'copyWanted'> {
  // What it has the device that linked it can make anew.
  if (linked === true) return {};
  const times = [copies.file, copies.words].filter((time) => time !== undefined);
  if (times.length > 0) return { copied: Math.max(...times) };
  if (rows.some(({ state }) => state === 'in-block')) return { copyWanted: 'posted' };
  return balanceSats >= COPY_WANTED_SATS ? { copyWanted: 'coins' } : {};
}

/** The handle that the link of this device named, until a claim is read that gives it to somebody: to us, or it is theirs. */
async function handedOver(feed: Feed, { handle }: Pick<AccountRow, 'handle'>): Promise<string | undefined> {
  if (handle === undefined) return undefined;
  return (await feed.call('profile', { who: `${handle}.bitter` })) === undefined ? handle : undefined;
}

/** The handle that this key is claiming: posts may carry it at once, and are verified when the claim is. */
function claimUnderWay(rows: readonly Publication[]): string | undefined {
  for (const { intent, state } of rows) {
    if (intent.kind === 'claim-handle' && state !== 'failed' && state !== 'in-block') return intent.name;
  }
  return undefined;
}
