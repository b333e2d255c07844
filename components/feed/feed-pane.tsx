'use client';

import type { NeighboursView, StatusView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { type Fact, Facts, PartTitle } from '../ui/facts.tsx';
import { byteSize, count, plural } from '../ui/format.ts';
import { Street } from '../ui/street.tsx';
import type { FeedName } from '../ui/place.ts';
import { rich } from '../ui/rich.ts';
import styles from './feed-pane.module.css';
import { FEED_RULES } from './feed-rules.ts';

/** What this device knows by itself, beside the feed. */
export function FeedPane({ feed }: { readonly feed: FeedName }) {
  const { data: status } = useStatus();
  const { data: neighbours } = useNeighbours();
  return (
    <>
      <PartTitle>{t('Tonight')}</PartTitle>
      <div className={styles.well}>
        <Street
          towers={(status?.feed.sources ?? []).map(({ name, state }) => ({ name, lit: state === 'agrees' }))}
        />
        <p>{status == null ? t('Looking out of the window.') : sentenceOn(status)}</p>
      </div>
      <PartTitle>{t('Checked on this device')}</PartTitle>
      {status != null && (
        <Facts
          facts={[
            { label: t('Headers'), value: <b>{count(status.feed.headerHeight)}</b> },
            { label: t('Sources'), value: sourcesOf(status) },
            {
              label: t('Posts proven'),
              value: t('{proven} of {posts}', {
                proven: count(status.feed.proven),
                posts: count(status.feed.posts),
              }),
            },
            ...(status.feed.refused > 0 ? [{ label: t('Refused'), value: count(status.feed.refused) }] : []),
            ...(neighbours == null || neighbours.state === 'unsupported' ? [] : shelfOf(neighbours)),
          ]}
        />
      )}
      <PartTitle>{t('Order of this feed')}</PartTitle>
      <p className={styles.small}>{FEED_RULES()[feed]}</p>
    </>
  );
}

function sentenceOn({ feed, config }: StatusView) {
  const answering = feed.sources.filter((source) => source.state === 'agrees').length;
  if (config.network === 'devnet')
    return (
      <>
        {rich('<b>Play money, real cryptography.</b> This chain lives on your own machine.', {
          b: (inner) => <b>{inner}</b>,
        })}
      </>
    );
  if (answering === 0) return t('No source answers. What you read is what this device holds.');
  return (
    <>
      {rich('{sources} Whatever they say is checked here.', {
        sources: <b>{plural(answering, 'source answers.', 'sources answer.')}</b>,
      })}
    </>
  );
}

function shelfOf({ shelf, peers }: NeighboursView): readonly Fact[] {
  return [
    { label: t('Neighbours'), value: t('{peers} in', { peers: count(peers.length) }) },
    { label: t('Shelf'), value: byteSize(shelf.bytes) },
  ];
}

function sourcesOf({ feed }: StatusView): string {
  const agreeing = feed.sources.filter((source) => source.state === 'agrees').length;
  return t('{agreeing} of {sources} agree', {
    agreeing: count(agreeing),
    sources: count(feed.sources.length),
  });
}
