'use client';

import { useEffect } from 'react';
import { Hidden } from '../ui/hidden.tsx';
import { plural } from '../ui/format.ts';
import styles from './activity.module.css';
import { useUnread } from './unread.ts';

/** The part of `Navigator` that sets the number on the app's icon; not in every browser. */
type Badging = { setAppBadge?: (count: number) => Promise<void>; clearAppBadge?: () => Promise<void> };

/** A dot beside the way to the activity, and the number on the app's icon, while something is new. */
export function ActivityBadge() {
  const unread = useUnread();
  useEffect(() => {
    const badging: Badging = navigator;
    const shown = unread > 0 ? badging.setAppBadge?.(unread) : badging.clearAppBadge?.();
    // An app that is not installed has no icon to mark.
    shown?.catch(() => undefined);
  }, [unread]);
  if (unread === 0) return null;
  return (
    <>
      <i className={styles.dot} />
      <Hidden>{plural(unread, 'new thing', 'new things')}</Hidden>
    </>
  );
}
