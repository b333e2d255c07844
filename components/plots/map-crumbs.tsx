import { epochOf, heightAt, periodOf, type Range } from '#lib/plots/world.ts';
import type { Camera } from '#lib/plots/map-pixels.ts';
import { t } from '#lib/language/t.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './map-crumbs.module.css';

type Props = {
  readonly camera: Camera | undefined;
  readonly tip: number;
  readonly onFit: (range: Range) => void;
};

/** A period is what one looks at once its blocks are so wide. */
const PERIOD_SCALE = 6;

/** The block in the middle of a view, or one near it where an alley is there. */
export function middleOf({ x, y }: Camera, tip: number): number {
  for (const [dx, dy] of [
    [0, 0],
    [-2, 0],
    [0, -2],
    [-2, -2],
  ] as const) {
    const height = heightAt(x + dx, y + dy);
    if (height !== undefined) return Math.min(height, tip);
  }
  return tip;
}

/** Where on the map one is: the world, an epoch, a period; each leads to all of it. */
export function MapCrumbs({ camera, tip, onFit }: Props) {
  const middle = camera === undefined ? undefined : middleOf(camera, tip);
  const epoch = middle === undefined ? undefined : epochOf(middle);
  const period = middle === undefined ? undefined : periodOf(middle);
  const isNear = camera !== undefined && camera.scale >= PERIOD_SCALE;
  return (
    <nav className={styles.crumbs} aria-label={t('Where')}>
      <button type="button" onClick={() => onFit({ from: 0, to: tip })}>
        {t('World')}
      </button>
      {epoch !== undefined && (
        <>
          <Icon name="right" small />
          <button type="button" onClick={() => onFit(epoch)}>
            {t('Epoch {number}', { number: epoch.number })}
          </button>
        </>
      )}
      {period !== undefined && isNear && (
        <>
          <Icon name="right" small />
          <button type="button" className={styles.here} onClick={() => onFit(period)}>
            {t('{from} to {to}', { from: count(period.from), to: count(period.to) })}
          </button>
        </>
      )}
    </nav>
  );
}
