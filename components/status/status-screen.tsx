'use client';

import type { ReactNode } from 'react';
import type { StatusView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient, useConnection } from '../client-provider.tsx';
import { Screen } from '../shell/screen.tsx';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { Facts, PartTitle } from '../ui/facts.tsx';
import { Button } from '../ui/button.tsx';
import { byteSize, count, plural, shortHash } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Street } from '../ui/street.tsx';
import { NetworkChoice } from './network-choice.tsx';
import { RequestList } from './request-list.tsx';
import { SourceList } from './source-list.tsx';
import { rich } from '../ui/rich.ts';
import styles from './status-screen.module.css';

const WORKERS = once((): Readonly<Record<StatusView['serviceWorker'], string>> => ({
  none: t('not in this browser'),
  installing: t('being installed'),
  active: t('ready to start without the host'),
  waiting: t('a new version waits for a reload'),
}));

/** What this device knows, whom it asks, and what it keeps. */
export function StatusScreen() {
  const connection = useConnection();
  const { data: status } = useStatus();
  return (
    <Screen
      title={t('Status')}
      position="status"
      ready={status != null}
      pane={<WhatIsChecked />}
      paneFollows
      paneLabel={t('What is checked')}
    >
      {status == null ? (
        <p className={styles.loading} aria-live="polite">
          {connection.state === 'failed' ? t('Nothing to tell: the app did not start.') : t('Looking around')}
        </p>
      ) : (
        <Rooms status={status} />
      )}
    </Screen>
  );
}

function Rooms({ status }: { readonly status: StatusView }) {
  const { config, feed, outbox, storage, requests, serviceWorker, hostReachable } = status;
  const waiting = outbox.draft + outbox.queued + outbox.sent + outbox.seen;
  return (
    <>
      <div className={styles.scene}>
        <Street towers={feed.sources.map(({ name, state }) => ({ name, lit: state === 'agrees' }))} />
        <p>{t('Lit towers are servers that answer. The house is this device.')}</p>
      </div>
      <Room title={t('Chain')}>
        <Facts
          facts={[
            { label: t('Network'), value: <NetworkChoice /> },
            { label: t('Headers checked'), value: <b>{count(feed.headerHeight)}</b> },
            ...(feed.headerHash === undefined
              ? []
              : [
                  {
                    label: t('Newest header'),
                    value: <span className={styles.mono}>{shortHash(feed.headerHash)}</span>,
                  },
                ]),
            ...agreement(feed),
            { label: t('Posts held'), value: count(feed.posts) },
            { label: t('Proven by a block'), value: count(feed.proven) },
            { label: t('Refused'), value: count(feed.refused) },
          ]}
        />
      </Room>
      <Room title={t('Sources')}>
        <SourceList sources={feed.sources} />
      </Room>
      <NeighboursRoom />
      {requests !== undefined && (
        <Room title={t('Requests')}>
          <p className={styles.small}>
            {t('Everybody whom this device has asked for something, counted here and told to nobody.')}
          </p>
          <RequestList requests={requests} />
          {requests.length > 0 && <ForgetRequests />}
        </Room>
      )}
      <Room title={t('Outbox')}>
        <Facts
          facts={[
            { label: t('On the way'), value: <b>{count(waiting)}</b> },
            { label: t('Saved'), value: count(outbox.draft + outbox.queued) },
            { label: t('Sent'), value: count(outbox.sent) },
            { label: t('Seen'), value: count(outbox.seen) },
            { label: t('In a block'), value: count(outbox['in-block']) },
            {
              label: t('Failed'),
              value: outbox.failed === 0 ? '0' : <b className={styles.bad}>{count(outbox.failed)}</b>,
            },
          ]}
        />
      </Room>
      <Room title={t('This device')}>
        <Facts
          facts={[
            {
              label: t('Host of this app'),
              value: hostReachable ? t('answers') : <b className={styles.bad}>{t('does not answer')}</b>,
            },
            { label: t('Service worker'), value: WORKERS()[serviceWorker] },
            ...(storage === undefined
              ? []
              : [
                  {
                    label: t('Storage'),
                    value: t('{usage} of {quota}', {
                      usage: byteSize(storage.usage),
                      quota: byteSize(storage.quota),
                    }),
                  },
                  {
                    label: t('Kept'),
                    value: storage.persisted ? t('until you delete it') : t('as long as the browser likes'),
                  },
                ]),
            { label: t('Build'), value: <span className={styles.mono}>{config.build}</span> },
          ]}
        />
      </Room>
    </>
  );
}

/** How many sources have the newest header that we hold, and whether one follows another chain. */
function agreement({ headerHeight, sources }: StatusView['feed']) {
  const giving = sources.filter(({ height }) => height !== undefined);
  if (giving.length === 0) return [];
  const rivals = giving.filter(({ isRival }) => isRival === true).length;
  const agreeing = giving.filter(({ height, isRival }) => height === headerHeight && isRival !== true).length;
  const value = (
    <>
      {rich('{agreeing} of {sources}{follow}', {
        agreeing: count(agreeing),
        sources: plural(giving.length, 'source', 'sources'),
        follow: rivals > 0 && (
          <b className={styles.bad}>
            {t(', {follow} another chain', { follow: plural(rivals, 'follows', 'follow') })}
          </b>
        ),
      })}
    </>
  );
  return [{ label: t('Agree on it'), value }];
}

function ForgetRequests() {
  const client = useClient();
  return (
    <Button look="quiet" onClick={() => void client?.clearRequests()}>
      {t('Forget them')}
    </Button>
  );
}

/** On a phone this is a way to the neighbours' own screen. */
function NeighboursRoom() {
  const { data: neighbours } = useNeighbours();
  if (neighbours == null || neighbours.state === 'unsupported') return null;
  const { peers, sharing, shelf } = neighbours;
  return (
    <Room title={t('Neighbours')}>
      <Facts
        facts={[
          { label: t('In'), value: <b>{count(peers.length)}</b> },
          { label: t('Sharing'), value: sharing ? 'on' : 'off' },
          { label: t('Shelf'), value: byteSize(shelf.bytes) },
        ]}
      />
      <Link to={{ screen: 'neighbours' }} className={styles.onward}>
        {t('Who is in')}
        <Icon name="right" small />
      </Link>
    </Room>
  );
}

function Room({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.room} aria-label={title}>
      <PartTitle>{title}</PartTitle>
      {children}
    </section>
  );
}

function WhatIsChecked() {
  return (
    <>
      <PartTitle>{t('What is checked here')}</PartTitle>
      <p className={styles.small}>
        {t(
          'Every transaction must hash to its name, every author must have signed, and a path of hashes must lead to a header whose work was checked on this device. A source can hold something back; it cannot make something up.',
        )}
      </p>
      <Link to={{ screen: 'proof' }} className={styles.onward}>
        {t('Check a file')}
        <Icon name="right" small />
      </Link>
      <PartTitle>{t('Who is asked')}</PartTitle>
      <p className={styles.small}>
        {t('Sources are asked for ranges of the chain, never for one post. So nobody learns what you read.')}
      </p>
    </>
  );
}
