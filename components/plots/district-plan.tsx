'use client';

import { type MouseEvent, useMemo } from 'react';
import { classes } from '../ui/classes.ts';
import styles from './district-plan.module.css';
import { sizesOf, type Measure, type Transactions } from './measure.ts';
import { parcelAt, planOf } from './plan-paths.ts';

type Props = {
  readonly transactions: Transactions;
  readonly measure?: Measure;
  readonly mine?: boolean;
  readonly selected?: number | undefined;
  readonly onSelect?: (parcel: number) => void;
  /** Without margins or names, as the picture on a tile. */
  readonly tiny?: boolean;
};

const MARGIN = 0.6;

/** The land that a block gives, drawn from its transactions. The list beside it holds the same for eyes and keys alike. */
export function DistrictPlan({
  transactions,
  measure = 'value',
  mine = false,
  selected,
  onSelect,
  tiny = false,
}: Props) {
  const plan = useMemo(() => planOf(sizesOf(transactions, measure)), [transactions, measure]);
  const ring = selected === undefined ? undefined : plan.parcels[selected];

  const select = (event: MouseEvent<SVGSVGElement>): void => {
    const matrix = event.currentTarget.getScreenCTM();
    if (matrix === null) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const parcel = parcelAt(plan, x, y);
    if (parcel !== undefined) onSelect?.(parcel);
  };

  return (
    // The same parcels are buttons in the list beside the plan; a press on the drawing is a short cut to them.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <svg
      className={classes(
        styles.plan,
        tiny && styles.tiny,
        mine && styles.mine,
        onSelect !== undefined && styles.open,
      )}
      viewBox={`${-MARGIN} ${-MARGIN} ${plan.width + 2 * MARGIN} ${plan.height + 2 * MARGIN}`}
      {...(tiny
        ? { 'aria-hidden': true }
        : { role: 'img', 'aria-label': `Plan of ${plan.parcels.length} parcels` })}
      onClick={onSelect === undefined ? undefined : select}
    >
      {plan.paths.map(({ tint, d }) => (
        <path key={tint} className={styles[`tint${tint}`]} d={d} />
      ))}
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
  );
}
