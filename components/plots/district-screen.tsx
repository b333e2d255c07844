'use client';

import { useMemo, useState } from 'react';
import type { DistrictView } from '#lib/client/client.ts';
import { useClient } from '../client-provider.tsx';
import { SaveProof } from '../proof/save-proof.tsx';
import { Screen } from '../shell/screen.tsx';
import { useAccount, useDistrict, usePublications } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { dateTime } from '../ui/format.ts';
import { useFragment } from '../ui/fragment.ts';
import { useWide } from '../ui/use-wide.ts';
import { VerdictList } from '../ui/verdict-list.tsx';
import { DistrictClaim } from './district-claim.tsx';
import { heightOf } from './district-height.ts';
import { DistrictPlan } from './district-plan.tsx';
import styles from './district-screen.module.css';
import { MeasureChoice } from './measure-choice.tsx';
import { squaresOf, type Measure, type Transactions } from './measure.ts';
import { ParcelDetail } from './parcel-detail.tsx';
import { ParcelList } from './parcel-list.tsx';
import { PlanLegend } from './plan-legend.tsx';
import { PlotStory } from './plot-story.tsx';
import { SavePicture } from './save-picture.tsx';
import { standingLines, standingOf } from './standing-lines.tsx';
import { TraitList } from './trait-list.tsx';

/** The district that the fragment names. */
export function DistrictScreen() {
  const fragment = useFragment();
  const height = fragment === undefined ? undefined : heightOf(fragment);
  if (fragment !== undefined && height === undefined)
    return (
      <Screen title="District" position="district" ready withBack>
        <EmptyState title="No district has this number">
          A district is called by the height of its block, such as 840000.
        </EmptyState>
      </Screen>
    );
  return <District key={height ?? ''} height={height} />;
}

function District({ height }: { readonly height: number | undefined }) {
  const hasClient = useClient() !== undefined;
  const { data: district, isPending, error, refetch } = useDistrict(height);
  const [selected, setSelected] = useState<number>();
  const title = height === undefined ? 'District' : `${height}.bitmap`;
  return (
    <Screen
      title={title}
      position={`district:${height ?? ''}`}
      ready={district != null}
      withBack
      width="full"
      pane={
        district == null ? (
          <PartTitle>Whose it is</PartTitle>
        ) : (
          <Standing district={district} selected={selected} onSelect={setSelected} />
        )
      }
      paneLabel="Standing"
    >
      {district != null ? (
        <Land district={district} selected={selected} onSelect={setSelected} />
      ) : error !== null && hasClient && !isPending ? (
        <EmptyState
          title="The block did not come"
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </EmptyState>
      ) : (
        <div className={styles.loading} aria-live="polite">
          Reading the block
        </div>
      )}
    </Screen>
  );
}

type LandProps = {
  readonly district: DistrictView;
  readonly selected: number | undefined;
  readonly onSelect: (parcel: number) => void;
};

function Land({ district, selected, onSelect }: LandProps) {
  const { data: account } = useAccount();
  const { block } = district;
  const [measure, setMeasure] = useState<Measure>('value');
  const own = useOwnTransactions(block?.transactions);
  const squares = useMemo(
    () => (block === undefined ? undefined : squaresOf(block.transactions, measure)),
    [block, measure],
  );
  const gone = useMemo(() => district.plot.parcels.map(({ index }) => index), [district.plot]);
  const wide = useWide();
  return (
    <>
      <div className={styles.head}>
        <p className={styles.lead}>
          {standingOf(district, account?.holders ?? [])}
          {block !== undefined && ` Mined ${dateTime(block.place.time * 1000)}.`}
        </p>
        {block !== undefined && <MeasureChoice measure={measure} onChoose={setMeasure} />}
      </div>
      {block === undefined ? (
        <EmptyState title="No land to draw yet">
          {district.issue?.message ?? 'No source has this block.'}
        </EmptyState>
      ) : (
        <>
          <div className={styles.ground}>
            <DistrictPlan
              transactions={block.transactions}
              measure={measure}
              own={own}
              gone={gone}
              selected={selected}
              onSelect={onSelect}
            />
          </div>
          {squares !== undefined && (
            <PlanLegend
              transactions={block.transactions.length}
              squares={squares}
              measure={measure}
              own={own.length}
              gone={gone.length}
            />
          )}
          <div className={styles.save}>
            <SavePicture block={block} measure={measure} />
            {own.length > 0 && (
              <Button
                small
                onClick={() => onSelect(own[(own.indexOf(selected ?? -1) + 1) % own.length] ?? 0)}
              >
                Where is mine
              </Button>
            )}
          </div>
        </>
      )}
      {!wide && (
        <div className={styles.standing}>
          <Standing district={district} selected={selected} onSelect={onSelect} />
        </div>
      )}
      {block !== undefined && (
        <>
          <h2 className={styles.title}>Transactions of this block</h2>
          <ParcelList transactions={block.transactions} selected={selected} onSelect={onSelect} />
        </>
      )}
    </>
  );
}

function Standing({ district, selected, onSelect }: LandProps) {
  const { first } = district.claim;
  return (
    <>
      <PartTitle>Whose it is</PartTitle>
      <VerdictList lines={standingLines(district)} />
      <DistrictClaim district={district} />
      {first !== undefined && <SaveProof id={first.id} isProven={first.verdict.state === 'proven'} />}
      {selected !== undefined && <ParcelDetail district={district} index={selected} />}
      <PlotStory plot={district.plot} onSelect={onSelect} />
      <TraitList height={district.height} transactions={district.block?.transactions} />
    </>
  );
}

/** Places in the block of what the reader published. */
function useOwnTransactions(transactions: Transactions | undefined): readonly number[] {
  const { data: publications } = usePublications();
  return useMemo(() => {
    const own = new Set<string | undefined>(publications?.map(({ publication }) => publication.txid));
    return (transactions ?? []).flatMap(({ txid }, at) => (own.has(txid) ? [at] : []));
  }, [publications, transactions]);
}
