import type { ReactNode } from 'react';
import { t } from '#lib/language/t.ts';
import { classes } from '../ui/classes.ts';
import { plural } from '../ui/format.ts';
import type { Tower } from './servers.ts';
import styles from './street-scene.module.css';

const WIDTH = 1000;
const HEIGHT = 268;
const GROUND = 214;
const MIDDLE = WIDTH / 2;
const MY_HALF = 42;

type House = { readonly x: number; readonly half: number; readonly top: number };

/** In the order in which windows are lit: beginning with those that a phone shows, and with the one that the wire leads to. */
const HOUSES: readonly House[] = [
  { x: 348, half: 32, top: 96 },
  { x: 584, half: 27, top: 122 },
  { x: 422, half: 25, top: 140 },
  { x: 658, half: 34, top: 80 },
  { x: 746, half: 31, top: 132 },
  { x: 264, half: 35, top: 130 },
  { x: 924, half: 33, top: 126 },
  { x: 170, half: 37, top: 84 },
  { x: 834, half: 37, top: 102 },
  { x: 82, half: 32, top: 118 },
];
const TOWERS = [
  { x: 612, top: 30 },
  { x: 388, top: 46 },
  { x: 800, top: 42 },
  { x: 196, top: 42 },
  { x: 890, top: 56 },
] as const;

type Props = {
  /** How many neighbours are connected. */
  readonly lit: number;
  readonly towers: readonly Tower[];
  /** The servers are gone: it is night in both themes. */
  readonly night?: boolean;
  /** Something came by the wire under the pavement. */
  readonly packet?: boolean;
  readonly children: ReactNode;
};

/** The reader's house in the middle of a street: lit windows are neighbours, towers are servers. It crops at the sides. */
export function StreetScene({ lit, towers, night = false, packet = false, children }: Props) {
  const shown = towers.slice(0, TOWERS.length);
  const silent = towers.filter((tower) => !tower.lit).length;
  return (
    <figure className={classes(styles.scene, night && styles.night)}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="xMidYMid slice"
        role="img"
        aria-label={[
          night ? t('A street at night: your house in the middle') : t('A street: your house in the middle'),
          t('{neighbours} with a light on', { neighbours: plural(lit, 'neighbour', 'neighbours') }),
          t('{servers}, {silent} of them silent', {
            servers: plural(towers.length, 'server', 'servers'),
            silent,
          }),
          ...(packet ? [t('a neighbour sends you something')] : []),
        ].join(', ')}
      >
        {shown.map((tower, index) => (
          <TowerShape key={TOWERS[index]?.x} lit={tower.lit} {...(TOWERS[index] ?? TOWERS[0])} />
        ))}
        {HOUSES.map((house, index) => (
          <g key={house.x}>
            <path className={styles.house} d={arch(house)} />
            <Window house={house} lit={index < lit} />
          </g>
        ))}
        <path className={styles.ground} d={`M0 ${GROUND}H${WIDTH}`} />
        <path className={styles.home} d={arch({ x: MIDDLE, half: MY_HALF, top: 64 })} />
        <rect className={styles.door} x={MIDDLE - 13.5} y={GROUND - 35.5} width="27" height="35.5" rx="3.5" />
        {packet && <Wire from={HOUSES[0]?.x ?? 0} />}
      </svg>
      <figcaption>{children}</figcaption>
    </figure>
  );
}

const arch = ({ x, half, top }: House): string =>
  `M${x - half} ${GROUND}V${top + half}a${half} ${half} 0 0 1 ${2 * half} 0V${GROUND}z`;

function Window({ house: { x, half, top }, lit }: { readonly house: House; readonly lit: boolean }) {
  const width = Math.round(0.52 * half);
  return (
    <rect
      className={lit ? styles.lit : styles.unlit}
      x={x - width / 2}
      y={Math.round(top + 0.58 * (GROUND - top))}
      width={width}
      height={Math.round(0.6 * half)}
      rx="2.5"
    />
  );
}

type TowerProps = { readonly x: number; readonly top: number; readonly lit: boolean };

function TowerShape({ x, top, lit }: TowerProps) {
  return (
    <g className={classes(styles.tower, !lit && styles.silent)}>
      <path d={`M${x - 13} ${GROUND}V${top}h26V${GROUND}M${x} ${top}v-16`} />
      <path d={`M${x - 6} ${top + 20}h12M${x - 6} ${top + 32}h12M${x - 6} ${top + 44}h12`} />
    </g>
  );
}

const WIRE = GROUND + 18;

/** The packet walks from the neighbour's door to the middle of the wire once, and rests there. */
function Wire({ from }: { readonly from: number }) {
  return (
    <>
      <path className={styles.wire} d={`M${from} ${WIRE}H${MIDDLE}`} />
      <path className={styles.tick} d={`M${from} ${GROUND}v18M${MIDDLE} ${GROUND}v18`} />
      <rect
        className={styles.packet}
        x={(from + MIDDLE) / 2 - 6}
        y={WIRE - 6}
        width="12"
        height="12"
        rx="2.5"
      />
    </>
  );
}
