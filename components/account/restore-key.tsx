import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';
import { KeyDialog, type KeyField } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';

const DEVICE = once((): KeyField => ({
  name: 'device',
  label: t('Which of the key’s devices is this?'),
  hint: t(
    'Each has coins of its own, so that two never spend the same. If the key is used nowhere else, this is the first.',
  ),
  kind: 'choice',
  options: ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'].map(
    (words, at) => [String(at), t('The {words}', { words })] as const,
  ),
}));

const FILE = once((): readonly KeyField[] => [
  { name: 'file', label: t('The file'), kind: 'file' },
  { name: 'passphrase', label: t('Its passphrase'), kind: 'current-password' },
  DEVICE(),
]);
const WORDS = once((): readonly KeyField[] => [
  { name: 'words', label: t('Twelve words'), kind: 'words' },
  DEVICE(),
]);

/** Two ways back in for a device that has no key. */
export function BringBack() {
  const client = useClient();
  const [from, setFrom] = useState<'file' | 'words'>();
  const close = (): void => setFrom(undefined);
  return (
    <div className={styles.rows}>
      <KeyRow
        icon="file"
        title={t('From an encrypted file')}
        note={t('The one that you saved, and its passphrase')}
        action={
          <Button small onClick={() => setFrom('file')}>
            {t('Choose')}
          </Button>
        }
      />
      <KeyRow
        icon="key"
        title={t('From twelve words')}
        note={t('In English, in the order in which you wrote them')}
        action={
          <Button small onClick={() => setFrom('words')}>
            {t('Type')}
          </Button>
        }
      />
      {from === 'file' && (
        <KeyDialog
          title={t('From an encrypted file')}
          fields={FILE()}
          submit={t('Bring it back')}
          onSubmit={async (values) =>
            (await client?.keys())?.restoreFromFile(
              values.get('file') ?? '',
              values.get('passphrase') ?? '',
              Number(values.get('device') ?? 0),
            )
          }
          onClose={close}
        />
      )}
      {from === 'words' && (
        <KeyDialog
          title={t('From twelve words')}
          fields={WORDS()}
          submit={t('Bring it back')}
          onSubmit={async (values) =>
            (await client?.keys())?.restoreFromWords(
              values.get('words') ?? '',
              Number(values.get('device') ?? 0),
            )
          }
          onClose={close}
        >
          <p>
            {t(
              'Type them where nobody looks over your shoulder. Other programs on this device may see what you type.',
            )}
          </p>
        </KeyDialog>
      )}
    </div>
  );
}
