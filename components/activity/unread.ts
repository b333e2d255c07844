import { useSyncExternalStore } from 'react';
import type { ActivityView } from '#lib/feed/post-view.ts';
import { useKept } from '../kept.tsx';
import { whyNot, type Unwanted } from '../post/post-filter.ts';
import { useActivity } from '../use-answers.ts';

const SEEN = 'nabo:activity-seen';
const watchers = new Set<() => void>();

/** Until when the reader has looked at their activity, as it is stored. */
export function seenUntil(): number {
  try {
    return Number(localStorage.getItem(SEEN) ?? 0);
  } catch {
    return 0;
  }
}

/** Everything up to a moment (milliseconds since 1970) has been looked at. */
export function noteSeen(until: number): void {
  try {
    if (until > seenUntil()) localStorage.setItem(SEEN, String(until));
  } catch {
    // Storage may be full or forbidden: then everything is new again next time.
  }
  for (const each of watchers) each();
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  // Another tab of the same reader.
  window.addEventListener('storage', watcher);
  return () => {
    watchers.delete(watcher);
    window.removeEventListener('storage', watcher);
  };
}

/** The same for a screen; zero in a page that was made ahead, until it is alive. */
const useSeenUntil = (): number => useSyncExternalStore(subscribe, seenUntil, () => 0);

/** What is left of the activity when nobody whom the reader muted or blocked is in it. */
export function wantedOf(activity: readonly ActivityView[], unwanted: Unwanted): readonly ActivityView[] {
  return activity.flatMap((entry): ActivityView[] => {
    if ('post' in entry) return whyNot(entry.post, unwanted) === undefined ? [entry] : [];
    // What becomes of one's own things is no word of whom one does not hear.
    if (entry.kind === 'title') return [entry];
    const by = entry.by.filter(
      ({ key = '' }) => !unwanted.mutedKeys.has(key) && !unwanted.blockedKeys.has(key),
    );
    return by.length === 0 ? [] : [{ ...entry, by, count: entry.count - (entry.by.length - by.length) }];
  });
}

/** How many entries are newer than the reader's last look. */
export function useUnread(): number {
  const { data } = useActivity();
  const unwanted = useKept();
  const seen = useSeenUntil();
  return wantedOf(data ?? [], unwanted).filter(({ at }) => at > seen).length;
}
