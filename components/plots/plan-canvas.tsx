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
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<PlanPainter>(undefined);
  useEffect(() => () => painter.current?.close(), []);
  // Before the browser paints: a plan is never seen empty.
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    painter.current ??= new PlanPainter(canvas.current);
    painter.current.show(plan, margin);
  }, [plan, margin]);
  return <canvas ref={canvas} className={className} aria-hidden="true" />;
}
