import { useState } from 'react';
import type { AccountView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';

/** Takes the key off this device, once there is a copy. */
export function ForgetRow({ account }: { readonly account: AccountView }) {
  const client = useClient();
  const [asked, setAsked] = useState(false);
  const linked = account.linked === true;
  return (
    <>
      <KeyRow
        icon="warn"
        title={<span className={styles.bad}>{t('Forget this key')}</span>}
        note={
          linked
            ? t('The device that linked this one keeps what you hold')
            : t('Only possible once a copy exists')
        }
        action={
          <Button small disabled={account.copied === undefined && !linked} onClick={() => setAsked(true)}>
            {t('Forget')}
          </Button>
        }
      />
      {asked && (
        <KeyDialog
          title={t('Forget this key')}
          submit={t('Forget it on this device')}
          danger
          onSubmit={async () => (await client?.keys())?.forget()}
          onClose={() => setAsked(false)}
        >
          <p>
            {linked
              ? t(
                  'Key, coins and the list of what you sent go from this device. Send coins that you want to keep to the other one first; end this device there afterwards.',
                )
              : t(
                  'Key, coins and the list of what you sent go from this device. Posts, names and land stay on the chain, and your copy brings them back. Without it nothing does.',
                )}
          </p>
        </KeyDialog>
      )}
    </>
  );
}
