'use client';

import type { ProfileView } from '#lib/feed/post-view.ts';
import { useClient } from '../client-provider.tsx';
import { Timeline } from '../feed/timeline.tsx';
import { usePostList } from '../feed/use-post-list.ts';
import { Screen } from '../shell/screen.tsx';
import { useProfile } from '../use-answers.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { plural } from '../ui/format.ts';
import { useFragment } from '../ui/fragment.ts';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { FollowButton } from './follow-button.tsx';
import { HandleList } from './handle-list.tsx';
import { LandTiles } from './land-tiles.tsx';
import { PersonHeader } from './person-header.tsx';
import styles from './profile-screen.module.css';

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
      title="Profile"
      withBack
      {...(profile == null ? {} : { pane: <ProfilePane profile={profile} />, paneLabel: 'About this key' })}
    >
      {profile != null ? (
        <Person profile={profile} />
      ) : waits ? (
        <PostSkeletons count={3} />
      ) : (
        <EmptyState title="Nobody by that name">
          {error?.message ?? 'No key and no claim of it is known on this device.'}
        </EmptyState>
      )}
    </Screen>
  );
}

function Person({ profile }: { readonly profile: ProfileView }) {
  const shown = usePostList({ of: { kind: 'author', key: profile.key } }, `profile:${profile.key}`, 'tab');
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
            <CopyButton text={profile.key}>Copy key</CopyButton>
            <FollowButton of={profile.key} />
          </>
        }
      >
        <span>{plural(profile.posts, 'post', 'posts')}</span>
        <span>{plural(profile.districts.length, 'district', 'districts')}</span>
      </PersonHeader>
      <LandTiles districts={profile.districts} />
      <h2 className={styles.posts}>Posts</h2>
      <Timeline
        label="Posts of this key"
        shown={shown}
        empty={
          <EmptyState title="Not a word so far">Nothing that this key wrote is on this device.</EmptyState>
        }
      />
    </>
  );
}

function ProfilePane({ profile }: { readonly profile: ProfileView }) {
  return (
    <>
      <PartTitle>Names</PartTitle>
      <HandleList handles={profile.handles} />
      <PartTitle>What a seal says</PartTitle>
      <p className={styles.small}>
        That this key held the name when it signed, because its claim is the first in the order of the chain.
        It does not say who the person is.
      </p>
    </>
  );
}
