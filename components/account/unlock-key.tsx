import { useState } from 'react';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';
import { Doors } from './doors.tsx';
import { KeyDialog, KeyForm } from './key-dialog.tsx';

/** A locked key: reading and writing go on, and what is written waits for this. */
export function UnlockKey() {
  const client = useClient();
  const [byWords, setByWords] = useState(false);
  return (
    <section className={styles.hero}>
      <Doors open={0} />
      <h2>Your key is locked.</h2>
      <p>
        You can read and write. What you write is saved on this device and goes when you have unlocked the
        key.
      </p>
      <KeyForm
        fields={[{ name: 'passphrase', label: 'Passphrase', kind: 'current-password' }]}
        submit="Unlock"
        onSubmit={async (values) => (await client?.keys())?.unlock(values.get('passphrase') ?? '')}
      />
      <Button look="quiet" onClick={() => setByWords(true)}>
        I have forgotten it
      </Button>
      {byWords && (
        <KeyDialog
          title="Unlock by the twelve words"
          fields={[{ name: 'words', label: 'Twelve words', kind: 'words' }]}
          submit="Unlock"
          onSubmit={async (values) => (await client?.keys())?.unlockByWords(values.get('words') ?? '')}
          onClose={() => setByWords(false)}
        />
      )}
    </section>
  );
}
