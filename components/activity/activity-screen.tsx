'use client';

import { useEffect, useState } from 'react';
import type { ActivityView, AuthorView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useKept } from '../kept.tsx';
import { authorLabel } from '../post/author-label.ts';
import { PostCard } from '../post/post-card.tsx';
import { titleName, titlePlace, titleSentence } from '../profile/title-words.ts';
import { Screen } from '../shell/screen.tsx';
import { useAccount, useActivity } from '../use-answers.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classes } from '../ui/classes.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { count, listed } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import type { Place } from '../ui/place.ts';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { Time } from '../ui/time.tsx';
import styles from './activity.module.css';
import { noteSeen, seenUntil, wantedOf } from './unread.ts';

/** What others did that concerns the reader, found in what this device holds. */
export function ActivityScreen() {
  const { data: account } = useAccount();
  const { data, isPending } = useActivity();
  const unwanted = useKept();
  const entries = wantedOf(data ?? [], unwanted);
  return (
    <Screen title={t('Activity')} position="activity" ready={!isPending}>
      {account === undefined || isPending ? (
        <PostSkeletons count={3} />
      ) : entries.length === 0 ? (
        <EmptyState title={t('Nothing yet')}>
          {account === null
            ? t('Answers and likes stand here once you have written something.')
            : t(
                'Answers, mentions, likes, reposts, follows, and what becomes of your names and land stand here. They are found in what this device holds; nobody is asked for them.',
              )}
        </EmptyState>
      ) : (
        <Entries of={entries} />
      )}
    </Screen>
  );
}

/** They come once the page is alive: one that was made ahead knows nothing of what was seen. */
function Entries({ of }: { readonly of: readonly ActivityView[] }) {
  // What was new when the reader came stays marked while they look.
  const [newSince] = useState(seenUntil);
  const newest = of[0]?.at ?? 0;
  useEffect(() => noteSeen(newest), [newest]);
  return (
    <ul aria-label={t('Activity')}>
      {of.map((entry) => (
        <li key={entry.id} className={classes(entry.at > newSince && styles.fresh)}>
          {entry.at > newSince && <Hidden>{t('New')}</Hidden>}
          <Entry entry={entry} />
        </li>
      ))}
    </ul>
  );
}

const ICON: Readonly<Record<'like' | 'repost' | 'follow', IconName>> = {
  like: 'like',
  repost: 'repost',
  follow: 'me',
};

type TitleEntryProps = { readonly entry: Extract<ActivityView, { readonly kind: 'title' }> };

function Entry({ entry }: { readonly entry: ActivityView }) {
  if ('post' in entry)
    return (
      <>
        <p className={styles.kind}>
          <Icon name={entry.kind === 'reply' ? 'reply' : 'at'} small />
          {entry.kind === 'reply' ? t('Answered you') : t('Named you')}
        </p>
        <PostCard post={entry.post} />
      </>
    );
  if (entry.kind === 'title') return <TitleEntry entry={entry} />;
  const to: Place =
    entry.kind === 'follow'
      ? { screen: 'profile', who: entry.by[0]?.key ?? '' }
      : { screen: 'post', id: entry.to.id ?? entry.to.txid };
  return (
    <Link to={to} className={styles.group}>
      <Icon name={ICON[entry.kind]} />
      <span className={styles.words}>
        <span className={styles.faces}>
          {entry.by.map(({ key }) => (
            <Avatar key={key ?? ''} of={key} size="small" />
          ))}
        </span>
        <span>
          {namesOf(entry.by, entry.count)} {SAID()[entry.kind]} <Time at={entry.at} />
        </span>
        {entry.kind !== 'follow' && <span className={styles.excerpt}>{entry.to.excerpt}</span>}
      </span>
    </Link>
  );
}

/** What became of a handle or a district of the reader's. */
function TitleEntry({ entry: { event, by, count: claimants, at } }: TitleEntryProps) {
  return (
    <Link to={titlePlace(event)} className={styles.group}>
      <Icon name={event.of.kind === 'handle' ? 'at' : 'plot'} />
      <span className={styles.words}>
        {by.length > 0 && (
          <span className={styles.faces}>
            {by.map(({ key }) => (
              <Avatar key={key ?? ''} of={key} size="small" />
            ))}
          </span>
        )}
        <b>
          <bdi>{titleName(event)}</bdi>
        </b>
        <span>
          {claimants > 1
            ? t('{namesOf} claimed it too, later. That changes nothing.', { namesOf: namesOf(by, claimants) })
            : titleSentence(event)}{' '}
          {at > 0 && <Time at={at} />}
        </span>
      </span>
    </Link>
  );
}

const SAID = once(
  () => ({ like: t('liked this'), repost: t('reposted this'), follow: t('follow you') }) as const,
);

const MOST_NAMED = 2;

function namesOf(by: readonly AuthorView[], total: number): string {
  const names = by.slice(0, MOST_NAMED).map((author) => authorLabel(author));
  const others = total - names.length;
  const all =
    others > 0
      ? [...names, others === 1 ? t('one other') : t('{others} others', { others: count(others) })]
      : names;
  return listed(all);
}
