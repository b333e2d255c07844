'use client';

import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { SaveProof } from '../proof/save-proof.tsx';
import { Screen } from '../shell/screen.tsx';
import { useNetwork } from '../use-network.ts';
import { useAccount, useDistrict, usePublications } from '../use-answers.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { count, dateTime, plural } from '../ui/format.ts';
import { openFragment, useFragment } from '../ui/fragment.ts';
import { Link } from '../ui/link.tsx';
import { useWide } from '../ui/use-wide.ts';
import { VerdictList } from '../ui/verdict-list.tsx';
import { Choice } from './choice.tsx';
import { DistrictCrumbs } from './district-crumbs.tsx';
import { DistrictClaim } from './district-claim.tsx';
import { districtAddress, heightOf, readDistrictAddress } from './district-height.ts';
import { DistrictPlan } from './district-plan.tsx';
import styles from './district-screen.module.css';
import { FollowPlot } from './follow-plot.tsx';
import { useFollowedLand } from './followed-land.ts';
import { HandOn } from './hand-on.tsx';
import { MeasureChoice } from './measure-choice.tsx';
import { squaresOf, type Measure, type Transactions } from './measure.ts';
import { ParcelDetail } from './parcel-detail.tsx';
import { ParcelList } from './parcel-list.tsx';
import { PlaceFeed } from './place-feed.tsx';
import { PlanLegend } from './plan-legend.tsx';
import { readyPlan } from './plan-painter.ts';
import { planOf } from './plan-paths.ts';
import { pngOf } from './plan-picture.ts';
import { PlotStory } from './plot-story.tsx';
import { RivalClaims } from './rival-claims.tsx';
import { SavePicture } from './save-picture.tsx';
import { ShareLink } from './share-link.tsx';
import { SharePicture } from './share-picture.tsx';
import { standingLines, standingOf } from './standing-lines.tsx';
import { TraitList } from './trait-list.tsx';

const BtcDistrict = lazy(async () => ({ default: (await import('./btc-district.tsx')).BtcDistrict }));
const DistrictCity = lazy(async () => ({ default: (await import('./district-city.tsx')).DistrictCity }));

/** The district that the fragment names. */
export function DistrictScreen() {
  const fragment = useFragment();
  const ofBtc = heightOf(/^btc:(.+)$/.exec(fragment ?? '')?.[1] ?? '');
  if (ofBtc !== undefined)
    return (
      <Suspense fallback={null}>
        <BtcDistrict key={ofBtc} height={ofBtc} />
      </Suspense>
    );
  const address = fragment === undefined ? undefined : readDistrictAddress(fragment);
  if (fragment !== undefined && address === undefined)
    return (
      <Screen title={t('District')} position="district" ready withBack>
        <EmptyState title={t('No district has this number')}>
          {t('A district is called by the height of its block, such as 840000.')}
        </EmptyState>
      </Screen>
    );
  return <District key={address?.height ?? ''} height={address?.height} isCity={address?.isCity === true} />;
}

type DistrictProps = { readonly height: number | undefined; readonly isCity: boolean };

function District({ height, isCity }: DistrictProps) {
  const hasClient = useClient() !== undefined;
  const { data: district, isPending, error, refetch } = useDistrict(height);
  const [selected, setSelected] = useState<number>();
  const title = height === undefined ? t('District') : `${height}.bitmap`;
  return (
    <Screen
      title={title}
      position={`district:${height ?? ''}`}
      ready={district != null}
      withBack
      width="full"
      pane={
        district == null ? (
          <PartTitle>{t('Whose it is')}</PartTitle>
        ) : (
          <Standing district={district} selected={selected} onSelect={setSelected} />
        )
      }
      paneLabel={t('Standing')}
    >
      {district != null ? (
        <Land district={district} isCity={isCity} selected={selected} onSelect={setSelected} />
      ) : error !== null && hasClient && !isPending ? (
        <EmptyState
          title={t('The block did not come')}
          action={<Button onClick={() => void refetch()}>{t('Try again')}</Button>}
        >
          {error.message}
        </EmptyState>
      ) : (
        <Reading height={height} />
      )}
    </Screen>
  );
}

/** Hex digits of an id that are kept with a block. */
const KEPT_DIGITS = 40;

/** A block that comes in parts says how many of its transactions have come. */
function Reading({ height }: { readonly height: number | undefined }) {
  const client = useClient();
  const [come, setCome] = useState<string>();
  useEffect(
    () =>
      height === undefined
        ? undefined
        : client?.followBlock(height, (done, of) =>
            setCome(
              t('{done} of {transactions}', {
                done: count(done),
                transactions: plural(of, 'transaction', 'transactions'),
              }),
            ),
          ),
    [client, height],
  );
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => readyPlan(place.current), []);
  return (
    <div className={styles.loading} aria-live="polite">
      <div ref={place} />
      {come === undefined ? t('Reading the block') : t('Reading the block: {come}', { come })}
    </div>
  );
}

const LOOKS = once(() => ({ plan: t('Plan'), city: t('City') }) as const);

const FLAT = once(() => t('This browser draws nothing in three dimensions.'));

/** Without WebGL a browser draws no volumes, and none of what draws them is worth loading. */
function drawsVolumes(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  // Browsers have room for few of them.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

type LandProps = {
  readonly district: DistrictView;
  readonly selected: number | undefined;
  readonly onSelect: (parcel: number) => void;
};

function Land({ district, isCity, selected, onSelect }: LandProps & { readonly isCity: boolean }) {
  const { data: account } = useAccount();
  const network = useNetwork();
  const followed = useFollowedLand(network);
  const { block } = district;
  const [measure, setMeasure] = useState<Measure>('value');
  const own = useOwnTransactions(block?.transactions);
  const squares = useMemo(
    () => (block === undefined ? undefined : squaresOf(block.transactions, measure)),
    [block, measure],
  );
  const gone = useMemo(() => district.plot.parcels.map(({ index }) => index), [district.plot]);
  const wide = useWide();
  const [failed, setFailed] = useState<string>();
  const flat = useMemo(() => (isCity && !drawsVolumes() ? FLAT() : failed), [isCity, failed]);
  const inCity = isCity && flat === undefined;
  const look = (as: keyof ReturnType<typeof LOOKS>): void => {
    const wanted = as === 'city';
    setFailed(undefined);
    if (wanted !== isCity) openFragment(`#${districtAddress({ height: district.height, isCity: wanted })}`);
  };
  return (
    <>
      <DistrictCrumbs height={district.height} />
      <div className={styles.head}>
        <p className={styles.lead}>
          {standingOf(district, account?.holders ?? [])}
          {block !== undefined && t(' Mined {time}.', { time: dateTime(block.place.time * 1000) })}
        </p>
        {block !== undefined && (
          <Choice name={t('Draw as')} of={LOOKS()} chosen={inCity ? 'city' : 'plan'} onChoose={look} />
        )}
      </div>
      {block === undefined ? (
        <EmptyState
          title={t('No land to draw yet')}
          action={
            <Link to={{ screen: 'proof' }} className={buttonClass('plain')}>
              {t('Open a file with its block')}
            </Link>
          }
        >
          {district.issue?.message ?? t('No source has this block.')}
        </EmptyState>
      ) : (
        <>
          {inCity ? (
            <Suspense fallback={<div className={styles.loading}>{t('Building the city')}</div>}>
              <DistrictCity
                district={district}
                measure={measure}
                own={own}
                gone={gone}
                selected={selected}
                onSelect={onSelect}
                onFail={setFailed}
              />
            </Suspense>
          ) : (
            <div className={styles.ground}>
              {isCity && (
                <p className={styles.flat}>{t('{flat} The plan has the same parcels.', { flat })}</p>
              )}
              <DistrictPlan
                transactions={block.transactions}
                measure={measure}
                own={own}
                gone={gone}
                selected={selected}
                onSelect={onSelect}
              />
            </div>
          )}
          {squares !== undefined && (
            <PlanLegend
              transactions={block.transactions.length}
              squares={squares}
              measure={measure}
              own={own.length}
              gone={gone.length}
              withHeights={inCity}
            />
          )}
          <div className={styles.save}>
            <MeasureChoice measure={measure} onChoose={setMeasure} />
            <SavePicture block={block} measure={measure} />
            <ShareLink
              title={`${district.height}.bitmap`}
              path={() => `/district#${districtAddress({ height: district.height, isCity: inCity })}`}
            />
            {squares !== undefined && (
              <SharePicture name={`${district.height}.bitmap`} picture={() => pngOf(planOf(squares.sizes))} />
            )}
            {network !== undefined && (
              <FollowPlot
                small
                network={network}
                height={district.height}
                isFollowed={followed.includes(district.height)}
              />
            )}
            {own.length > 0 && (
              <Button
                small
                onClick={() => onSelect(own[(own.indexOf(selected ?? -1) + 1) % own.length] ?? 0)}
              >
                {t('Where is mine')}
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
          <PlaceFeed district={district} />
          <h2 className={styles.title}>{t('Transactions of this block')}</h2>
          <ParcelList transactions={block.transactions} gone={gone} selected={selected} onSelect={onSelect} />
        </>
      )}
    </>
  );
}

function Standing({ district, selected, onSelect }: LandProps) {
  const { first } = district.claim;
  return (
    <>
      <PartTitle>{t('Whose it is')}</PartTitle>
      <VerdictList lines={standingLines(district)} />
      <DistrictClaim district={district} />
      {first !== undefined && <SaveProof id={first.id} isProven={first.verdict.state === 'proven'} />}
      <RivalClaims district={district} />
      {selected !== undefined && <ParcelDetail district={district} index={selected} />}
      {first !== undefined && (
        <HandOn
          what={`${district.height}.bitmap`}
          holder={first.holder}
          at={district.plot.at}
          along={alongWith(district)}
        />
      )}
      <PlotStory plot={district.plot} onSelect={onSelect} />
      <TraitList height={district.height} transactions={district.block?.transactions} />
    </>
  );
}

/** What goes with a district that is handed on, and what does not. */
function alongWith({ plot: { parcels }, block }: DistrictView): string {
  const whole = (block?.transactions.length ?? 0) - parcels.length;
  const cut =
    parcels.length === 0
      ? ''
      : ` ${plural(parcels.length, 'parcel that was cut out stays with its holder', 'parcels that were cut out stay with their holders')}.`;
  return t('With it go {parcels} that nobody has cut out.{cut}', {
    parcels: plural(Math.max(0, whole), 'parcel', 'parcels'),
    cut,
  });
}

/** Places in the block of what the reader published. */
function useOwnTransactions(transactions: Transactions | undefined): readonly number[] {
  const { data: publications } = usePublications();
  return useMemo(() => {
    // Of a block that was kept, the ids are cut; what is left of them still names one transaction alone.
    const own = new Set(publications?.map(({ publication }) => publication.txid?.slice(0, KEPT_DIGITS)));
    if (own.size === 0) return [];
    return (transactions ?? []).flatMap(({ txid }, at) => (own.has(txid.slice(0, KEPT_DIGITS)) ? [at] : []));
  }, [publications, transactions]);
}
