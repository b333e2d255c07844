import { useState } from 'react';
import type { KeyDesk, KeysView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';
import { NEW_PASSPHRASE, sameTwice } from './two-passphrases.ts';

const CURRENT = once(
  () =>
    ({
      name: 'current',
      label: t('The passphrase until now'),
      kind: 'current-password',
    }) as const,
);

type Question = 'set' | 'change' | 'remove';

/** Whether this device opens the key by itself, or asks for a passphrase. */
export function PassphraseRow({ keys }: { readonly keys: KeysView }) {
  const client = useClient();
  const [question, setQuestion] = useState<Question>();
  const withDesk =
    (work: (desk: KeyDesk, values: ReadonlyMap<string, string>) => Promise<void>) =>
    async (values: ReadonlyMap<string, string>): Promise<void> => {
      if (client !== undefined) await work(await client.keys(), values);
    };
  const close = (): void => setQuestion(undefined);
  const hasPassphrase = keys.lock !== 'open';
  return (
    <>
      <KeyRow
        icon="key"
        title={t('Passphrase')}
        note={
          hasPassphrase
            ? t('Asked for when nothing was signed for ten minutes')
            : t('None: this device opens the key by itself')
        }
        action={
          hasPassphrase ? (
            <span className={styles.actions}>
              {keys.lock === 'unlocked' && (
                <Button small onClick={() => void client?.keys().then((desk) => desk.lock())}>
                  {t('Lock now')}
                </Button>
              )}
              <Button small onClick={() => setQuestion('change')}>
                {t('Change')}
              </Button>
              <Button small look="quiet" onClick={() => setQuestion('remove')}>
                {t('Take off')}
              </Button>
            </span>
          ) : (
            <Button small onClick={() => setQuestion('set')}>
              {t('Set')}
            </Button>
          )
        }
      />
      {question === 'set' && (
        <KeyDialog
          title={t('Lock with a passphrase')}
          fields={NEW_PASSPHRASE()}
          submit={t('Set it')}
          onSubmit={withDesk((desk, values) => desk.setPassphrase(sameTwice(values)))}
          onClose={close}
        >
          <p>
            {t(
              'Posts then wait, saved, until you have unlocked the key. Should you forget it, the twelve words open it too.',
            )}
          </p>
        </KeyDialog>
      )}
      {question === 'change' && (
        <KeyDialog
          title={t('Change the passphrase')}
          fields={[CURRENT(), ...NEW_PASSPHRASE()]}
          submit={t('Change it')}
          onSubmit={withDesk((desk, values) =>
            desk.setPassphrase(sameTwice(values), values.get('current') ?? ''),
          )}
          onClose={close}
        />
      )}
      {question === 'remove' && (
        <KeyDialog
          title={t('Take the passphrase off')}
          fields={[CURRENT()]}
          submit={t('Take it off')}
          onSubmit={withDesk((desk, values) => desk.removePassphrase(values.get('current') ?? ''))}
          onClose={close}
        >
          <p>{t('This device then opens the key by itself again.')}</p>
        </KeyDialog>
      )}
    </>
  );
}
