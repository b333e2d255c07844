import type { BlockPlace } from '#lib/proof/verdict.ts';
import { t } from '#lib/language/t.ts';
import { count, plural } from '../ui/format.ts';
import styles from './chain-figure.module.css';

const MOST_LATER = 3;
const PITCH = 56;

type Props = {
  readonly place: Pick<BlockPlace, 'height'>;
  readonly tip: number | undefined;
  readonly of?: 'post' | 'transaction';
};

/** From the post (the ember) by a path to its header, and the blocks that stand on it: as many as there are, up to three. */
export function ChainFigure({ place, tip, of = 'post' }: Props) {
  const later = tip === undefined ? 0 : Math.max(0, tip - place.height);
  const drawn = Math.min(later, MOST_LATER);
  const blocks = Array.from({ length: drawn + 1 }, (_, index) => index);
  const words =
    later === 0
      ? t('No block has been built on it yet.')
      : t('{blocks} been built on it.', { blocks: plural(later, 'block has', 'blocks have') });
  return (
    <figure className={styles.figure}>
      <svg
        viewBox="0 0 330 118"
        role="img"
        aria-label={t('A path from this {of} to the header of block {height}. {words}', {
          of,
          height: count(place.height),
          words,
        })}
      >
        <path className={styles.path} d="M20 92L96 38h14" />
        <rect className={styles.leaf} x="12" y="86" width="13" height="13" rx="2.5" />
        {blocks.slice(1).map((index) => (
          <path key={index} className={styles.link} d={`M${110 + index * PITCH - 20} 38h20`} />
        ))}
        {blocks.map((index) => (
          <g
            key={index}
            className={index === 0 ? styles.own : styles.later}
            transform={`translate(${110 + index * PITCH} 17)`}
          >
            <rect width="36" height="42" rx="4" />
            <path d="M7.5 11h14M7.5 18h21M7.5 25h11M7.5 32h18" />
          </g>
        ))}
        <text x="31" y="98">
          {t('this {of}', { of })}
        </text>
        <text x="110" y="75">
          {count(place.height)}
        </text>
      </svg>
      <figcaption>
        {t('A path of hashes leads from this {of} to the header of block {height}. {words}', {
          of,
          height: count(place.height),
          words,
        })}
      </figcaption>
    </figure>
  );
}
