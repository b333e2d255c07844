'use client';

import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { openFragment } from '../ui/fragment.ts';
import { plural } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Mode } from './city/city-camera.ts';
import type { Quality } from './city/city-quality.ts';
import type { CityView } from './city/city-view.ts';
import { Choice } from './choice.tsx';
import { cityInWords, volumeInWords } from './city-words.ts';
import styles from './district-city.module.css';
import { districtAddress } from './district-height.ts';
import type { Measure } from './measure.ts';
import { MovePad } from './move-pad.tsx';
import { useMarks } from './use-marks.ts';
import { useStreet } from './use-street.ts';

type Props = {
  readonly district: DistrictView;
  readonly measure: Measure;
  /** Transactions that are the reader's own, by their place in the block. */
  readonly own: readonly number[];
  readonly gone: readonly number[];
  readonly selected: number | undefined;
  readonly onSelect: (parcel: number) => void;
  /** This browser draws no city, and says why. */
  readonly onFail: (why: string) => void;
};

const MODES = once((): Readonly<Record<Mode, string>> => ({
  orbit: t('Around'),
  fly: t('Fly'),
  walk: t('Walk'),
}));
const NUMBERS: readonly Mode[] = ['orbit', 'fly', 'walk'];
const STEP = 0.16;
const SLIDE = 0.12;
const ZOOM = 1.3;

const TURNS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const QUALITIES = once((): Readonly<Record<Quality, string>> => ({
  full: '',
  reduced: t('Drawn with fewer pixels, to stay smooth.'),
  coarse: t('Drawn coarsely, to stay smooth.'),
}));

const isStill = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A district in three dimensions: its parcels as volumes, its neighbours beside it along one street. */
export function DistrictCity(props: Props) {
  const { district, measure, own, gone, selected, onSelect } = props;
  const { plates, built, ask } = useStreet(district, measure);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<CityView>();
  const [mode, setMode] = useState<Mode>('orbit');
  const [here, setHere] = useState(district.height);
  const [quality, setQuality] = useState<Quality>('full');
  const latest = useRef({ built, onSelect, onFail: props.onFail, ask });
  useEffect(() => {
    latest.current = { built, onSelect, onFail: props.onFail, ask };
  });

  useEffect(() => {
    let opened: CityView | undefined;
    let isGone = false;
    const open = async (): Promise<void> => {
      const { CityView: View } = await import('./city/city-view.ts');
      if (isGone || canvas.current === null) return;
      opened = new View(canvas.current, isStill(), {
        onSelect: (height, box) => {
          const parcel = latest.current.built.get(height)?.squares.transactionOf(box);
          if (parcel === undefined) return;
          if (height === district.height) latest.current.onSelect(parcel);
          else openFragment(`#${districtAddress({ height, isCity: true })}`);
        },
        onEnter: setHere,
        onNear: (heights) => latest.current.ask(heights),
        onQuality: setQuality,
        onLost: () => latest.current.onFail(t('The browser took the drawing away.')),
      });
      setView(opened);
    };
    open().catch(() => latest.current.onFail(t('This browser draws nothing in three dimensions.')));
    return () => {
      isGone = true;
      opened?.close();
      setView(undefined);
    };
  }, [district.height]);

  const marks = useMarks(built, district.height, own);
  const seen = built.get(district.height);
  const box = selected === undefined ? undefined : seen?.squares.squareOf(selected);
  useEffect(() => {
    view?.show({
      street: plates,
      marks,
      chosen: box === undefined ? undefined : { height: district.height, box },
    });
  }, [view, plates, marks, box, district.height]);

  const look = (next: Mode): void => {
    setMode(next);
    view?.look(next);
  };
  const focus = (at: number | undefined): void => {
    if (at === undefined) return;
    setMode('orbit');
    view?.focus(district.height, at);
  };
  const stepTo = (by: number): void => {
    if (seen === undefined) return;
    const { length } = seen.volumes.boxes;
    const next = box === undefined ? 0 : (box + by + length) % length;
    onSelect(seen.squares.transactionOf(next));
    focus(next);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || view === undefined) return;
    if (view.keyDown(event.code) || onKey(event)) {
      event.preventDefault();
      // The letters of the app mean something else.
      event.stopPropagation();
    }
  };
  const onKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const [across = 0, down = 0] = TURNS[key] ?? [];
    const asked = NUMBERS[Number(key) - 1];
    if (across !== 0 || down !== 0) {
      if (shiftKey) view?.slide(across * SLIDE, -down * SLIDE);
      else view?.turn(across * STEP, down * STEP);
    } else if (key === '+' || key === '=') view?.zoom(ZOOM);
    else if (key === '-') view?.zoom(1 / ZOOM);
    else if (key === '0' || key === 'Home') view?.overview();
    else if (key === 'n' || key === 'PageDown') stepTo(1);
    else if (key === 'p' || key === 'PageUp') stepTo(-1);
    else if (key === 'f') focus(box);
    else if (asked !== undefined) look(asked);
    else return false;
    return true;
  };

  const words = seen?.district.block && {
    transactions: seen.district.block.transactions,
    volumes: seen.volumes,
    transactionOf: (at: number) => seen.squares.transactionOf(at),
    own: own.length,
    gone: gone.length,
  };
  const around = built.get(here)?.district;
  return (
    <section className={styles.city} aria-label={t('City of {height}.bitmap', { height: district.height })}>
      <div className={styles.frame}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application of its own, by its role */}
        <div
          className={styles.picture}
          role="application"
          aria-roledescription={t('city')}
          aria-label={t('City of {volumes}', {
            volumes: plural(seen?.volumes.boxes.length ?? 0, 'volume', 'volumes'),
          })}
          aria-describedby="city-words city-keys"
          aria-busy={view === undefined}
          // It answers to keys, so it must be reached by them.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application of its own, by its role
          tabIndex={0}
          onKeyDown={onKeyDown}
          onKeyUp={({ code }) => view?.keyUp(code)}
          onBlur={() => view?.letGo()}
        >
          <canvas ref={canvas} className={styles.canvas} />
        </div>
        {view === undefined && <p className={styles.wait}>{t('Building the city')}</p>}
        <div className={styles.modes}>
          <Choice name={t('How to look')} of={MODES()} chosen={mode} onChoose={look} />
        </div>
        <div className={styles.zoom}>
          {mode !== 'walk' && (
            <>
              <IconButton label={t('Nearer')} onClick={() => view?.zoom(ZOOM)}>
                <Icon name="plus" />
              </IconButton>
              <IconButton label={t('Farther')} onClick={() => view?.zoom(1 / ZOOM)}>
                <Icon name="minus" />
              </IconButton>
            </>
          )}
          <IconButton label={t('All of the district')} onClick={() => view?.overview()}>
            <Icon name="locate" />
          </IconButton>
        </div>
        {mode !== 'orbit' && view !== undefined && (
          <MovePad
            withUp={mode === 'fly'}
            onHold={(code) => view.keyDown(code)}
            onLetGo={(code) => view.keyUp(code)}
          />
        )}
        {here !== district.height && (
          <p className={styles.here} aria-live="polite">
            {around?.block === undefined
              ? (around?.issue?.message ?? t('Reading {here}.bitmap', { here }))
              : t('In {here}.bitmap, {parcels}', {
                  here,
                  parcels: plural(around.block.transactions.length, 'parcel', 'parcels'),
                })}
            <Button small onClick={() => openFragment(`#${districtAddress({ height: here, isCity: true })}`)}>
              {t('Open')}
            </Button>
          </p>
        )}
      </div>
      <Hidden>
        <span id="city-words">{words && cityInWords(words)}</span>
        <span id="city-keys">
          {t(
            'Arrow keys turn, with Shift they slide; plus and minus go nearer and farther, 0 shows all. N and P go from parcel to parcel, F looks at the chosen one. 1 looks from around, 2 flies, 3 walks: then W, A, S and D or the arrows move, Space and Q rise and sink.',
          )}
        </span>
        <span aria-live="polite">{words && box !== undefined && volumeInWords(words, box)}</span>
      </Hidden>
      {QUALITIES()[quality] !== '' && <p className={styles.quality}>{QUALITIES()[quality]}</p>}
    </section>
  );
}
