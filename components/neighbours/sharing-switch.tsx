'use client';

import type { NeighboursView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useMutation } from '../query-hooks.ts';
import { Icon } from '../ui/icon.tsx';
import { Switch } from '../ui/switch.tsx';
import styles from './rows.module.css';
import { rememberSharingSaid } from './said-once.ts';

/** The one switch: whether this device passes on what it holds. */
export function SharingSwitch({ sharing, state }: Pick<NeighboursView, 'sharing' | 'state'>) {
  const client = useClient();
  const { mutate, isPending, error } = useMutation({
    networkMode: 'always',
    mutationFn: async (on: boolean) => client?.setSharing(on),
    onSuccess: rememberSharingSaid,
  });
  return (
    <div className={styles.row}>
      <span className={styles.sign}>
        <Icon name="share" small />
      </span>
      <p className={styles.words}>
        <span id="sharing">{t('Share what I hold')}</span>
        <small id="sharing-note">{t('Text of the feed, as long as Nabo is open somewhere')}</small>
        {error !== null && (
          <small className={styles.bad} role="alert">
            {t('It stays as it was. {message}', { message: error.message })}
          </small>
        )}
      </p>
      <Switch
        on={sharing}
        labelledBy="sharing"
        describedBy="sharing-note"
        disabled={state === 'unsupported' || isPending}
        onSwitch={mutate}
      />
    </div>
  );
}
