import {
  keepPreviousData,
  notifyManager,
  QueryClient,
  QueryObserver,
  type QueryObserverResult,
} from '@tanstack/react-query';

/**
 * What screens asked for, and the answers. It is loaded with the client, before which there is nothing to ask: what a first
 * view is made of ({@link ./use-observed.ts}) knows only its types, other screens take `query-hooks.ts`.
 */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Answers come from this device: the browser's idea of being online says nothing about them.
      networkMode: 'always',
      // They stay true until the client says otherwise.
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 30 * 60_000,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    mutations: { networkMode: 'always' },
  },
});

/** Has answers read again. A picture never changes: one that was not here may have come. */
export function renew(names: Iterable<string>): void {
  for (const name of names)
    void queries.invalidateQueries({
      queryKey: [name],
      predicate: ({ state }) => name !== 'media' || state.data === null,
    });
}

export type Question<T> = {
  readonly queryKey: readonly (string | number)[];
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<T>;
  readonly enabled: boolean;
  /** While another key's answer is awaited, the last one stands in for it. */
  readonly keepsLast?: boolean;
};

const optionsOf = <T>({ keepsLast = false, ...question }: Question<T>) =>
  queries.defaultQueryOptions<T>({
    ...question,
    // TanStack's type forbids answers that are functions, which no answer is.
    ...(keepsLast && { placeholderData: keepPreviousData as never }),
  });

/** One asker's eye on a question, which may become another question with each look. */
export type Watcher<T> = {
  readonly look: (question: Question<T>) => QueryObserverResult<T>;
  readonly turnTo: (question: Question<T>) => void;
  readonly subscribe: (onChange: () => void) => () => void;
  readonly current: () => unknown;
};

export function watch<T>(question: Question<T>): Watcher<T> {
  const observer = new QueryObserver<T>(queries, optionsOf(question));
  return {
    look: (next) => observer.trackResult(observer.getOptimisticResult(optionsOf(next))),
    turnTo: (next) => observer.setOptions(optionsOf(next)),
    subscribe: (onChange) => observer.subscribe(notifyManager.batchCalls(onChange)),
    current: () => observer.getCurrentResult(),
  };
}
