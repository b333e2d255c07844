'use client';

import { type CSSProperties, type MouseEvent, useId, useMemo } from 'react';
import { t } from '#lib/language/t.ts';
import { classes } from '../ui/classes.ts';
import { plural } from '../ui/format.ts';
import styles from './district-plan.module.css';
import { squaresOf, type Measure, type Transactions } from './measure.ts';
import { PlanCanvas } from './plan-canvas.tsx';
import { parcelAt, pathOf, planOf } from './plan-paths.ts';

type Props = {
  readonly transactions: Transactions;
  readonly measure?: Measure;
  /** Transactions that are the reader's own, by their place in the block. */
  readonly own?: readonly number[];
  /** Those whose parcels were cut out, and are somebody else's. */
  readonly gone?: readonly number[];
  readonly selected?: number | undefined;
  readonly onSelect?: (parcel: number) => void;
  /** Without margins or names, as the picture on a tile. */
  readonly tiny?: boolean;
};

const MARGIN = 0.6;
const NONE: readonly number[] = [];

/** The land that a block gives, drawn from its transactions. The list beside it holds the same for eyes and keys alike. */
export function DistrictPlan({
  transactions,
  measure = 'value',
  own = NONE,
  gone = NONE,
  selected,
  onSelect,
  tiny = false,
}: Props) {
  const squares = useMemo(() => squaresOf(transactions, measure), [transactions, measure]);
  const plan = useMemo(() => planOf(squares.sizes), [squares]);
  const hatch = useId();
  const at = selected === undefined ? undefined : squares.squareOf(selected);
  const ring = at === undefined ? undefined : plan.parcels[at];
  const drawn = (transactionsOf: readonly number[]): string =>
    pathOf(transactionsOf.flatMap((each) => plan.parcels[squares.squareOf(each) ?? -1] ?? []));

  const select = (event: MouseEvent<SVGSVGElement>): void => {
    const matrix = event.currentTarget.getScreenCTM();
    if (matrix === null) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const parcel = parcelAt(plan, x, y);
    if (parcel !== undefined) onSelect?.(squares.transactionOf(parcel));
  };
  const [across, down] = [plan.width + 2 * MARGIN, plan.height + 2 * MARGIN];

  return (
    <div
      className={classes(styles.plan, tiny && styles.tiny, onSelect !== undefined && styles.open)}
      style={{ '--across': across, '--down': down } as CSSProperties}
      {...(tiny
        ? { 'aria-hidden': true }
        : {
            role: 'img',
            'aria-label': t('Plan of {parcels}', {
              parcels: plural(transactions.length, 'parcel', 'parcels'),
            }),
          })}
    >
      <PlanCanvas plan={plan} margin={MARGIN} className={styles.land} />
      {!tiny && (
        // The same parcels are buttons in the list beside the plan; a press on the drawing is a short cut to them.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
        <svg
          className={styles.marks}
          viewBox={`${-MARGIN} ${-MARGIN} ${across} ${down}`}
          onClick={onSelect === undefined ? undefined : select}
        >
          {gone.length > 0 && (
            <>
              <defs>
                <pattern
                  id={hatch}
                  width="0.5"
                  height="0.5"
                  patternUnits="userSpaceOnUse"
                  patternTransform="rotate(45)"
                >
                  <path className={styles.stripe} d="M0 0h0.2v0.5h-0.2z" />
                </pattern>
              </defs>
              <path fill={`url(#${hatch})`} d={drawn(gone)} />
            </>
          )}
          {own.length > 0 && <path className={styles.own} d={drawn(own)} />}
          {ring !== undefined && (
            <rect
              className={styles.ring}
              x={ring.x - 0.1}
              y={ring.y - 0.1}
              width={ring.size + 0.2}
              height={ring.size + 0.2}
            />
          )}
        </svg>
      )}
    </div>
  );
}
