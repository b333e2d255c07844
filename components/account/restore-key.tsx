import { useState } from 'react';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';
import { KeyDialog, type KeyField } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';

const FILE: readonly KeyField[] = [
  { name: 'file', label: 'The file', kind: 'file' },
  { name: 'passphrase', label: 'Its passphrase', kind: 'current-password' },
];
const WORDS: readonly KeyField[] = [{ name: 'words', label: 'Twelve words', kind: 'words' }];

/** Two ways back in for a device that has no key. */
export function BringBack() {
  const client = useClient();
  const [from, setFrom] = useState<'file' | 'words'>();
  const close = (): void => setFrom(undefined);
  return (
    <div className={styles.rows}>
      <KeyRow
        icon="file"
        title="From an encrypted file"
        note="The one that you saved, and its passphrase"
        action={
          <Button small onClick={() => setFrom('file')}>
            Choose
          </Button>
        }
      />
      <KeyRow
        icon="key"
        title="From twelve words"
        note="In English, in the order in which you wrote them"
        action={
          <Button small onClick={() => setFrom('words')}>
            Type
          </Button>
        }
      />
      {from === 'file' && (
        <KeyDialog
          title="From an encrypted file"
          fields={FILE}
          submit="Bring it back"
          onSubmit={async (values) =>
            (await client?.keys())?.restoreFromFile(values.get('file') ?? '', values.get('passphrase') ?? '')
          }
          onClose={close}
        />
      )}
      {from === 'words' && (
        <KeyDialog
          title="From twelve words"
          fields={WORDS}
          submit="Bring it back"
          onSubmit={async (values) => (await client?.keys())?.restoreFromWords(values.get('words') ?? '')}
          onClose={close}
        >
          <p>
            Type them where nobody looks over your shoulder. Other programs on this device may see what you
            type.
          </p>
        </KeyDialog>
      )}
    </div>
  );
}
