'use client';

import type { DistrictView } from '#lib/client/client.ts';
import { numberTraits } from '#lib/plots/traits.ts';
import { t, tell } from '#lib/language/t.ts';
import { useAnswers } from '../client-provider.tsx';
import { useNetwork } from '../use-network.ts';
import { buttonClass } from '../ui/button.tsx';
import { count, plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { FollowPlot } from './follow-plot.tsx';
import { DistrictPlan } from './district-plan.tsx';
import { KeyLink } from './key-link.tsx';
import type { LandBook } from './land-book.ts';
import { rich } from '../ui/rich.ts';
import styles from './plot-card.module.css';

type Props = { readonly height: number; readonly book: LandBook; readonly isFollowed: boolean };

/** The district that is chosen on the map: whose it is, and the ways into it. */
export function PlotCard({ height, book, isFollowed }: Props) {
  const answers = useAnswers();
  const network = useNetwork();
  const plot = book.plotAt(height);
  // Drawn only where the block is here already: to choose a district asks nobody for it.
  const block = answers?.queries.getQueryData<DistrictView | null>(['district', height])?.block;
  const traits = numberTraits(height);
  return (
    <section className={styles.card} aria-label={`${height}.bitmap`}>
      <span className={styles.thumb}>
        {block === undefined ? <Icon name="plot" /> : <DistrictPlan transactions={block.transactions} tiny />}
      </span>
      <div className={styles.words}>
        <h2>
          {height}
          <i>.bitmap</i> <span className={styles.chain}>{network === 'btc' ? 'btc' : 'bsv'}</span>
        </h2>
        <p>
          {plot.state === 'free' ? (
            <FreeWords book={book} />
          ) : plot.state === 'mine' ? (
            t('Yours since block {since}.', { since: count(plot.since) })
          ) : plot.holder === '' ? (
            t('Claimed in block {since}; nobody that can be named holds it.', { since: count(plot.since) })
          ) : (
            <>
              {rich('Held by {keyLink}, claimed in block {since}.', {
                keyLink: <KeyLink of={plot.holder} />,
                since: count(plot.since),
              })}
            </>
          )}
          {traits.length > 0 && ` ${traits.map(({ name }) => tell(name)).join(', ')}.`}
        </p>
      </div>
      <div className={styles.ways}>
        <Link
          to={{ screen: 'district', height }}
          className={buttonClass(plot.state === 'free' ? 'main' : 'plain')}
        >
          {plot.state === 'free' ? t('Look and claim') : t('Look around')}
        </Link>
        {network !== undefined && <FollowPlot network={network} height={height} isFollowed={isFollowed} />}
      </div>
    </section>
  );
}

function FreeWords({ book: { view } }: { readonly book: LandBook }) {
  const who =
    view.sources.length === 0
      ? t('as far as this device has read')
      : t('say {sources}', { sources: plural(view.sources.length, 'source', 'sources') });
  return t('Free as of block {asOfHeight}, {who}.', { asOfHeight: count(view.asOfHeight), who });
}
