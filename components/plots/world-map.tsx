'use client';

import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { Camera } from '#lib/plots/map-pixels.ts';
import { boxOf, cellOf, heightAt, worldBox, type Range } from '#lib/plots/world.ts';
import { t } from '#lib/language/t.ts';
import { IconButton } from '../ui/button.tsx';
import { count } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Icon } from '../ui/icon.tsx';
import { plotWords, type LandBook } from './land-book.ts';
import { cameraAt } from './world/map-camera.ts';
import styles from './world-map.module.css';
import { WorldView } from './world/world-view.ts';

/** What others may do to the map. */
export type WorldMapHandle = {
  look(camera: Camera): void;
  fit(range: Range): void;
  goTo(height: number): void;
  /** What is seen now, as a PNG. */
  picture(): Promise<Blob | undefined>;
};

type Props = {
  readonly ref: Ref<WorldMapHandle>;
  readonly book: LandBook;
  readonly selected: number | undefined;
  readonly followed: readonly number[];
  readonly found: readonly number[];
  readonly initial: Camera | undefined;
  readonly onSelect: (height: number) => void;
  readonly onOpen: (height: number) => void;
  /** The view came to rest. */
  readonly onRest: (camera: Camera, isChosen: boolean) => void;
};

const ZOOM = 1.6;
const PAN = 120;

/** Arrow keys walk from block to block; with Shift they move the map. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** All districts in one picture: dragged, pinched, zoomed by wheel, buttons or keys. */
export function WorldMap(props: Props) {
  const { ref, book, selected, followed, found, initial } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<WorldView>(undefined);
  const events = useRef(props);
  useEffect(() => {
    events.current = props;
  });

  useEffect(() => {
    if (canvas.current === null) return undefined;
    const opened = new WorldView(canvas.current, {
      onSelect: (height) => events.current.onSelect(height),
      onRest: (camera, isChosen) => events.current.onRest(camera, isChosen),
    });
    view.current = opened;
    return () => opened.close();
  }, []);

  useEffect(() => {
    view.current?.show(book.map, { selected, mine: book.mine, followed, found });
  }, [book, selected, followed, found]);

  useEffect(() => {
    if (initial !== undefined) view.current?.look(initial);
  }, [initial]);

  useImperativeHandle(
    ref,
    () => ({
      look: (camera) => view.current?.look(camera),
      fit: (range) =>
        view.current?.fit(
          boxOf({ from: range.from, to: Math.max(range.from, Math.min(range.to, book.map.tip)) }),
        ),
      goTo(height) {
        const camera = view.current?.camera;
        if (camera !== undefined) view.current?.look(cameraAt(height, camera));
      },
      picture: () =>
        new Promise((resolve) => {
          if (canvas.current === null) resolve(undefined);
          else canvas.current.toBlob((blob) => resolve(blob ?? undefined), 'image/png');
        }),
    }),
    [book],
  );

  const step = (across: number, down: number): void => {
    const { tip } = book.map;
    if (selected === undefined) {
      const camera = view.current?.camera;
      const middle = camera && heightAt(camera.x, camera.y);
      choose(middle === undefined || middle > tip ? tip : middle);
      return;
    }
    const { x, y } = cellOf(selected);
    // Over an alley to the next period, where there is one.
    for (const far of [1, 3]) {
      const next = heightAt(x + across * far, y + down * far);
      if (next !== undefined && next <= tip) {
        choose(next);
        return;
      }
    }
  };
  const choose = (height: number): void => {
    props.onSelect(height);
    const camera = view.current?.camera;
    if (camera !== undefined) view.current?.look(cameraAt(height, camera));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [across, down] = STEPS[event.key] ?? [0, 0];
    if (across !== 0 || down !== 0) {
      if (event.shiftKey) view.current?.pan(-across * PAN, -down * PAN);
      else step(across, down);
    } else if (event.key === '+' || event.key === '=') view.current?.zoom(ZOOM);
    else if (event.key === '-') view.current?.zoom(1 / ZOOM);
    else if (event.key === '0') view.current?.fit(worldBox(book.map.tip));
    else if (event.key === 'Enter' && selected !== undefined) props.onOpen(selected);
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application of its own, by its role */}
      <div
        className={styles.picture}
        role="application"
        aria-roledescription={t('map')}
        aria-label={t('Map of {tip} districts', { tip: count(book.map.tip + 1) })}
        aria-describedby="map-keys"
        // It answers to arrow keys, so it must be reached by them.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application of its own, by its role
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} className={styles.canvas} />
      </div>
      <Hidden>
        <span id="map-keys">
          {t(
            'Arrow keys go from block to block, with Shift they move the map. Plus and minus zoom, 0 shows all, Enter looks around.',
          )}
        </span>
        <span aria-live="polite">
          {selected !== undefined &&
            t('{selected}.bitmap, {plotWords}', {
              selected: count(selected),
              plotWords: plotWords(book.plotAt(selected), followed.includes(selected)),
            })}
        </span>
      </Hidden>
      <div className={styles.zoom}>
        <IconButton label={t('Zoom in')} onClick={() => view.current?.zoom(ZOOM)}>
          <Icon name="plus" />
        </IconButton>
        <IconButton label={t('Zoom out')} onClick={() => view.current?.zoom(1 / ZOOM)}>
          <Icon name="minus" />
        </IconButton>
        <IconButton
          label={t('My plots')}
          disabled={book.mine.length === 0}
          onClick={() => {
            const [first] = book.mine;
            if (first !== undefined) choose(nextOf(book.mine, selected) ?? first);
          }}
        >
          <Icon name="locate" />
        </IconButton>
      </div>
    </div>
  );
}

/** The one after `height` in a list, so that pressing again goes on to the next. */
function nextOf(heights: readonly number[], height: number | undefined): number | undefined {
  return height === undefined ? undefined : heights[heights.indexOf(height) + 1];
}
