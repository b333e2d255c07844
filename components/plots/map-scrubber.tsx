import { type MouseEvent, useMemo } from 'react';
import type { Camera } from '#lib/plots/map-pixels.ts';
import { EPOCH_BLOCKS, halvingsTo, PERIOD_BLOCKS } from '#lib/plots/world.ts';
import { count } from '../ui/format.ts';
import type { LandBook } from './land-book.ts';
import { middleOf } from './map-crumbs.tsx';
import styles from './map-scrubber.module.css';

type Props = {
  readonly book: LandBook;
  readonly camera: Camera | undefined;
  readonly onGo: (height: number) => void;
};

const WIDTH = 484;
const BARS = 121;
const GROUND = 30;

/** All of the chain in one strip, taller where more is claimed; a press goes there. The crumbs and the table do the same by keys. */
export function MapScrubber({ book, camera, onGo }: Props) {
  const { tip } = book.map;
  const shares = useMemo(() => book.map.shares(Math.min(BARS, tip + 1)), [book, tip]);
  const xOf = (height: number): number => (height / (tip + 1)) * WIDTH;
  const step = WIDTH / shares.length;
  const d = shares
    .map((share, at) => `M${((at + 0.5) * step).toFixed(1)} ${GROUND}v-${(2 + share * 22).toFixed(1)}`)
    .join('');
  const middle = camera === undefined ? undefined : middleOf(camera, tip);
  const shown = Math.max(9, xOf(PERIOD_BLOCKS));
  const go = (event: MouseEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onGo(Math.min(tip, Math.max(0, Math.floor(((event.clientX - left) / width) * (tip + 1)))));
  };
  const labels = tip < EPOCH_BLOCKS ? [0, tip] : [0, ...halvingsTo(tip)];
  return (
    <div className={styles.scrubber} aria-hidden="true">
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- a short cut for a pointer */}
      <svg viewBox={`0 0 ${WIDTH} 34`} preserveAspectRatio="none" onClick={go}>
        <path className={styles.bars} d={d} />
        <path
          className={styles.epochs}
          d={halvingsTo(tip)
            .map((height) => `M${xOf(height)} 2v30`)
            .join('')}
        />
        {middle !== undefined && (
          <rect
            className={styles.window}
            x={Math.min(WIDTH - shown, Math.max(0, xOf(middle) - shown / 2))}
            y="1"
            width={shown}
            height="31"
            rx="2"
          />
        )}
      </svg>
      <div className={styles.labels}>
        {labels.map((height) => (
          <span key={height}>{count(height)}</span>
        ))}
      </div>
    </div>
  );
}
