'use client';

import { type KeyboardEvent, useEffect, useRef } from 'react';
import { t } from '#lib/language/t.ts';
import { classes } from '../ui/classes.ts';
import { count } from '../ui/format.ts';
import { plotWords, type LandBook } from './land-book.ts';
import styles from './land-grid.module.css';

type Props = {
  readonly book: LandBook;
  readonly followed: readonly number[];
  readonly selected: number | undefined;
  readonly onSelect: (height: number) => void;
  readonly onOpen: (height: number) => void;
};

const ACROSS = 10;
const SHOWN = 100;
/** Numbers from here on do not fit into a cell; the caption says how all of them begin. */
const LONG = 100_000;

/** The map in a table, for keys and screen readers: a hundred districts at a time, every one of them within reach. */
export function LandGrid({ book, followed, selected, onSelect, onOpen }: Props) {
  const { tip } = book.map;
  const current = Math.min(selected ?? tip, tip);
  const first = current - (current % SHOWN);
  const table = useRef<HTMLTableElement>(null);
  const follows = useRef(false);

  useEffect(() => {
    // Only after a key in the table: whoever presses on the map stays there.
    if (follows.current) table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    follows.current = false;
  }, [current]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextHeight(event.key, current);
    if (event.key === 'Enter' || event.key === ' ') onOpen(current);
    else if (next === undefined) return;
    else {
      follows.current = true;
      onSelect(Math.min(tip, Math.max(0, next)));
    }
    event.preventDefault();
  };

  const rows = Array.from({ length: SHOWN / ACROSS }, (_, row) => first + row * ACROSS).filter(
    (from) => from <= tip,
  );
  return (
    // Arrow keys walk in it, as in the grid of a spreadsheet (https://www.w3.org/WAI/ARIA/apg/patterns/grid/).
    <table
      ref={table}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- a table that answers to keys is a grid
      role="grid"
      className={styles.grid}
      aria-label={t('Districts {first} to {min}', {
        first: count(first),
        min: count(Math.min(tip, first + SHOWN - 1)),
      })}
      aria-rowcount={Math.ceil((tip + 1) / ACROSS)}
      onKeyDown={onKeyDown}
    >
      {tip >= LONG && (
        <caption>
          {t('{first} to {min}', { first: count(first), min: count(Math.min(tip, first + SHOWN - 1)) })}
        </caption>
      )}
      <tbody>
        {rows.map((from) => (
          <tr key={from} aria-rowindex={from / ACROSS + 1}>
            {Array.from({ length: Math.min(ACROSS, tip + 1 - from) }, (_, column) => from + column).map(
              (height) => {
                const plot = book.plotAt(height);
                const isFollowed = followed.includes(height);
                return (
                  <td
                    key={height}
                    tabIndex={height === current ? 0 : -1}
                    aria-selected={height === selected}
                    aria-label={`${count(height)}, ${plotWords(plot, isFollowed)}`}
                    className={classes(styles[plot.state], isFollowed && styles.followed)}
                    onClick={() => onSelect(height)}
                  >
                    {tip < LONG ? height : String(height % 1_000).padStart(3, '0')}
                  </td>
                );
              },
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where a key leads: one on, a row down, a hundred on, or to an end of the row. */
function nextHeight(key: string, height: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return height - 1;
    case 'ArrowRight':
      return height + 1;
    case 'ArrowUp':
      return height - ACROSS;
    case 'ArrowDown':
      return height + ACROSS;
    case 'PageUp':
      return height - SHOWN;
    case 'PageDown':
      return height + SHOWN;
    case 'Home':
      return height - (height % ACROSS);
    case 'End':
      return height - (height % ACROSS) + ACROSS - 1;
    default:
      return undefined;
  }
}
