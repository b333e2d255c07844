import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { noteDeparture } from '../ui/arrival.ts';
import { hrefOf, type Place } from '../ui/place.ts';
import { namedPlace } from './named-place.ts';
import styles from './palette.module.css';

type Entry = { readonly name: string; readonly note?: string; readonly act: () => void };

const PLACES = once((): readonly (readonly [string, Place])[] => [
  [t('Feed'), { screen: 'feed' }],
  [t('Catch-up'), { screen: 'catch-up' }],
  [t('Lists'), { screen: 'lists' }],
  [t('Bookmarks'), { screen: 'bookmarks' }],
  [t('Map'), { screen: 'map' }],
  [t('Neighbours'), { screen: 'neighbours' }],
  [t('Me'), { screen: 'me' }],
  [t('Status'), { screen: 'status' }],
  [t('Settings'), { screen: 'settings' }],
  [t('Claim a handle'), { screen: 'handle' }],
  [t('Make'), { screen: 'make' }],
  [t('Check a proof'), { screen: 'proof' }],
]);

type Props = { readonly onKeys: () => void; readonly onClose: () => void };

/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- a combobox: the field keeps the focus and the keys, and names the option that is meant */

/** Goes anywhere by a few letters, or by the id of a post, a name, the number of a district. */
export function Palette({ onKeys, onClose }: Props) {
  const router = useRouter();
  const composer = useComposer();
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);

  const go = (place: Place) => (): void => {
    noteDeparture();
    router.push(hrefOf(place), { scroll: false });
  };
  const named = namedPlace(words);
  const all: readonly Entry[] = [
    { name: t('New post'), note: 'n', act: () => composer.open() },
    ...PLACES().map(([name, place]) => ({ name, act: go(place) })),
    { name: t('Keys'), note: '?', act: onKeys },
  ];
  const begun = words.trim().toLowerCase();
  const entries: readonly Entry[] = [
    ...(named === undefined
      ? []
      : [{ name: t('Open {slice}', { slice: words.trim().slice(0, 60) }), act: go(named) }]),
    ...all.filter(({ name }) => name.toLowerCase().includes(begun)),
  ];
  const chosen = entries[Math.min(at, entries.length - 1)];
  const take = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    dialog.current?.close();
    entry.act();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((at + step + entries.length) % Math.max(1, entries.length));
    else if (event.key === 'Enter') take(chosen);
    else return;
    event.preventDefault();
  };

  return (
    <dialog ref={dialog} className={styles.palette} aria-label={t('Go to')} closedby="any" onClose={onClose}>
      <input
        role="combobox"
        aria-label={t('Where to')}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={
          chosen === undefined ? undefined : `${listId}-${Math.min(at, entries.length - 1)}`
        }
        placeholder={t('A place, name.bitter, 840000.bitmap, an id')}
        autoComplete="off"
        spellCheck={false}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={t('Places')}>
        {entries.map((entry, index) => (
          <div
            key={entry.name}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={entry === chosen}
            onClick={() => take(entry)}
          >
            <bdi>{entry.name}</bdi>
            {entry.note !== undefined && <kbd>{entry.note}</kbd>}
          </div>
        ))}
      </div>
      {entries.length === 0 && <p role="alert">{t('Nothing is called that here.')}</p>}
    </dialog>
  );
}
