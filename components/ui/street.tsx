import { t } from '#lib/language/t.ts';
import styles from './street.module.css';

type Props = { readonly towers: readonly { readonly name: string; readonly lit: boolean }[] };

const WIDTH = 336;
const GROUND = 92;
const MOST_TOWERS = 6;
const SLOTS = [252, 84, 294, 42, 210, 126] as const;
const HEIGHTS = [70, 56, 48, 62, 44, 52] as const;

/** The reader's house, with a light on, and the servers as towers: lit when they answer, dashed when they do not. */
export function Street({ towers }: Props) {
  const shown = towers.slice(0, MOST_TOWERS);
  const silent = shown.filter((tower) => !tower.lit).length;
  return (
    <svg
      className={styles.street}
      viewBox={`0 0 ${WIDTH} 104`}
      role="img"
      aria-label={t('Your house and {shown} servers, {silent} of them silent', {
        shown: shown.length,
        silent,
      })}
    >
      {shown.map(({ name, lit }, index) => (
        <Tower key={name} x={SLOTS[index] ?? 0} height={HEIGHTS[index] ?? 50} lit={lit} />
      ))}
      <path className={styles.ground} d={`M-${WIDTH} ${GROUND}H${2 * WIDTH}`} />
      <path className={styles.house} d={`M147 ${GROUND}V37a21 21 0 0 1 42 0V${GROUND}z`} />
      <rect className={styles.door} x="160" y={GROUND - 18} width="16" height="18" rx="2.5" />
    </svg>
  );
}

function Tower({ x, height, lit }: { readonly x: number; readonly height: number; readonly lit: boolean }) {
  const top = GROUND - height;
  return (
    <g className={lit ? styles.lit : styles.dark}>
      <path className={styles.tower} d={`M${x - 12} ${GROUND}V${top}h24V${GROUND}M${x} ${top}v-9`} />
      {[0, 1, 2].map((row) => (
        <path key={row} className={styles.window} d={`M${x - 5} ${top + 12 + row * 12}h10`} />
      ))}
    </g>
  );
}
