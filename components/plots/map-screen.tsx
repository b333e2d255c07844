'use client';

import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Camera } from '#lib/plots/map-pixels.ts';
import type { LandView } from '#lib/feed/land-view.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Screen } from '../shell/screen.tsx';
import { useAccount, useLand } from '../use-answers.ts';
import { useNetwork } from '../use-network.ts';
import { PartTitle } from '../ui/facts.tsx';
import { count, plural } from '../ui/format.ts';
import { useFragment } from '../ui/fragment.ts';
import { hrefOf } from '../ui/place.ts';
import { Link } from '../ui/link.tsx';
import { useWide } from '../ui/use-wide.ts';
import { useFollowedLand } from './followed-land.ts';
import { bookOf, type LandBook } from './land-book.ts';
import { LandGrid } from './land-grid.tsx';
import { LandSearch, type Found } from './land-search.tsx';
import { cameraAt, mapAddress, readMapAddress, type MapAddress } from './world/map-camera.ts';
import { MapCrumbs } from './map-crumbs.tsx';
import { MapLegend } from './map-legend.tsx';
import { MapScrubber } from './map-scrubber.tsx';
import styles from './map-screen.module.css';
import { useBtcLand } from './use-btc-land.ts';
import { WorldMap, type WorldMapHandle } from './world-map.tsx';

/** Loaded with the first district that somebody chooses. */
const BtcCard = lazy(async () => ({ default: (await import('./btc-card.tsx')).BtcCard }));
/** Comes after the map. */
const ShareView = lazy(async () => ({ default: (await import('./share-view.tsx')).ShareView }));
/** For whoever has land or follows some. */
const PlotRows = lazy(async () => ({ default: (await import('./plot-rows.tsx')).PlotRows }));
const PlotCard = lazy(async () => ({ default: (await import('./plot-card.tsx')).PlotCard }));

type MapChain = 'bsv' | 'btc';

/** All districts of a chain in one map: of the network's own, or of BTC, where somebody is there to say who won them. */
export function MapScreen() {
  const fragment = useFragment();
  const config = useClient()?.config;
  const [chosen, setChosen] = useState<MapChain>();
  const chain = chosen ?? (fragment === undefined ? 'bsv' : (readMapAddress(fragment).chain ?? 'bsv'));
  const hasBtc = config?.btcLand !== undefined;
  const { data: own } = useLand();
  const btc = useBtcLand(chain === 'btc' && hasBtc);
  const view = chain === 'btc' ? btc?.view : own;
  const choice = hasBtc && <ChainChoice chain={chain} onChoose={setChosen} />;
  return view == null ? (
    <Screen
      title={t('Map')}
      position="map"
      ready={false}
      width="full"
      pane={<PartTitle>{t('District')}</PartTitle>}
    >
      {choice}
      <p className={styles.loading} aria-live="polite">
        {chain === 'btc' ? t('Reading the list of winners') : t('Reading the claims')}
      </p>
    </Screen>
  ) : (
    <World
      key={chain}
      chain={chain}
      view={view}
      choice={choice}
      progress={chain === 'btc' ? btc?.words : undefined}
    />
  );
}

function ChainChoice({
  chain,
  onChoose,
}: {
  readonly chain: MapChain;
  readonly onChoose: (chain: MapChain) => void;
}) {
  return (
    <fieldset className={styles.chains}>
      <legend>{t('Chain')}</legend>
      {(['bsv', 'btc'] as const).map((each) => (
        <label key={each}>
          <input type="radio" name="chain" checked={each === chain} onChange={() => onChoose(each)} />
          {each.toUpperCase()}
        </label>
      ))}
    </fieldset>
  );
}

type WorldProps = {
  readonly chain: MapChain;
  readonly view: LandView;
  readonly choice: ReactNode;
  readonly progress: string | undefined;
};

function World({ chain, view, choice, progress }: WorldProps) {
  const network = useNetwork();
  const { data: account } = useAccount();
  const followed = useFollowedLand(chain === 'btc' ? 'btc' : network);
  const fragment = useFragment() ?? '';
  const wide = useWide();
  const own = chain === 'btc' ? NONE_HELD : (account?.holders ?? NONE_HELD);
  const book = useMemo(() => bookOf(view, own), [view, own]);
  const [address] = useState(() => addressOf(fragment, chain));
  const [initial] = useState(() => firstCamera(address));
  const [selected, setSelected] = useState(address.selected);
  const [{ camera, isChosen }, setView] = useState<View>({
    // A view that an address names was chosen by whoever made the address.
    camera: address.camera,
    isChosen: address.camera !== undefined,
  });
  const [found, setFound] = useState<Found>();
  const map = useRef<WorldMapHandle>(null);
  const opener = useRef<HTMLAnchorElement>(null);
  useMapAddress(fragment, chain, { selected, camera: isChosen ? camera : undefined }, (next) => {
    setSelected(next.selected);
    if (next.camera !== undefined) map.current?.look(next.camera);
    else if (next.selected !== undefined) map.current?.goTo(next.selected);
  });

  const goTo = useCallback((height: number): void => {
    setSelected(height);
    map.current?.goTo(height);
  }, []);
  // The link does it: it keeps the fragment to itself and remembers where we were.
  const open = useCallback((): void => opener.current?.click(), []);
  const chosen = selected === undefined || selected > book.map.tip ? undefined : selected;
  const beside = (
    <Beside
      chain={chain}
      progress={progress}
      book={book}
      chosen={chosen}
      followed={followed}
      onFound={setFound}
      onGo={goTo}
      onOpen={open}
      picture={async () => map.current?.picture()}
    />
  );
  const card = chosen !== undefined && (
    <Suspense fallback={null}>
      {chain === 'btc' ? (
        <BtcCard key={chosen} height={chosen} isFollowed={followed.includes(chosen)} />
      ) : (
        <PlotCard height={chosen} book={book} isFollowed={followed.includes(chosen)} />
      )}
    </Suspense>
  );
  return (
    <Screen
      title={t('Map')}
      position="map"
      ready
      width="full"
      paneLabel={t('District')}
      pane={
        <>
          {wide && card}
          {wide && beside}
        </>
      }
    >
      {choice}
      <div className={styles.map} data-chains={choice !== false}>
        <MapCrumbs camera={camera} tip={book.map.tip} onFit={(range) => map.current?.fit(range)} />
        <WorldMap
          ref={map}
          book={book}
          selected={chosen}
          followed={followed}
          found={found?.heights ?? NONE}
          initial={initial}
          onSelect={setSelected}
          onOpen={open}
          onRest={(seen, byHand) =>
            setView((before) => ({
              camera: seen,
              isChosen: byHand || (before.isChosen && sameView(before.camera, seen)),
            }))
          }
        />
        <MapLegend />
        <MapScrubber book={book} camera={camera} onGo={goTo} />
        {!wide && card && <div className={styles.peek}>{card}</div>}
      </div>
      {chosen !== undefined && chain === 'bsv' && (
        <Link ref={opener} to={{ screen: 'district', height: chosen }} hidden tabIndex={-1}>
          {t('Look around')}
        </Link>
      )}
      {!wide && <div className={styles.below}>{beside}</div>}
    </Screen>
  );
}

const NONE: readonly number[] = [];
const NONE_HELD: readonly string[] = [];

/** What an address that somebody was given shows: its own view, or the district that it names; all of the map otherwise. */
const firstCamera = ({ camera, selected }: MapAddress): Camera | undefined =>
  camera ?? (selected === undefined ? undefined : cameraAt(selected, undefined));

/** What an address says of a chain: nothing, when it is of the other one. */
function addressOf(fragment: string, chain: MapChain): MapAddress {
  const address = readMapAddress(fragment);
  return (address.chain ?? 'bsv') === chain ? address : {};
}

const sameView = (a: Camera | undefined, b: Camera): boolean =>
  a !== undefined && JSON.stringify(a) === JSON.stringify(b);

/** What is seen, and whether somebody chose to see that. */
type View = { readonly camera: Camera | undefined; readonly isChosen: boolean };

type BesideProps = {
  readonly book: LandBook;
  readonly chosen: number | undefined;
  readonly chain: MapChain;
  readonly followed: readonly number[];
  readonly onFound: (found: Found | undefined) => void;
  readonly onGo: (height: number) => void;
  readonly onOpen: () => void;
  readonly progress: string | undefined;
  readonly picture: () => Promise<Blob | undefined>;
};

/** What stands beside the map, or below it on a phone. */
function Beside({ chain, book, chosen, followed, onFound, onGo, onOpen, progress, picture }: BesideProps) {
  const { asOfHeight, listedTo = asOfHeight, sources, heights } = book.view;
  const who = sources.length === 0 ? t('what this device holds') : sources.join(' and ');
  return (
    <div className={styles.beside}>
      <LandSearch chain={chain} book={book} followed={followed} onFound={onFound} onGo={onGo} />
      <Suspense fallback={null}>
        <ShareView chosen={chosen} picture={picture} />
      </Suspense>
      <Suspense fallback={null}>
        {book.mine.length > 0 && (
          <PlotRows title={t('My plots')} heights={book.mine} book={book} onGo={onGo} />
        )}
        {followed.length > 0 && <PlotRows title={t('Followed')} heights={followed} book={book} onGo={onGo} />}
      </Suspense>
      <PartTitle note={t('up to {listedTo}', { listedTo: count(listedTo) })}>
        {t('What the colours claim')}
      </PartTitle>
      <p className={styles.words}>
        {t(
          '{heights} of {listedTo} districts have a first valid claim among the blocks read, according to {who}. {more}{more2}',
          {
            heights: count(heights.length),
            listedTo: count(listedTo + 1),
            who,
            more:
              progress === undefined
                ? t('A source can hide a claim; it cannot make one up.')
                : `${progress}.`,
            more2:
              listedTo < asOfHeight &&
              t(
                ' {districts} in no list: choose one, and the claims in its block are read and put in order here.',
                { districts: plural(asOfHeight - listedTo, 'later district is', 'later districts are') },
              ),
          },
        )}
      </p>
      <PartTitle>{t('As a table')}</PartTitle>
      <LandGrid book={book} followed={followed} selected={chosen} onSelect={onGo} onOpen={onOpen} />
    </div>
  );
}

type Address = { readonly selected: number | undefined; readonly camera: Camera | undefined };

/** Keeps the address of the page and the view together: a view that rests is named there, an address that is opened is shown. */
function useMapAddress(
  fragment: string,
  chain: MapChain,
  { selected, camera }: Address,
  onOpened: (address: Address) => void,
): void {
  const written = useRef(fragment);
  const opened = useRef(onOpened);
  useEffect(() => {
    opened.current = onOpened;
  });
  useEffect(() => {
    if (fragment === written.current) return;
    written.current = fragment;
    const { selected: height, camera: seen } = addressOf(fragment, chain);
    opened.current({ selected: height, camera: seen });
  }, [fragment, chain]);
  useEffect(() => {
    if (camera === undefined && selected === undefined) return;
    const next = mapAddress({
      ...(chain === 'btc' && { chain }),
      ...(camera !== undefined && { camera }),
      ...(selected !== undefined && { selected }),
    });
    if (next === written.current) return;
    written.current = next;
    window.history.replaceState(window.history.state, '', `${hrefOf({ screen: 'map' })}#${next}`);
  }, [camera, selected, chain]);
}
