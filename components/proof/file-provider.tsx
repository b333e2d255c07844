'use client';

import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { noteDeparture } from '../ui/arrival.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './file-provider.module.css';

/** A file that a person gave, from anywhere in the app. A new object each time, even for the same file. */
export type GivenFile = { readonly file: File };

type Giver = { readonly given: GivenFile | undefined; readonly give: (file: File) => void };

const FileContext = createContext<Giver>({ given: undefined, give: () => undefined });

export const useGivenFile = (): Giver => use(FileContext);

/** Lets a file be dropped on any screen: it is checked on the screen for that. */
export function FileProvider({ children }: { readonly children: ReactNode }) {
  const [given, setGiven] = useState<GivenFile>();
  const [over, setOver] = useState(false);
  const way = useRef<HTMLAnchorElement>(null);
  const giver = useMemo<Giver>(() => ({ given, give: (file) => setGiven({ file }) }), [given]);

  useEffect(
    () =>
      watchDrops({
        onOver: setOver,
        onFile: (file) => {
          setGiven({ file });
          noteDeparture();
          way.current?.click();
        },
      }),
    [],
  );

  return (
    <FileContext value={giver}>
      {children}
      {/* The app's own way of going somewhere is a link; nobody needs to see this one. */}
      <Link ref={way} to={{ screen: 'proof' }} hidden tabIndex={-1} aria-hidden="true">
        {t('Check a file')}
      </Link>
      {over && (
        <div className={styles.over} aria-hidden="true">
          <p>
            <Icon name="file" />
            {t('Drop it to check it')}
          </p>
        </div>
      )}
    </FileContext>
  );
}

type Drops = { readonly onOver: (over: boolean) => void; readonly onFile: (file: File) => void };

/** Hears of files over the window, wherever; returns how to stop. What a part of the screen takes itself is left to it. */
function watchDrops({ onOver, onFile }: Drops): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const carriesFiles = (event: DragEvent): boolean =>
    !event.defaultPrevented && event.dataTransfer?.types.includes('Files') === true;
  const onDragOver = (event: DragEvent): void => {
    if (!carriesFiles(event)) return;
    // Without this the browser would leave the app and open the file.
    event.preventDefault();
    onOver(true);
  };
  const onDragLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) onOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    onOver(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) onFile(file);
  };
  window.addEventListener('dragover', onDragOver, { signal });
  window.addEventListener('dragleave', onDragLeave, { signal });
  window.addEventListener('drop', onDrop, { signal });
  return () => stop.abort();
}
