'use client';

import type { NeighboursView, StatusView } from '#lib/client/client.ts';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { type Fact, Facts, PartTitle } from '../ui/facts.tsx';
import { byteSize, count, plural } from '../ui/format.ts';
import { Street } from '../ui/street.tsx';
import type { FeedName } from '../ui/place.ts';
import styles from './feed-pane.module.css';
import { FEED_RULES } from './feed-rules.ts';

/** What this device knows by itself, beside the feed. */
export function FeedPane({ feed }: { readonly feed: FeedName }) {
  const { data: status } = useStatus();
  const { data: neighbours } = useNeighbours();
  return (
    <>
      <PartTitle>Tonight</PartTitle>
      <div className={styles.well}>
        <Street
          towers={(status?.feed.sources ?? []).map(({ name, state }) => ({ name, lit: state === 'agrees' }))}
        />
        <p>{status == null ? 'Looking out of the window.' : sentenceOn(status)}</p>
      </div>
      <PartTitle>Checked on this device</PartTitle>
      {status != null && (
        <Facts
          facts={[
            { label: 'Headers', value: <b>{count(status.feed.headerHeight)}</b> },
            { label: 'Sources', value: sourcesOf(status) },
            { label: 'Posts proven', value: `${count(status.feed.proven)} of ${count(status.feed.posts)}` },
            ...(status.feed.refused > 0 ? [{ label: 'Refused', value: count(status.feed.refused) }] : []),
            ...(neighbours == null || neighbours.state === 'unsupported' ? [] : shelfOf(neighbours)),
          ]}
        />
      )}
      <PartTitle>Order of this feed</PartTitle>
      <p className={styles.small}>{FEED_RULES[feed]}</p>
    </>
  );
}

function sentenceOn({ feed, config }: StatusView) {
  const answering = feed.sources.filter((source) => source.state === 'agrees').length;
  if (config.network === 'devnet')
    return (
      <>
        <b>Play money, real cryptography.</b> This chain lives on your own machine.
      </>
    );
  if (answering === 0) return 'No source answers. What you read is what this device holds.';
  return (
    <>
      <b>{plural(answering, 'source answers.', 'sources answer.')}</b> Whatever they say is checked here.
    </>
  );
}

function shelfOf({ shelf, peers }: NeighboursView): readonly Fact[] {
  return [
    { label: 'Neighbours', value: `${count(peers.length)} in` },
    { label: 'Shelf', value: byteSize(shelf.bytes) },
  ];
}

function sourcesOf({ feed }: StatusView): string {
  const agreeing = feed.sources.filter((source) => source.state === 'agrees').length;
  return `${count(agreeing)} of ${count(feed.sources.length)} agree`;
}
