'use client';

import { lazy, Suspense, useState } from 'react';
import type { AccountView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useComposer } from '../compose/composer-provider.tsx';
import { Timeline } from '../feed/timeline.tsx';
import { usePostList } from '../feed/use-post-list.ts';
import { useOwnPosts } from '../feed/use-own-posts.ts';
import { Screen } from '../shell/screen.tsx';
import { useAccount, useProfile, usePublications } from '../use-answers.ts';
import { useEstimate } from '../use-estimate.ts';
import { Button, buttonClass, iconButtonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Facts, PartTitle } from '../ui/facts.tsx';
import { count, plural, sats } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { LandTiles } from './land-tiles.tsx';
import { rich } from '../ui/rich.ts';
import styles from './me-screen.module.css';
import { MorePlaces } from './more-places.tsx';
import { OutboxList } from './outbox-list.tsx';
import { PersonHeader } from './person-header.tsx';

const ProfileDialog = lazy(async () => ({ default: (await import('./profile-dialog.tsx')).ProfileDialog }));

const AVERAGE_POST = [
  { kind: 'post', text: 'A post of about a hundred letters, as most of them are.' },
] as const;

export function MeScreen() {
  const composer = useComposer();
  const { data: account } = useAccount();
  const { data: publications } = usePublications();
  const knows = account !== undefined && publications !== undefined;
  const isNew = account === null && publications?.length === 0;
  return (
    <Screen
      title={t('Me')}
      actions={
        <Link to={{ screen: 'settings' }} className={iconButtonClass} aria-label={t('Settings')}>
          <Icon name="settings" />
        </Link>
      }
      {...(account == null ? {} : { pane: <MePane account={account} />, paneLabel: t('This key') })}
    >
      <MorePlaces />
      {!knows ? (
        <PostSkeletons count={3} />
      ) : isNew ? (
        <EmptyState
          title={t('Nobody yet')}
          action={<Button onClick={() => composer.open()}>{t('Write the first post')}</Button>}
        >
          {t(
            'Reading needs no account. A key of your own is made on this device with your first post, and nothing is asked before.',
          )}
        </EmptyState>
      ) : (
        <Own account={account ?? undefined} />
      )}
    </Screen>
  );
}

function Own({ account }: { readonly account: AccountView | undefined }) {
  const { data: profile } = useProfile(account?.key);
  const { data: publications } = usePublications();
  const own = useOwnPosts();
  const [isEditing, setIsEditing] = useState(false);
  const shown = usePostList(
    account === undefined ? undefined : { of: { kind: 'author', key: account.key } },
    'me',
    'tab',
  );
  const proven =
    profile?.handles.find((handle) => handle.name === account?.handle)?.verdict.state === 'proven';
  return (
    <>
      {account !== undefined && (
        <>
          <PersonHeader
            personKey={account.key}
            handle={account.handle}
            verified={proven}
            chain="bsv"
            alias={profile?.alias}
            actions={
              <>
                <Link to={{ screen: 'wallet' }} className={buttonClass('plain')}>
                  {t('Wallet')}
                </Link>
                {account.linked !== true && (
                  <Button onClick={() => setIsEditing(true)}>{t('About you')}</Button>
                )}
              </>
            }
          >
            <span>{plural(profile?.posts ?? 0, 'post', 'posts')}</span>
            <span>{plural(profile?.districts.length ?? 0, 'district', 'districts')}</span>
            <Link to={{ screen: 'wallet' }} className={styles.balance}>
              <b>{sats(account.balanceSats)}</b>
            </Link>
          </PersonHeader>
          {isEditing && (
            <Suspense fallback={null}>
              <ProfileDialog alias={profile?.alias} onClose={() => setIsEditing(false)} />
            </Suspense>
          )}
          {account.handle === undefined && account.linked !== true && (
            <Link to={{ screen: 'handle' }} className={styles.todo}>
              <Icon name="at" small />
              <span>{rich('You write as a key. <b>Claim a name</b>', { b: (inner) => <b>{inner}</b> })}</span>
              <Icon name="right" small />
            </Link>
          )}
          {account.handle !== undefined && account.linked !== true && (
            <Link to={{ screen: 'handle' }} className={styles.note}>
              <Icon name="at" small />
              <span>{t('Names: claim another one, or hand one on')}</span>
              <Icon name="right" small />
            </Link>
          )}
          <CopyNote account={account} />
          {account.linked !== true && (
            <Link to={{ screen: 'invite' }} className={styles.note}>
              <Icon name="share" small />
              <span>{t('Invites: pay for somebody’s first posts')}</span>
              <Icon name="right" small />
            </Link>
          )}
          <Link to={{ screen: 'make' }} className={styles.note}>
            <Icon name="plus" small />
            <span>{t('Make: inscribe a picture, a page or a site')}</span>
            <Icon name="right" small />
          </Link>
          <LandTiles districts={profile?.districts ?? []} canSeek={account.linked !== true} />
        </>
      )}
      <OutboxList publications={publications ?? []} />
      <h2 className={styles.posts}>{t('Posts')}</h2>
      <Timeline
        label={t('Your posts')}
        shown={shown}
        own={own}
        empty={
          <EmptyState title={t('Not a word so far')}>
            {t('What you write stands here, from the first moment on.')}
          </EmptyState>
        }
      />
    </>
  );
}

/** Whether there is a copy of the key: asked for when there is something to lose, told quietly before and after. */
function CopyNote({ account }: { readonly account: AccountView }) {
  const { copied, copyWanted, linked } = account;
  const wanted = copyWanted !== undefined;
  return (
    <Link to={{ screen: 'account' }} className={wanted ? styles.todo : styles.note}>
      <Icon name="key" small />
      <span>
        {copied !== undefined && t('Your key lives on this device, and there is a copy of it.')}
        {copyWanted === 'posted' && t('Your first post is in a block. ')}
        {copyWanted === 'coins' && t('There are coins on this device now. ')}
        {wanted && <b>{t('Save a copy of your key')}</b>}
        {linked === true && t('This is a linked device. Names and land are held by another one.')}
        {copied === undefined &&
          linked !== true &&
          !wanted &&
          t('Your key lives only on this device. There is no copy of it yet.')}
      </span>
      <Icon name="right" small />
    </Link>
  );
}

function MePane({ account }: { readonly account: AccountView }) {
  const client = useClient();
  const isPlay = client?.config.network === 'devnet' || client?.config.network === 'test';
  const post = useEstimate(AVERAGE_POST);
  return (
    <>
      <PartTitle>{t('This key')}</PartTitle>
      <Facts
        facts={[
          { label: t('Balance'), value: <b>{sats(account.balanceSats)}</b> },
          ...(post === undefined || post.sats === 0
            ? []
            : [
                {
                  label: t('Good for'),
                  value: t('about {floor} posts', {
                    floor: count(Math.floor(account.balanceSats / post.sats)),
                  }),
                },
              ]),
          { label: t('Address'), value: <span className={styles.mono}>{account.address}</span> },
          ...(account.linked === true
            ? []
            : [{ label: t('Copies'), value: account.copied === undefined ? t('none yet') : t('kept') }]),
        ]}
      />
      {isPlay && (
        <p className={styles.small}>
          {t('Coins of this network are play money: they come from a faucet, without a form.')}
        </p>
      )}
    </>
  );
}
