'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { rememberSharingSaid, sharingWasSaid } from './said-once.ts';
import styles from './sharing-notice.module.css';

/** Says once, where there is something to share and a way to, that this device shares, and takes a no for an answer. */
export function SharingNotice({ hasPosts }: { readonly hasPosts: boolean }) {
  const client = useClient();
  const { data: neighbours } = useNeighbours();
  const { data: status } = useStatus();
  const [isSaid, setIsSaid] = useState(sharingWasSaid);
  const settle = (): void => {
    rememberSharingSaid();
    setIsSaid(true);
    // The button that had the focus is gone with the notice.
    document.querySelector('main')?.focus({ preventScroll: true });
  };
  const { mutate, isPending, error } = useMutation({
    networkMode: 'always',
    mutationFn: async () => client?.setSharing(false),
    onSuccess: settle,
  });
  const mayShare =
    neighbours?.sharing === true &&
    (neighbours.state === 'starting' || neighbours.state === 'on') &&
    (status?.config.relays.length ?? 0) > 0;

  return (
    // Always there, so that what comes into it is read out.
    <div aria-live="polite">
      {!isSaid && hasPosts && mayShare && (
        <section className={styles.notice} aria-label="Sharing">
          <p>
            While Nabo is open, this device also passes on to neighbours the text of the feed that it holds.
            {error !== null && <small role="alert">It stays as it was. {error.message}</small>}
          </p>
          <div className={styles.choice}>
            <Button small disabled={isPending} onClick={() => mutate()}>
              Only read
            </Button>
            <Button small disabled={isPending} onClick={settle}>
              All right
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}
