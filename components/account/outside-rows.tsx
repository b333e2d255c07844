import { useState } from 'react';
import type { OutsideView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { shortKey } from '../post/author-label.ts';
import { Button } from '../ui/button.tsx';
import { useOutside } from '../use-answers.ts';
import styles from './account.module.css';
import { KeyRow } from './key-row.tsx';

type Payer = NonNullable<OutsideView['connected']>['payer'];

const WALLETS = once(
  (): readonly { readonly payer: Payer; readonly name: string; readonly note: string }[] => [
    { payer: 'brc100', name: t('A BRC-100 wallet'), note: t('One that your browser brings along') },
    { payer: 'yours', name: t('Yours'), note: t('The extension of that name') },
  ],
);

const TROUBLES = once((): Readonly<Record<string, string>> => ({
  'wallet-absent': t('No such wallet is in this browser. Nothing was changed.'),
  'wallet-refused': t('That wallet said no. Nothing was changed.'),
  'wallet-gone': t('That wallet does not answer. Nothing was changed; open it and try again.'),
  'wallet-network': t(
    'That wallet is on another network. Nothing was changed; turn it to this one and try again.',
  ),
  'wallet-lied': t('What that wallet answers makes no sense to us, so it was not connected.'),
}));

/** Another wallet that pays and holds, connected by a press and until this page is left. */
export function OutsideRows() {
  const client = useClient();
  const { data: view } = useOutside();
  const [busy, setBusy] = useState<Payer>();
  const [trouble, setTrouble] = useState<string>();
  const connected = view?.connected;

  const connect = async (payer: Payer): Promise<void> => {
    setBusy(payer);
    setTrouble(undefined);
    try {
      await (await client?.outside())?.connect(payer);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      setTrouble(
        (Object.hasOwn(TROUBLES(), code) ? TROUBLES()[code] : undefined) ?? TROUBLES()['wallet-refused'],
      );
    } finally {
      setBusy(undefined);
    }
  };

  return (
    <>
      <h2 className={styles.part}>{t('Another wallet')}</h2>
      <div className={styles.rows}>
        {WALLETS().map(({ payer, name, note }) => (
          <KeyRow
            key={payer}
            icon="plug"
            title={name}
            note={
              connected?.payer === payer
                ? t('Connected until you leave this page: it pays, and {shortKey} holds what you claim', {
                    shortKey: shortKey(connected.holder),
                  })
                : note
            }
            action={
              connected?.payer === payer ? (
                <Button small onClick={() => void client?.outside().then((desk) => desk.disconnect())}>
                  {t('Disconnect')}
                </Button>
              ) : (
                <Button small disabled={busy !== undefined} onClick={() => void connect(payer)}>
                  {busy === payer ? t('Asking it') : t('Connect')}
                </Button>
              )
            }
          />
        ))}
      </div>
      {trouble !== undefined && (
        <p className={styles.aside} role="alert">
          {trouble}
        </p>
      )}
      <p className={styles.aside}>
        {t(
          'What you write stays signed by the key of this device. What the other wallet makes is checked here before it is sent, to the byte.',
        )}
      </p>
    </>
  );
}
