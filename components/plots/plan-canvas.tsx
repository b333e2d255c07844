'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { PlanPainter } from './plan-painter.ts';
import type { Plan } from './plan-paths.ts';

type Props = {
  readonly plan: Plan;
  /** Units of paper around it. */
  readonly margin: number;
  readonly className: string | undefined;
};

/** The parcels of a plan in pixels, as large as its style makes it, in the colours of the style sheet. */
export function PlanCanvas({ plan, margin, className }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const painter = useRef<PlanPainter>(undefined);
  useEffect(
    () => () => {
      painter.current?.close();
      painter.current = undefined;
    },
    [],
  );
  // Before the browser paints: a plan is never seen empty.
  useLayoutEffect(() => {
    if (place.current === null) return;
    painter.current ??= new PlanPainter(place.current);
    painter.current.show(plan, margin);
  }, [plan, margin]);
  return <div ref={place} className={className} aria-hidden="true" />;
}
