'use client';

import type { AccountView, KeysView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { Screen } from '../shell/screen.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { dateTime } from '../ui/format.ts';
import { useAccount, useKeys } from '../use-answers.ts';
import styles from './account.module.css';
import { DevicesRow } from './devices-row.tsx';
import { OtherDevices } from './other-devices.tsx';
import { Doors } from './doors.tsx';
import { MakeFile } from './make-file.tsx';
import { PasskeyRow } from './passkey-row.tsx';
import { PassphraseRow } from './passphrase-row.tsx';
import { BringBack } from './restore-key.tsx';
import { IdentitiesRows } from './identities-rows.tsx';
import { OutsideRows } from './outside-rows.tsx';
import { ForgetRow } from './forget-row.tsx';
import { KeyRow } from './key-row.tsx';
import { UnlockKey } from './unlock-key.tsx';
import { WordsRow } from './words-row.tsx';

/** The key on this device: its copies, its lock, and the way back in. */
export function AccountScreen() {
  const { data: account } = useAccount();
  const { data: keys } = useKeys();
  const ready = account !== undefined && keys != null;
  return (
    <Screen title={t('Account and backup')} position="account" ready={ready} withBack>
      {!ready ? null : account === null || keys.lock === 'absent' ? (
        <NoKey />
      ) : (
        <>
          <Hero account={account} keys={keys} />
          {keys.linked !== true && (
            <>
              <h2 className={styles.part}>{t('Ways back in')}</h2>
              <div className={styles.rows}>
                <FileRow keys={keys} />
                <WordsRow keys={keys} />
              </div>
              <OtherDevices isLocked={keys.lock === 'locked'} />
            </>
          )}
          <h2 className={styles.part}>{t('This device')}</h2>
          <div className={styles.rows}>
            <PassphraseRow keys={keys} />
            <PasskeyRow keys={keys} />
            <DevicesRow />
            <ForgetRow account={account} />
          </div>
          <IdentitiesRows />
          <OutsideRows />
        </>
      )}
    </Screen>
  );
}

function NoKey() {
  const composer = useComposer();
  return (
    <>
      <EmptyState
        title={t('No key here yet')}
        action={<Button onClick={() => composer.open()}>{t('Write the first post')}</Button>}
      >
        {t(
          'Reading needs none. One is made on this device with your first post; or bring back the one that you have.',
        )}
      </EmptyState>
      <h2 className={styles.part}>{t('Bring a key back')}</h2>
      <BringBack />
      <IdentitiesRows />
      <OutsideRows />
    </>
  );
}

function Hero({ account, keys }: { readonly account: AccountView; readonly keys: KeysView }) {
  if (keys.lock === 'locked') return <UnlockKey keys={keys} />;
  if (keys.linked === true) return <LinkedHero handle={account.handle} />;
  const name = account.handle === undefined ? t('your posts') : `${account.handle}.bitter`;
  const copies = Object.values(keys.copies).length;
  return (
    <section className={styles.hero}>
      <Doors open={1 + copies} />
      {copies === 0 ? (
        <>
          <h2>{t('One copy of your key exists.')}</h2>
          <p>
            {t(
              'It is on this device. If the device goes, so does the way to {name} and to what you hold. A second copy takes a minute.',
              { name },
            )}
          </p>
          <MakeFile look="main">{t('Save an encrypted file')}</MakeFile>
        </>
      ) : (
        <>
          <h2>{copies === 1 ? t('Your key has a second copy.') : t('Your key has copies in two forms.')}</h2>
          <p>
            {t(
              'Whoever has one of them, and the passphrase of a file, has the key. Keep them apart from this device.',
            )}
          </p>
        </>
      )}
    </section>
  );
}

function LinkedHero({ handle }: { readonly handle: string | undefined }) {
  return (
    <section className={styles.hero}>
      <h2>{t('This device is linked.')}</h2>
      <p>
        {handle === undefined
          ? t('It writes as you, by a key and with coins of its own.')
          : t('It writes as {name}, by a key and with coins of its own.', { name: `${handle}.bitter` })}{' '}
        {t(
          'The twelve words, names and land are on the device that linked it: copies, claims, transfers and invites are made there, and there this one can be ended.',
        )}
      </p>
    </section>
  );
}

function FileRow({ keys }: { readonly keys: KeysView }) {
  const made = keys.copies.file;
  return (
    <KeyRow
      icon="download"
      title={t('Encrypted file')}
      note={made === undefined ? t('Not made yet') : t('Made {made}', { made: dateTime(made) })}
      action={<MakeFile small>{made === undefined ? t('Make') : t('Make another')}</MakeFile>}
    />
  );
}
