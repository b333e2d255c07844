'use client';

import { useMemo, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Screen } from '../shell/screen.tsx';
import { useBtcBlock, useBtcDistrict } from '../use-answers.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Facts, PartTitle } from '../ui/facts.tsx';
import { byteSize, coins, count, dateTime } from '../ui/format.ts';
import { useWide } from '../ui/use-wide.ts';
import { VerdictList } from '../ui/verdict-list.tsx';
import { btcLines } from './btc-card.tsx';
import { BtcFurther } from './btc-further.tsx';
import { DistrictPlan } from './district-plan.tsx';
import styles from './district-screen.module.css';
import { FollowPlot } from './follow-plot.tsx';
import { useFollowedLand } from './followed-land.ts';
import { MeasureChoice } from './measure-choice.tsx';
import { squaresOf, type Measure } from './measure.ts';
import { ParcelList } from './parcel-list.tsx';
import { PlanLegend } from './plan-legend.tsx';
import { planOf } from './plan-paths.ts';
import { pngOf } from './plan-picture.ts';
import { SavePicture } from './save-picture.tsx';
import { ShareLink } from './share-link.tsx';
import { SharePicture } from './share-picture.tsx';
import { landLine } from './standing-lines.tsx';
import { TraitList } from './trait-list.tsx';

const NONE: readonly number[] = [];

/** A district of BTC: its land, and what is said of whose it is. Nothing is written there. */
export function BtcDistrict({ height }: { readonly height: number }) {
  const { data } = useBtcBlock(height);
  const wide = useWide();
  const [selected, setSelected] = useState<number>();
  const standing = <Standing height={height} selected={selected} />;
  return (
    <Screen
      title={t('{height}.bitmap of BTC', { height })}
      position={`district:btc:${height}`}
      ready={data != null}
      withBack
      width="full"
      pane={standing}
      paneLabel={t('Standing')}
    >
      {data == null ? (
        <div className={styles.loading} aria-live="polite">
          {t('Reading the block')}
        </div>
      ) : data.block === undefined ? (
        <EmptyState title={t('No land to draw yet')}>
          {data.issue?.message ?? t('No source has this block.')}
        </EmptyState>
      ) : (
        <Ground height={height} block={data.block} selected={selected} onSelect={setSelected} />
      )}
      {!wide && <div className={styles.standing}>{standing}</div>}
      {data?.block !== undefined && (
        <>
          <h2 className={styles.title}>{t('Transactions of this block')}</h2>
          <ParcelList
            transactions={data.block.transactions}
            gone={NONE}
            selected={selected}
            onSelect={setSelected}
          />
        </>
      )}
    </Screen>
  );
}

type Block = NonNullable<NonNullable<ReturnType<typeof useBtcBlock>['data']>['block']>;
type GroundProps = {
  readonly height: number;
  readonly block: Block;
  readonly selected: number | undefined;
  readonly onSelect: (parcel: number) => void;
};

function Ground({ height, block, selected, onSelect }: GroundProps) {
  const [measure, setMeasure] = useState<Measure>('value');
  const followed = useFollowedLand('btc');
  const squares = useMemo(() => squaresOf(block.transactions, measure), [block, measure]);
  return (
    <>
      <div className={styles.head}>
        <p className={styles.lead}>
          {t('Read only: BTC has a registry of its own. Mined {time}.', {
            time: dateTime(block.place.time * 1000),
          })}
        </p>
      </div>
      <div className={styles.ground}>
        <DistrictPlan
          transactions={block.transactions}
          measure={measure}
          selected={selected}
          onSelect={onSelect}
        />
      </div>
      <PlanLegend
        transactions={block.transactions.length}
        squares={squares}
        measure={measure}
        own={0}
        gone={0}
      />
      <div className={styles.save}>
        <MeasureChoice measure={measure} onChoose={setMeasure} />
        <SavePicture block={block} measure={measure} />
        <ShareLink title={t('{height}.bitmap of BTC', { height })} path={() => `/district#btc:${height}`} />
        <SharePicture name={`btc-${height}.bitmap`} picture={() => pngOf(planOf(squares.sizes))} />
        <FollowPlot small network="btc" height={height} isFollowed={followed.includes(height)} />
      </div>
    </>
  );
}

function Standing({ height, selected }: { readonly height: number; readonly selected: number | undefined }) {
  const { data: land } = useBtcBlock(height);
  const [searchTo, setSearchTo] = useState(height);
  const { data: district } = useBtcDistrict(height, searchTo);
  const parcel = selected === undefined ? undefined : land?.block?.transactions[selected];
  return (
    <>
      <PartTitle>{t('Whose it is')}</PartTitle>
      <VerdictList
        lines={[
          ...(district == null ? [] : btcLines(district)),
          ...(land == null ? [] : landLine({ height, ...land })),
        ]}
      />
      {district != null && <BtcFurther district={district} searchTo={searchTo} onSearch={setSearchTo} />}
      {parcel !== undefined && (
        <section aria-label={t('Parcel {selected}', { selected })}>
          <PartTitle note={`${selected}.${height}.bitmap`}>
            {t('Parcel {selected}', { selected: count(selected ?? 0) })}
          </PartTitle>
          <Facts
            facts={[
              { label: t('Moved'), value: t('{outputSats} coins', { outputSats: coins(parcel.outputSats) }) },
              {
                label: t('Size'),
                value: t('{bytes}, {vbytes} vbytes', {
                  bytes: byteSize(parcel.bytes),
                  vbytes: count(parcel.vbytes),
                }),
              },
              { label: t('Id'), value: parcel.txid },
            ]}
          />
        </section>
      )}
      <TraitList height={height} transactions={land?.block?.transactions} />
    </>
  );
}
