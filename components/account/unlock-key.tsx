import { useState } from 'react';
import type { KeysView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';
import { Doors } from './doors.tsx';
import { KeyDialog, KeyForm } from './key-dialog.tsx';

/** A locked key: reading and writing go on, and what is written waits for this. */
export function UnlockKey({ keys }: { readonly keys: KeysView }) {
  const client = useClient();
  const [byWords, setByWords] = useState(false);
  return (
    <section className={styles.hero}>
      <Doors open={0} />
      <h2>{t('Your key is locked.')}</h2>
      <p>
        {t(
          'You can read and write. What you write is saved on this device and goes when you have unlocked the key.',
        )}
      </p>
      <KeyForm
        fields={[{ name: 'passphrase', label: t('Passphrase'), kind: 'current-password' }]}
        submit={t('Unlock')}
        onSubmit={async (values) => (await client?.keys())?.unlock(values.get('passphrase') ?? '')}
      />
      {keys.passkey && <ByPasskey />}
      <Button look="quiet" onClick={() => setByWords(true)}>
        {t('I have forgotten it')}
      </Button>
      {byWords && (
        <KeyDialog
          title={t('Unlock by the twelve words')}
          fields={[{ name: 'words', label: t('Twelve words'), kind: 'words' }]}
          submit={t('Unlock')}
          onSubmit={async (values) => (await client?.keys())?.unlockByWords(values.get('words') ?? '')}
          onClose={() => setByWords(false)}
        />
      )}
    </section>
  );
}

function ByPasskey() {
  const client = useClient();
  const [trouble, setTrouble] = useState<string>();
  const unlock = (): void => {
    setTrouble(undefined);
    client
      ?.keys()
      .then((desk) => desk.unlockByPasskey())
      .catch((error: unknown) =>
        setTrouble(error instanceof Error ? error.message : t('That did not open it.')),
      );
  };
  return (
    <>
      <Button onClick={unlock}>{t('Unlock with the passkey')}</Button>
      {trouble !== undefined && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}
