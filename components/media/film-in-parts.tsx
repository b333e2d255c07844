'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { FilmState, FilmView, PlayingFilm } from '#lib/client/films.ts';
import type { WholeFilm } from '#lib/client/inscriptions.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { byteSize } from '../ui/format.ts';
import { once } from '../ui/once.ts';
import details from './inscription-details.module.css';
import { InscriptionRows } from './inscription-details.tsx';
import styles from './player.module.css';

/** Neighbours give each other no other. */
const CHAIN = 'BSV';

/** What is said below the player; what comes is somebody's word until all of it is here. */
const STATES = once(
  () =>
    ({
      coming: t('It comes from a neighbour, whose word it is until all of it is here and checked.'),
      left: t(
        'Nobody who has it can be reached just now. What is here plays; the rest comes as soon as somebody is back.',
      ),
      full: t('This device has no room for more of it.'),
      whole: t('All of it is here, and it is what the transaction holds.'),
      false: t(
        'What came is not what the transaction holds. It was stopped, nothing of it was kept, and whoever gave it is not believed again. Open it again to look for somebody else who has it.',
      ),
    }) satisfies Record<FilmState, string>,
);

type Props = {
  readonly film: FilmView;
  /** What lies around it, once all of it is here. */
  readonly whole: WholeFilm | undefined;
  /** The last of it came. */
  readonly onWhole: () => void;
};

/** Sound or film that is too large to come whole. Nothing of it is brought before somebody asks. */
export function FilmInParts({ film, whole, onWhole }: Props) {
  const [isAsked, setIsAsked] = useState(film.state === 'whole');
  const isSound = film.contentType.startsWith('audio');
  return (
    <article className={details.details} data-id={`${film.txid}_${film.vout}`}>
      <h2>
        {isSound ? t('Sound') : t('Film')}
        <small>{CHAIN}</small>
      </h2>
      {isAsked ? (
        <Played film={film} isSound={isSound} onWhole={onWhole} />
      ) : (
        <div className={styles.player}>
          <p>
            {t(
              'A neighbour has it and gives it in parts, so that it plays while it comes. Until all of it is here, nobody can know whether it is what the transaction holds: then it is checked, and stopped if it is not.',
            )}
          </p>
          <Button onClick={() => setIsAsked(true)}>
            {t('Bring it, {size}', { size: byteSize(film.bytes) })}
          </Button>
        </div>
      )}
      {whole !== undefined ? (
        <InscriptionRows view={whole.view} />
      ) : (
        <Facts
          facts={[
            { label: t('Shown as'), value: film.contentType },
            { label: t('Content'), value: byteSize(film.bytes) },
            { label: t('Transaction'), value: byteSize(film.txBytes) },
          ]}
        />
      )}
    </article>
  );
}

type PlayedProps = Pick<Props, 'film' | 'onWhole'> & { readonly isSound: boolean };

/** The browser's own player. It plays when somebody presses, and asks for what it needs. */
function Played({ film, isSound, onWhole }: PlayedProps) {
  const playing = usePlaying(film);
  const view = useView(playing, film);
  const isNewlyWhole = view.state === 'whole' && film.state !== 'whole';
  useEffect(() => {
    if (isNewlyWhole) onWhole();
    // It is told once.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isNewlyWhole]);
  // A player that gave up is made anew.
  const [tries, setTries] = useState(0);
  const [isBroken, setIsBroken] = useState(false);
  const name = t('{more} without a description', { more: isSound ? t('Sound') : t('Film') });
  const shared = {
    src: playing?.address,
    controls: true,
    preload: 'metadata',
    'aria-label': name,
    onError: () => setIsBroken(true),
  } as const;
  const isShown = playing != null && !isBroken && view.state !== 'false';
  return (
    <figure className={styles.player}>
      {/* There are no captions on a chain. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      {isShown && isSound && <audio key={tries} {...shared} />}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      {isShown && !isSound && <video key={tries} {...shared} />}
      {isBroken && view.state !== 'false' && (
        <>
          <p>{t('This browser cannot play it.')}</p>
          <Button
            small
            onClick={() => {
              setIsBroken(false);
              setTries(tries + 1);
            }}
          >
            {t('Try again')}
          </Button>
        </>
      )}
      {playing === null && <p>{t('It is no longer on this device.')}</p>}
      {view.state !== 'whole' && view.state !== 'false' && (
        <progress max={view.txBytes} value={view.heldBytes} aria-label={t('How much of it is here')} />
      )}
      <figcaption>
        <span aria-live="polite">{STATES()[view.state]}</span>{' '}
        {view.state !== 'whole' &&
          view.state !== 'false' &&
          t('{here} of {all} are here.', { here: byteSize(view.heldBytes), all: byteSize(view.txBytes) })}
      </figcaption>
    </figure>
  );
}

/** Plays it as long as it is on screen; `null` when there is nothing left to play. */
function usePlaying({ txid }: FilmView): PlayingFilm | null | undefined {
  const client = useClient();
  const [playing, setPlaying] = useState<PlayingFilm | null>();
  useEffect(() => {
    let isGone = false;
    let started: PlayingFilm | undefined;
    const start = async (): Promise<void> => {
      started = await (await client?.inscriptions())?.play(txid);
      if (isGone) started?.close();
      else if (client !== undefined) setPlaying(started ?? null);
    };
    start().catch(() => setPlaying(null));
    return () => {
      isGone = true;
      started?.close();
    };
  }, [client, txid]);
  return playing;
}

const never = (): (() => void) => () => undefined;

const useView = (playing: PlayingFilm | null | undefined, film: FilmView): FilmView =>
  useSyncExternalStore(
    playing?.subscribe ?? never,
    () => playing?.view() ?? film,
    () => film,
  );
