import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useAnswers } from './client-provider.tsx';
import type { Question } from './queries.ts';

/** How it stands with a question. */
export type Observed<T> = {
  readonly data: T | undefined;
  readonly error: Error | null;
  /** There is no answer yet. */
  readonly isPending: boolean;
  readonly refetch: () => Promise<unknown>;
};

const PENDING: Observed<never> = {
  data: undefined,
  error: null,
  isPending: true,
  refetch: () => Promise.resolve(),
};

/** TanStack's `useQuery` for what a first view shows: until the client brings the rest of TanStack, every answer is pending. */
export function useObserved<T>(question: Question<T>): Observed<T> {
  const answers = useAnswers();
  // oxlint-disable-next-line react/exhaustive-deps -- the watcher turns to later questions below
  const watcher = useMemo(() => answers?.watch<T>(question), [answers]);
  const result = watcher?.look(question) ?? PENDING;
  const subscribe = useCallback(
    (onChange: () => void) => watcher?.subscribe(onChange) ?? (() => undefined),
    [watcher],
  );
  const current = useCallback(() => watcher?.current(), [watcher]);
  useSyncExternalStore(subscribe, current, current);
  useEffect(() => watcher?.turnTo(question), [watcher, question]);
  return result;
}
