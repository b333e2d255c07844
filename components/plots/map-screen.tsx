'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Camera } from '#lib/plots/map-pixels.ts';
import type { LandView } from '#lib/feed/land-view.ts';
import { Screen } from '../shell/screen.tsx';
import { useAccount, useLand } from '../use-answers.ts';
import { useNetwork } from '../use-network.ts';
import { PartTitle } from '../ui/facts.tsx';
import { count } from '../ui/format.ts';
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
import { PlotCard } from './plot-card.tsx';
import { PlotRows } from './plot-rows.tsx';
import { WorldMap, type WorldMapHandle } from './world-map.tsx';

/** All districts of the chain in one map. */
export function MapScreen() {
  const { data: view } = useLand();
  return view == null ? (
    <Screen title="Map" position="map" ready={false} width="full" pane={<PartTitle>District</PartTitle>}>
      <p className={styles.loading} aria-live="polite">
        Reading the claims
      </p>
    </Screen>
  ) : (
    <World view={view} />
  );
}

function World({ view }: { readonly view: LandView }) {
  const network = useNetwork();
  const { data: account } = useAccount();
  const followed = useFollowedLand(network);
  const fragment = useFragment() ?? '';
  const wide = useWide();
  const book = useMemo(() => bookOf(view, account?.key), [view, account?.key]);
  const [address] = useState(() => readMapAddress(fragment));
  const [initial] = useState(() => firstCamera(address));
  const [selected, setSelected] = useState(address.selected);
  const [{ camera, isChosen }, setView] = useState<View>({ camera: undefined, isChosen: false });
  const [found, setFound] = useState<Found>();
  const map = useRef<WorldMapHandle>(null);
  const opener = useRef<HTMLAnchorElement>(null);
  useMapAddress(fragment, { selected, camera: isChosen ? camera : undefined }, (next) => {
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
    <Beside book={book} chosen={chosen} followed={followed} onFound={setFound} onGo={goTo} onOpen={open} />
  );
  const card = chosen !== undefined && (
    <PlotCard height={chosen} book={book} isFollowed={followed.includes(chosen)} />
  );
  return (
    <Screen
      title="Map"
      position="map"
      ready
      width="full"
      paneLabel="District"
      pane={
        <>
          {wide && card}
          {wide && beside}
        </>
      }
    >
      <div className={styles.map}>
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
          onRest={(seen, byHand) => setView({ camera: seen, isChosen: byHand })}
        />
        <MapLegend />
        <MapScrubber book={book} camera={camera} onGo={goTo} />
        {!wide && card && <div className={styles.peek}>{card}</div>}
      </div>
      {chosen !== undefined && (
        <Link ref={opener} to={{ screen: 'district', height: chosen }} hidden tabIndex={-1}>
          Look around
        </Link>
      )}
      {!wide && <div className={styles.below}>{beside}</div>}
    </Screen>
  );
}

const NONE: readonly number[] = [];

/** What an address that somebody was given shows: its own view, or the district that it names; all of the map otherwise. */
const firstCamera = ({ camera, selected }: MapAddress): Camera | undefined =>
  camera ?? (selected === undefined ? undefined : cameraAt(selected, undefined));

/** What is seen, and whether somebody chose to see that. */
type View = { readonly camera: Camera | undefined; readonly isChosen: boolean };

type BesideProps = {
  readonly book: LandBook;
  readonly chosen: number | undefined;
  readonly followed: readonly number[];
  readonly onFound: (found: Found | undefined) => void;
  readonly onGo: (height: number) => void;
  readonly onOpen: () => void;
};

/** What stands beside the map, or below it on a phone. */
function Beside({ book, chosen, followed, onFound, onGo, onOpen }: BesideProps) {
  const { asOfHeight, sources, heights } = book.view;
  const who = sources.length === 0 ? 'what this device holds' : sources.join(' and ');
  return (
    <div className={styles.beside}>
      <LandSearch book={book} followed={followed} onFound={onFound} onGo={onGo} />
      <PlotRows title="My plots" heights={book.mine} book={book} onGo={onGo} />
      <PlotRows title="Followed" heights={followed} book={book} onGo={onGo} />
      <PartTitle note={`up to ${count(asOfHeight)}`}>What the colours claim</PartTitle>
      <p className={styles.words}>
        {count(heights.length)} of {count(asOfHeight + 1)} districts have a first valid claim among the blocks
        read, according to {who}. A source can hide a claim; it cannot make one up.
      </p>
      <PartTitle>As a table</PartTitle>
      <LandGrid book={book} followed={followed} selected={chosen} onSelect={onGo} onOpen={onOpen} />
    </div>
  );
}

type Address = { readonly selected: number | undefined; readonly camera: Camera | undefined };

/** Keeps the address of the page and the view together: a view that rests is named there, an address that is opened is shown. */
function useMapAddress(
  fragment: string,
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
    const { selected: height, camera: seen } = readMapAddress(fragment);
    opened.current({ selected: height, camera: seen });
  }, [fragment]);
  useEffect(() => {
    if (camera === undefined && selected === undefined) return;
    const next = mapAddress({
      ...(camera !== undefined && { camera }),
      ...(selected !== undefined && { selected }),
    });
    if (next === written.current) return;
    written.current = next;
    window.history.replaceState(window.history.state, '', `${hrefOf({ screen: 'map' })}#${next}`);
  }, [camera, selected]);
}
