import { useState } from 'react';
import type { KeyDesk, KeysView } from '#lib/client/client.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';
import { NEW_PASSPHRASE, sameTwice } from './two-passphrases.ts';

const CURRENT = { name: 'current', label: 'The passphrase until now', kind: 'current-password' } as const;

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
        title="Passphrase"
        note={
          hasPassphrase
            ? 'Asked for when nothing was signed for ten minutes'
            : 'None: this device opens the key by itself'
        }
        action={
          hasPassphrase ? (
            <span className={styles.actions}>
              {keys.lock === 'unlocked' && (
                <Button small onClick={() => void client?.keys().then((desk) => desk.lock())}>
                  Lock now
                </Button>
              )}
              <Button small onClick={() => setQuestion('change')}>
                Change
              </Button>
              <Button small look="quiet" onClick={() => setQuestion('remove')}>
                Take off
              </Button>
            </span>
          ) : (
            <Button small onClick={() => setQuestion('set')}>
              Set
            </Button>
          )
        }
      />
      {question === 'set' && (
        <KeyDialog
          title="Lock with a passphrase"
          fields={NEW_PASSPHRASE}
          submit="Set it"
          onSubmit={withDesk((desk, values) => desk.setPassphrase(sameTwice(values)))}
          onClose={close}
        >
          <p>
            Posts then wait, saved, until you have unlocked the key. Should you forget it, the twelve words
            open it too.
          </p>
        </KeyDialog>
      )}
      {question === 'change' && (
        <KeyDialog
          title="Change the passphrase"
          fields={[CURRENT, ...NEW_PASSPHRASE]}
          submit="Change it"
          onSubmit={withDesk((desk, values) =>
            desk.setPassphrase(sameTwice(values), values.get('current') ?? ''),
          )}
          onClose={close}
        />
      )}
      {question === 'remove' && (
        <KeyDialog
          title="Take the passphrase off"
          fields={[CURRENT]}
          submit="Take it off"
          onSubmit={withDesk((desk, values) => desk.removePassphrase(values.get('current') ?? ''))}
          onClose={close}
        >
          <p>This device then opens the key by itself again.</p>
        </KeyDialog>
      )}
    </>
  );
}
