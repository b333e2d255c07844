/** How the present page was reached: only a step back or a reload finds its old place again. */
export type Arrival = 'fresh' | 'return';

let arrival: Arrival | undefined;

export function lastArrival(): Arrival {
  arrival ??= arrivalOfLoad();
  return arrival;
}

/** Links call this before they lead away. */
export function noteDeparture(): void {
  arrival = 'fresh';
}

/** Notices steps back and forward, from any screen; returns how to stop. */
export function watchReturns(): () => void {
  const onPopState = (): void => {
    arrival = 'return';
  };
  window.addEventListener('popstate', onPopState);
  return () => window.removeEventListener('popstate', onPopState);
}

function arrivalOfLoad(): Arrival {
  const [entry] = performance.getEntriesByType('navigation');
  return entry !== undefined && 'type' in entry && entry.type !== 'navigate' ? 'return' : 'fresh';
}
