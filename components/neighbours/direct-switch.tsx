'use client';

import type { DirectView, NeighboursView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useMutation } from '../query-hooks.ts';
import { useDirect } from '../use-answers.ts';
import { Icon } from '../ui/icon.tsx';
import { Switch } from '../ui/switch.tsx';
import styles from './rows.module.css';

/** Whether a tab of this browser has lines to the browsers of neighbours, and what they learn by it. */
export function DirectSwitch({ sharing }: Pick<NeighboursView, 'sharing'>) {
  const client = useClient();
  const { data: direct } = useDirect();
  const { mutate, isPending, error } = useMutation({
    networkMode: 'always',
    mutationFn: async (on: boolean) => client?.setDirect(on),
  });
  if (direct == null) return null;
  return (
    <div className={styles.row}>
      <span className={styles.sign}>
        <Icon name="neighbours" small />
      </span>
      <p className={styles.words}>
        <span id="direct">{t('Connect directly')}</span>
        <small id="direct-note">{noteOn(direct, sharing)}</small>
        {error !== null && (
          <small className={styles.bad} role="alert">
            {t('It stays as it was. {message}', { message: error.message })}
          </small>
        )}
      </p>
      <Switch
        on={direct.on}
        labelledBy="direct"
        describedBy="direct-note"
        disabled={direct.state === 'unsupported' || !sharing || isPending}
        onSwitch={mutate}
      />
    </div>
  );
}

function noteOn({ on, state }: DirectView, sharing: boolean): string {
  if (state === 'unsupported') return t('This browser makes no connections of that kind');
  if (!sharing) return t('Only while this device shares what it holds');
  if (on && state === 'paused') return t('Paused: this network counts what goes through it');
  return t('Neighbours then see my internet address, and text goes between us with no relay');
}
