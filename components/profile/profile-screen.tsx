'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import type { ProfileView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { Timeline } from '../feed/timeline.tsx';
import { type ListOf, usePostList } from '../feed/use-post-list.ts';
import { Screen } from '../shell/screen.tsx';
import { useProfile } from '../use-answers.ts';
import { lastArrival } from '../ui/arrival.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { plural } from '../ui/format.ts';
import { useFragment } from '../ui/fragment.ts';
import { PostSkeletons } from '../ui/skeleton.tsx';
import type { Details } from './details-tab.tsx';
import { FollowButton } from './follow-button.tsx';
import { HandleList } from './handle-list.tsx';
import { PersonHeader } from './person-header.tsx';
import styles from './profile-screen.module.css';

const ListsOfDialog = lazy(async () => ({
  default: (await import('../lists/lists-of-dialog.tsx')).ListsOfDialog,
}));

/** The key or handle that the fragment names. */
export function ProfileScreen() {
  const who = useFragment();
  return <Profile key={who ?? ''} who={who} />;
}

function Profile({ who }: { readonly who: string | undefined }) {
  const hasClient = useClient() !== undefined;
  const { data: profile, isPending, error } = useProfile(who);
  const waits = who === undefined || (who !== '' && (!hasClient || isPending));
  return (
    <Screen
      title={t('Profile')}
      withBack
      {...(profile == null
        ? {}
        : { pane: <ProfilePane profile={profile} />, paneLabel: t('About this key') })}
    >
      {profile != null ? (
        <Person profile={profile} />
      ) : waits ? (
        <PostSkeletons count={3} />
      ) : (
        <EmptyState title={t('Nobody by that name')}>
          {error?.message ?? t('No key and no claim of it is known on this device.')}
        </EmptyState>
      )}
    </Screen>
  );
}

type Tab = 'posts' | 'replies' | 'media' | 'likes';

type TabWords = {
  readonly word: string;
  readonly label: string;
  readonly query: (key: string) => ListOf;
  /** What is said when there is nothing. */
  readonly empty: string;
};

const TABS = once((): Readonly<Record<Tab, TabWords>> => ({
  posts: {
    word: t('Posts'),
    label: t('Posts of this key'),
    query: (key) => ({ of: { kind: 'author', key }, only: 'posts' }),
    empty: t('Not a word so far'),
  },
  replies: {
    word: t('Replies'),
    label: t('Replies of this key'),
    query: (key) => ({ of: { kind: 'author', key }, only: 'replies' }),
    empty: t('Nobody answered so far'),
  },
  media: {
    word: t('Media'),
    label: t('Pictures of this key'),
    query: (key) => ({ of: { kind: 'author', key }, only: 'media' }),
    empty: t('No pictures so far'),
  },
  likes: {
    word: t('Likes'),
    label: t('Posts that this key likes'),
    query: (key) => ({ of: { kind: 'liked', key } }),
    empty: t('Nothing liked so far'),
  },
}));
const TAB_NAMES: readonly Tab[] = ['posts', 'replies', 'media', 'likes'];

/** What is asked for only when somebody opens it. */
const DETAILS = once((): readonly (readonly [Details, string])[] => [
  ['plots', t('Plots')],
  ['names', t('History')],
  ['key', t('Key')],
]);
const isDetails = (tab: Tab | Details): tab is Details => DETAILS().some(([name]) => name === tab);
const DetailsTab = lazy(async () => ({ default: (await import('./details-tab.tsx')).DetailsTab }));

/** Where a reader left each profile, for the way back. */
const left = new Map<string, Tab | Details>();

function Person({ profile }: { readonly profile: ProfileView }) {
  const { key } = profile;
  const [tab, setTab] = useState<Tab | Details>(() =>
    lastArrival() === 'return' ? (left.get(key) ?? 'posts') : 'posts',
  );
  const [isListing, setIsListing] = useState(false);
  useEffect(() => void left.set(key, tab), [key, tab]);
  const [first] = profile.handles;
  return (
    <>
      <PersonHeader
        personKey={profile.key}
        handle={first?.name}
        verified={first?.verdict.state === 'proven'}
        chain="bsv"
        alias={profile.alias}
        {...(first?.nameMarks && { nameMarks: first.nameMarks })}
        actions={
          <>
            <CopyButton text={profile.key}>{t('Copy key')}</CopyButton>
            <Button onClick={() => setIsListing(true)}>{t('Lists')}</Button>
            <FollowButton of={profile.key} />
          </>
        }
      >
        <span>{plural(profile.posts, 'post', 'posts')}</span>
        <span>{plural(profile.districts.length, 'district', 'districts')}</span>
      </PersonHeader>
      {isListing && (
        <Suspense fallback={null}>
          <ListsOfDialog of={profile.key} onClose={() => setIsListing(false)} />
        </Suspense>
      )}
      <nav aria-label={t('What of this key')} className={styles.tabs}>
        {TAB_NAMES.map((name) => (
          <button key={name} type="button" aria-pressed={name === tab} onClick={() => setTab(name)}>
            {TABS()[name].word}
          </button>
        ))}
        {DETAILS().map(([name, word]) => (
          <button key={name} type="button" aria-pressed={name === tab} onClick={() => setTab(name)}>
            {word}
          </button>
        ))}
      </nav>
      {isDetails(tab) ? (
        <Suspense fallback={<PostSkeletons count={2} />}>
          <DetailsTab profile={profile} which={tab} />
        </Suspense>
      ) : (
        <Posts key={tab} of={key} tab={tab} />
      )}
    </>
  );
}

function Posts({ of, tab }: { readonly of: string; readonly tab: Tab }) {
  const { query, label, empty } = TABS()[tab];
  const shown = usePostList(query(of), `profile:${of}:${tab}`, 'tab');
  return (
    <Timeline
      label={label}
      shown={shown}
      empty={<EmptyState title={empty}>{t('As far as this device holds what this key said.')}</EmptyState>}
    />
  );
}

function ProfilePane({ profile }: { readonly profile: ProfileView }) {
  return (
    <>
      <PartTitle>{t('Names')}</PartTitle>
      <HandleList handles={profile.handles} />
      <PartTitle>{t('What a seal says')}</PartTitle>
      <p className={styles.small}>
        {t(
          'That this key held the name when it signed, because its claim is the first in the order of the chain. It does not say who the person is.',
        )}
      </p>
    </>
  );
}
