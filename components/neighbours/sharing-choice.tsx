'use client';

import { useClient } from '../client-provider.tsx';
import { useMutation } from '../query-hooks.ts';
import { Button } from '../ui/button.tsx';
import styles from './sharing-notice.module.css';

/** That this device shares, in one sentence, and the two answers to it. */
export function SharingChoice({ onSettled }: { readonly onSettled: () => void }) {
  const client = useClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => client?.setSharing(false),
    onSuccess: onSettled,
  });
  return (
    <section className={styles.notice} aria-label="Sharing">
      <p>
        While Nabo is open, this device also passes on to neighbours the text of the feed that it holds.
        {error !== null && <small role="alert">It stays as it was. {error.message}</small>}
      </p>
      <div className={styles.choice}>
        <Button small disabled={isPending} onClick={() => mutate()}>
          Only read
        </Button>
        <Button small disabled={isPending} onClick={onSettled}>
          All right
        </Button>
      </div>
    </section>
  );
}
