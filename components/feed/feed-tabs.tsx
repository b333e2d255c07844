'use client';

import type { ReactNode } from 'react';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import type { FeedName } from '../ui/place.ts';
import { Link } from '../ui/link.tsx';
import styles from './feed-screen.module.css';

const TABS = once((): readonly { readonly feed: FeedName; readonly word: string }[] => [
  { feed: 'following', word: t('Following') },
  { feed: 'latest', word: t('Latest') },
  { feed: 'neighbours', word: t('Neighbours') },
  { feed: 'here', word: t('Here') },
]);

type Props = {
  readonly current: FeedName;
  /** A press on the tab that is open already. */
  readonly onAgain: () => void;
  readonly children: ReactNode;
};

/** The four feeds in a row that stays; what is new has its place at the end of it. */
export function FeedTabs({ current, onAgain, children }: Props) {
  return (
    <nav className={styles.tabs} aria-label={t('Feeds')}>
      <div className={styles.words}>
        {TABS().map(({ feed, word }) => (
          <Link
            key={feed}
            to={{ screen: 'feed', feed }}
            aria-current={feed === current ? 'page' : undefined}
            onClick={(event) => {
              if (feed !== current) return;
              event.preventDefault();
              onAgain();
            }}
          >
            {word}
          </Link>
        ))}
      </div>
      {children}
    </nav>
  );
}
