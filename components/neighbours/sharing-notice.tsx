'use client';

import { lazy, Suspense, useState } from 'react';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { rememberSharingSaid, sharingWasSaid } from './said-once.ts';

/** Loaded where there is something to say. */
const SharingChoice = lazy(async () => ({ default: (await import('./sharing-choice.tsx')).SharingChoice }));

/** Says once, where there is something to share and a way to, that this device shares, and takes a no for an answer. */
export function SharingNotice({ hasPosts }: { readonly hasPosts: boolean }) {
  const { data: neighbours } = useNeighbours();
  const { data: status } = useStatus();
  const [isSaid, setIsSaid] = useState(sharingWasSaid);
  const settle = (): void => {
    rememberSharingSaid();
    setIsSaid(true);
    // The button that had the focus is gone with the notice.
    document.querySelector('main')?.focus({ preventScroll: true });
  };
  const mayShare =
    neighbours?.sharing === true &&
    (neighbours.state === 'starting' || neighbours.state === 'on') &&
    (status?.config.relays.length ?? 0) > 0;

  return (
    // Always there, so that what comes into it is read out.
    <div aria-live="polite">
      {!isSaid && hasPosts && mayShare && (
        <Suspense fallback={null}>
          <SharingChoice onSettled={settle} />
        </Suspense>
      )}
    </div>
  );
}
