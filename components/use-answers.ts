import type { Client } from '#lib/client/client.ts';
import type { BlockHash, Outpoint, Txid } from '#lib/bytes/brand.ts';
import { useClient } from './client-provider.tsx';
import type { QueryName } from './query-keys.ts';
import { type Observed, useObserved } from './use-observed.ts';

type Options = { readonly enabled?: boolean; readonly keepPrevious?: boolean };

/** TanStack has no word for "no such thing", so it travels as `null`. */
function useAnswer<T>(
  key: readonly [QueryName, ...(string | number)[]],
  ask: (client: Client, signal: AbortSignal) => Promise<T | undefined>,
  { enabled = true, keepPrevious = false }: Options = {},
): Observed<T | null> {
  const client = useClient();
  return useObserved<T | null>({
    queryKey: key,
    queryFn: async ({ signal }) => (client === undefined ? null : ((await ask(client, signal)) ?? null)),
    enabled: client !== undefined && enabled,
    keepsLast: keepPrevious,
  });
}

const NEWEST = 30;

/** The newest posts of all. */
export const useLatestPosts = () =>
  useAnswer(['latest'], async (client, signal) => {
    const { posts } = await client.timeline({ of: { kind: 'latest' }, limit: NEWEST }, signal);
    return posts;
  });

export const useActivity = () => useAnswer(['activity'], (client, signal) => client.activity(signal));

/** Whom the reader may want to follow. */
export const useSuggestions = () =>
  useAnswer(['suggestions'], (client, signal) => client.suggestions(signal));

/** How near a key is to the reader, by whom people follow. */
export const useNearness = (key: string | undefined) =>
  useAnswer(['nearness', key ?? ''], (client, signal) => client.nearness(key ?? '', signal), {
    enabled: key !== undefined,
  });

export const useThread = (id: string) =>
  useAnswer(['thread', id], (client, signal) => client.thread(id, signal));

export const useProfile = (who: string | undefined) =>
  useAnswer(['profile', who ?? ''], (client, signal) => client.profile(who ?? '', signal), {
    enabled: who !== undefined && who !== '',
  });

export const useDistrict = (height: number | undefined) =>
  useAnswer(['district', height ?? -1], (client, signal) => client.district(height ?? 0, signal), {
    enabled: height !== undefined,
  });

/** The whole id of a transaction of a block; `null` where nobody here has it. */
export const useWholeId = (block: BlockHash | undefined, index: number) =>
  useAnswer(
    ['whole-id', block ?? '', index],
    async (client, signal) =>
      block === undefined ? null : ((await client.wholeId(block, index, signal)) ?? null),
    { enabled: block !== undefined },
  );

export const useBtcBlock = (height: number) =>
  useAnswer(['btc-block', height], (client, signal) => client.btcBlock(height, signal));

/** `searchTo`: the last block in which its claims are searched for. */
export const useBtcDistrict = (height: number, searchTo: number) =>
  useAnswer(
    ['btc-district', height, searchTo],
    (client, signal) => client.btcDistrict(height, searchTo, signal),
    { keepPrevious: true },
  );

export const useLand = () => useAnswer(['land'], (client, signal) => client.land(signal));

export const useHandleAvailability = (name: string) =>
  useAnswer(['handle', name], (client, signal) => client.handleAvailability(name, signal), {
    enabled: name !== '',
    keepPrevious: true,
  });

export const useMedia = (id: Outpoint) =>
  useAnswer(['media', id], (client, signal) => client.media(id, signal));

export const useStatus = () => useAnswer(['status'], (client) => client.status());

export const useNeighbours = () => useAnswer(['neighbours'], (client) => client.neighbours());

/** How many neighbours hold a post. */
export const useHolders = (txid: Txid) =>
  useAnswer(['neighbours', 'holders', txid], (client) => client.holders(txid));

/** How it is going with lines from browser to browser; `null` where neighbours do not meet. */
export const useDirect = () => useAnswer(['neighbours', 'direct'], (client) => client.direct());

export const useAccount = () => useAnswer(['account'], (client) => client.account());

export const useKeys = () => useAnswer(['keys'], async (client) => (await client.keys()).view());

/** Who lives on this device. */
export const useIdentities = () =>
  useAnswer(['keys', 'identities'], async (client) => (await client.identities()).list());

/** Which other wallet pays, if one does. */
export const useOutside = () =>
  useAnswer(['keys', 'outside'], async (client) => (await client.outside()).view());

export const useInvites = () => useAnswer(['invites'], async (client) => (await client.invites()).list());

/** What an invite's link offers. Asked under a number, so that the link itself is no key of any table. */
export const useOffer = (number: number, link: string) =>
  useAnswer(['invites', 'offer', number], async (client) => (await client.invites()).read(link), {
    keepPrevious: true,
  });

export const useWallet = () => useAnswer(['wallet'], async (client) => (await client.wallet()).view());

export const usePublications = () => useAnswer(['publications'], (client) => client.publications());
