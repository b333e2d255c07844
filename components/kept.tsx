'use client';

import { createContext, type ReactNode, use, useMemo } from 'react';
import type { Client } from '#lib/client/client.ts';
import { useClient } from './client-provider.tsx';
import { useObserved } from './use-observed.ts';
import { foldWords, type Unwanted } from './post/post-filter.ts';

type Keep = Parameters<Client['keep']>[0];

/** What this device keeps for its reader, and how to change it. Nobody else hears of any of it. */
export type KeptThings = Unwanted & {
  readonly bookmarks: ReadonlySet<string>;
  readonly follows: ReadonlySet<string>;
  /** Resolves when it is stored. */
  readonly keep: (what: Keep) => Promise<void>;
};

const KINDS = [
  'bookmark',
  'follow',
  'mute',
  'block',
  'mute-word',
  'mute-thread',
  'hide',
  'block-listed',
] as const;
type Kind = (typeof KINDS)[number];
type Lists = Readonly<Record<Kind, readonly string[]>>;

const NONE: Lists = {
  bookmark: [],
  follow: [],
  mute: [],
  block: [],
  'mute-word': [],
  'mute-thread': [],
  hide: [],
  'block-listed': [],
};

const thingsOf = (lists: Lists, keep: KeptThings['keep']): KeptThings => ({
  bookmarks: new Set(lists.bookmark),
  follows: new Set(lists.follow),
  mutedKeys: new Set(lists.mute),
  // A row of a list begins with the key.
  blockedKeys: new Set([...lists.block, ...lists['block-listed'].map((id) => id.slice(0, 40))]),
  mutedWords: new Set(lists['mute-word'].map(foldWords)),
  mutedThreads: new Set(lists['mute-thread']),
  hidden: new Set(lists.hide),
  keep,
});

const KeptContext = createContext<KeptThings>(
  thingsOf(NONE, () => Promise.reject(new Error('there is no client yet'))),
);

export const useKept = (): KeptThings => use(KeptContext);

/** One look at what is kept serves all cards. */
export function KeptProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const { data, refetch } = useObserved<Lists>({
    queryKey: ['kept'],
    queryFn: async () => {
      if (client === undefined) return NONE;
      const lists = await Promise.all(
        KINDS.map(async (kind) => [kind, (await client.kept(kind)).map(({ id }) => id)] as const),
      );
      return { ...NONE, ...Object.fromEntries(lists) };
    },
    enabled: client !== undefined,
  });
  const things = useMemo(
    () =>
      thingsOf(data ?? NONE, async (what) => {
        await client?.keep(what);
        await refetch();
      }),
    [client, data, refetch],
  );
  return <KeptContext value={things}>{children}</KeptContext>;
}
