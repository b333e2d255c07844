'use client';

import { useEffect, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { useOutboxActions } from '../use-outbox-actions.ts';
import type { OwnState } from './shown-post.ts';
import styles from './undo.module.css';

/** The way back for as long as nothing has left, and the one sentence about what there is no way back from. */
export function Undo({ own }: { readonly own: OwnState }) {
  const client = useClient();
  const { edit, retry, busy } = useOutboxActions();
  const { state, attempts, createdAt } = own.publication;
  const isOpen = useIsBefore(createdAt + (client?.config.undoSeconds ?? 0) * 1_000);
  if (!isOpen || attempts > 0 || (state !== 'draft' && state !== 'queued')) return null;
  return (
    <div className={styles.undo}>
      <Button small disabled={busy} onClick={() => edit(own)}>
        {t('Undo')}
      </Button>
      <Button small look="quiet" disabled={busy} onClick={() => retry(own.id)}>
        {t('Send now')}
      </Button>
      <p>
        {own.publication.intent.kind === 'pay'
          ? t('Once it is out, nobody can take it back.')
          : t('Once it is out, nobody can delete it.')}
      </p>
    </div>
  );
}

/** Whether a moment, in milliseconds since 1970, is still to come. */
function useIsBefore(moment: number): boolean {
  const [isBefore, setIsBefore] = useState(() => Date.now() < moment);
  useEffect(() => {
    const left = moment - Date.now();
    if (left <= 0) return;
    const timer = setTimeout(() => setIsBefore(false), left);
    return () => clearTimeout(timer);
  }, [moment]);
  return isBefore;
}
