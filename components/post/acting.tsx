'use client';

import { createContext, type ReactNode, use, useMemo } from 'react';
import type { Txid } from '#lib/bytes/brand.ts';
import { usePublications } from '../use-answers.ts';

/** What a press does to a post by the chain alone. */
export type Act = 'like' | 'repost';

/** Likes and reposts of the reader's own. One look at the outbox serves all cards. */
export type Acting = Readonly<Record<Act, ReadonlySet<Txid>>>;

const NONE: ReadonlySet<Txid> = new Set();
const ActingContext = createContext<Acting>({ like: NONE, repost: NONE });

export const useActing = (): Acting => use(ActingContext);

export function ActingProvider({ children }: { readonly children: ReactNode }) {
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
    };
  }, [publications]);
  return <ActingContext value={acting}>{children}</ActingContext>;
}
