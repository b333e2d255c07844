import { useState } from 'react';
import type { KeysView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';

const PASSPHRASE = once(
  () => ({ name: 'current', label: t('Your passphrase'), kind: 'current-password' }) as const,
);

/** A passkey opens the key without typing. It is one more way in: the passphrase stays. */
export function PasskeyRow({ keys }: { readonly keys: KeysView }) {
  const client = useClient();
  const [isAsked, setIsAsked] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const hasPassphrase = keys.lock !== 'open';
  const remove = (): void => {
    setTrouble(undefined);
    client
      ?.keys()
      .then((desk) => desk.removePasskey())
      .catch((error: unknown) =>
        setTrouble(error instanceof Error ? error.message : t('It could not be taken off.')),
      );
  };
  return (
    <>
      <KeyRow
        icon="locate"
        title={t('Passkey')}
        note={
          trouble ??
          (keys.passkey
            ? t('Opens the key here without typing. The passphrase does, too')
            : hasPassphrase
              ? t('Opens the key here without typing, where this device can')
              : t('Of use once there is a passphrase'))
        }
        action={
          keys.passkey ? (
            <Button small look="quiet" onClick={remove}>
              {t('Take off')}
            </Button>
          ) : (
            <Button
              small
              aria-label={t('Add a passkey')}
              disabled={!hasPassphrase}
              onClick={() => setIsAsked(true)}
            >
              {t('Add')}
            </Button>
          )
        }
      />
      {isAsked && (
        <KeyDialog
          title={t('Add a passkey')}
          fields={[PASSPHRASE()]}
          submit={t('Add it')}
          onSubmit={async (values) => (await client?.keys())?.addPasskey(values.get('current') ?? '')}
          onClose={() => setIsAsked(false)}
        >
          <p>
            {t(
              'Your device asks for your finger, face or code, and from then on opens the key by it. It is no copy: with this address gone it opens nothing, so keep a file or the words.',
            )}
          </p>
        </KeyDialog>
      )}
    </>
  );
}
