import { useState } from 'react';
import type { Identities, IdentityView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useConnection } from '../client-provider.tsx';
import { PersonName } from '../invite/person-line.tsx';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { useIdentities } from '../use-answers.ts';
import styles from './account.module.css';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';

/** Who lives on this device: one is shown, and each has a key, coins, drafts and follows of their own. */
export function IdentitiesRows() {
  const connection = useConnection();
  const { data: identities, refetch } = useIdentities();
  const [leaving, setLeaving] = useState<IdentityView>();
  const [trouble, setTrouble] = useState<string>();
  if (connection.state !== 'ready' || identities == null) return null;
  const { client, switchTo } = connection;

  const turn = async (work: (desk: Identities) => Promise<void>): Promise<void> => {
    setTrouble(undefined);
    try {
      await work(await client.identities());
      forgetPlaces();
      switchTo(client.config.network);
    } catch (problem) {
      setTrouble(problem instanceof Error ? problem.message : t('That did not work. Nothing was changed.'));
    }
  };

  return (
    <>
      <h2 className={styles.part}>{t('People on this device')}</h2>
      <div className={styles.rows}>
        {identities.map((one) => (
          <KeyRow
            key={one.slot}
            icon="me"
            title={one.key === undefined ? t('Somebody without a key yet') : <PersonName of={one.key} />}
            note={noteOf(one)}
            action={
              one.isShown ? (
                <span>{t('Shown')}</span>
              ) : (
                <span className={styles.actions}>
                  <Button small onClick={() => void turn((desk) => desk.show(one.slot))}>
                    {t('Switch')}
                  </Button>
                  <Button small look="quiet" onClick={() => setLeaving(one)}>
                    {t('Remove')}
                  </Button>
                </span>
              )
            }
          />
        ))}
        <KeyRow
          icon="plus"
          title={t('Somebody else')}
          note={t('A key, coins, drafts and follows of their own')}
          action={
            <Button small onClick={() => void turn((desk) => desk.add())}>
              {t('Add')}
            </Button>
          }
        />
      </div>
      {trouble !== undefined && (
        <p className={styles.aside} role="alert">
          {trouble}
        </p>
      )}
      {leaving !== undefined && (
        <KeyDialog
          title={t('Remove from this device')}
          submit={t('Remove it')}
          danger
          onSubmit={async () => {
            await (await client.identities()).remove(leaving.slot);
            await refetch();
          }}
          onClose={() => setLeaving(undefined)}
        >
          <p>
            {t(
              'Key, coins, drafts, follows and the list of what was sent go from this device. A copy of the key brings back what is on the chain; nothing brings back drafts and follows.',
            )}
          </p>
        </KeyDialog>
      )}
    </>
  );
}

function noteOf({ key, waiting, hasCopy, linked, isShown }: IdentityView): string {
  if (key === undefined) return t('One is made with the first post');
  if (waiting > 0 && !isShown)
    return t('{things} on the way, and go on when you switch there', {
      things: plural(waiting, 'thing is', 'things are'),
    });
  if (linked === true) return t('The device that linked this one keeps what you hold');
  return hasCopy ? t('There is a copy of the key') : t('No copy of the key yet');
}

/** Where somebody was in a list of posts is not where the next one is. */
function forgetPlaces(): void {
  try {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith('nabo:place:')) sessionStorage.removeItem(name);
  } catch {
    // Storage is forbidden: then nothing was kept there.
  }
}
