import { useSyncExternalStore } from 'react';

/** From here on there is a pane beside the column, as in the style sheets: in em, so that larger letters need more room. */
const WIDE = '(width >= 64em)';

function subscribe(onChange: () => void): () => void {
  const query = window.matchMedia(WIDE);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** Whether a pane has room. Prerendered HTML has it, and the style sheet hides it on a phone until this knows. */
export function useWide(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
}
