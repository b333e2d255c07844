'use client';

import type { ReactNode } from 'react';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useMutation } from '../query-hooks.ts';
import { Button } from '../ui/button.tsx';
import styles from './sharing-notice.module.css';

type Props = {
  readonly onSettled: () => void;
  /** What is said before it, in items of a list that this becomes the last of. */
  readonly after?: ReactNode;
  /** What all of it is called. */
  readonly label?: string;
};

/** That this device shares, in one sentence, and the two answers to it. */
export function SharingChoice({ onSettled, after, label = t('Sharing') }: Props) {
  const client = useClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => client?.setSharing(false),
    onSuccess: onSettled,
  });
  const said = (
    <>
      {t('While Nabo is open, this device also passes on to neighbours the text of the feed that it holds.')}
      {error !== null && (
        <small role="alert">{t('It stays as it was. {message}', { message: error.message })}</small>
      )}
    </>
  );
  return (
    <section className={styles.notice} aria-label={label}>
      {after === undefined ? (
        <p>{said}</p>
      ) : (
        <ul className={styles.lines}>
          {after}
          <li>{said}</li>
        </ul>
      )}
      <div className={styles.choice}>
        <Button small disabled={isPending} onClick={() => mutate()}>
          {t('Only read')}
        </Button>
        <Button small disabled={isPending} onClick={onSettled}>
          {t('All right')}
        </Button>
      </div>
    </section>
  );
}
