'use client';

import type { PublicationView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useOutboxActions } from '../use-outbox-actions.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './repair.module.css';

/** What went wrong, and every way out of it. The network's own words are there for those who want them. */
export function Repair({ own }: { readonly own: Pick<PublicationView, 'id' | 'publication' | 'sentence'> }) {
  const { retry, edit, saveRaw, busy } = useOutboxActions();
  const { failure, intent, txid } = own.publication;
  const refusedBy = failure?.broadcaster;
  const hasWords = 'text' in intent;
  return (
    <div className={styles.repair}>
      <p aria-live="polite">
        <b>{own.sentence ?? t('The network refused it.')}</b>{' '}
        {/* The sentences of refusals say so themselves. */}
        {own.sentence === undefined && hasWords && t('Your words are safe here.')}
      </p>
      <div className={styles.ways}>
        <Button look="main" wide disabled={busy} onClick={() => retry(own.id)}>
          {t('Try again')}
        </Button>
        <Button disabled={busy} onClick={() => edit(own)}>
          {hasWords ? t('Edit') : t('Forget it')}
        </Button>
        {refusedBy !== undefined && (
          <Button disabled={busy} onClick={() => retry(own.id, refusedBy)}>
            {t('Ask another broadcaster')}
          </Button>
        )}
      </div>
      {failure !== undefined && (
        <details>
          <summary>
            {t('What the network said ')}
            <Icon name="down" className={styles.fold} />
          </summary>
          <p>
            {failure.code}
            {failure.broadcaster !== undefined && `, ${failure.broadcaster}`}: {failure.detail}
          </p>
          {txid !== undefined && (
            <Button disabled={busy} onClick={() => saveRaw(own.id)}>
              {t('Save the raw transaction')}
            </Button>
          )}
        </details>
      )}
    </div>
  );
}
