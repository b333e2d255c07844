'use client';

import { createContext, type ReactNode, use, useMemo } from 'react';
import type { Txid } from '#lib/bytes/brand.ts';
import { useClient } from '../client-provider.tsx';
import { usePublications } from '../use-answers.ts';

/** What a press does to a post by the chain alone. */
export type Act = 'like' | 'repost';

/** Likes and reposts of the reader's own, and how to make one. One look at the outbox serves all cards. */
export type Acting = Readonly<Record<Act, ReadonlySet<Txid>>> & {
  /** Answers whether it was saved. */
  readonly act: (kind: Act, to: Txid) => Promise<boolean>;
};

const NONE: ReadonlySet<Txid> = new Set();
const ActingContext = createContext<Acting>({ like: NONE, repost: NONE, act: async () => false });

export const useActing = (): Acting => use(ActingContext);

export function ActingProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const { data: publications } = usePublications();
  const acting = useMemo<Acting>(() => {
    const done = (kind: Act): ReadonlySet<Txid> =>
      new Set(
        // Those that failed can be tried again.
        (publications ?? []).flatMap(({ publication: { intent, state } }) =>
          intent.kind === kind && state !== 'failed' ? [intent.to] : [],
        ),
      );
    return {
      like: done('like'),
      repost: done('repost'),
      act: async (kind, to) => {
        if (client === undefined) return false;
        return client.publish({ kind, to }).then(
          () => true,
          () => false,
        );
      },
    };
  }, [client, publications]);
  return <ActingContext value={acting}>{children}</ActingContext>;
}
