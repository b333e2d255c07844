import { lazy, Suspense, useState } from 'react';
import type { InviteView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { HeldElsewhere } from '../account/held-elsewhere.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { dateTime, plural, sats } from '../ui/format.ts';
import { useAccount, useInvites } from '../use-answers.ts';
import { rich } from '../ui/rich.ts';
import styles from './invite.module.css';
import { MakeInvite } from './make-invite.tsx';

const QrCode = lazy(async () => ({ default: (await import('../wallet/qr-code.tsx')).QrCode }));

const WORDS = once((): Readonly<Record<InviteView['state'], string>> => ({
  making: t('Being made'),
  failed: t('Not made'),
  unused: t('Unused'),
  unchecked: t('Unused, as far as is known: no source answers'),
  opened: t('Opened'),
  'taking-back': t('On its way back'),
  reclaimed: t('Reclaimed'),
}));

/** The invites of whoever lives here, and a way to make one. */
export function OwnInvites() {
  const { data: account } = useAccount();
  const { data: invites } = useInvites();
  if (account === undefined || invites === undefined) return null;
  if (account?.linked === true) return <HeldElsewhere />;
  return (
    <>
      {account === null ? (
        <EmptyState title={t('No key here yet')}>
          {t(
            'An invite holds coins for somebody’s first posts. To make one you need some of your own, and a key, which is made with your first post.',
          )}
        </EmptyState>
      ) : (
        <MakeInvite />
      )}
      {invites !== null && invites.length > 0 && (
        <section aria-labelledby="invites">
          <div className={styles.title}>
            <PartTitle id="invites" note={invites.length}>
              {t('Your invites')}
            </PartTitle>
          </div>
          <ul className={styles.list}>
            {invites.map((invite) => (
              <OwnInvite key={invite.id} invite={invite} />
            ))}
          </ul>
          <p className={styles.note}>
            {t(
              'One source is asked whether a coin is still there, and learns that somebody wants to know. The list is on this device alone.',
            )}
          </p>
        </section>
      )}
    </>
  );
}

function OwnInvite({ invite }: { readonly invite: InviteView }) {
  const client = useClient();
  const [link, setLink] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const { id, state } = invite;
  const holds = state === 'unused' || state === 'unchecked';

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      await work();
    } catch (problem) {
      setTrouble(
        problem instanceof Error ? problem.message : t('That did not work. Nothing changed; try again.'),
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <li className={styles.invite}>
      <p>
        <b>{plural(invite.posts, 'post', 'posts')}</b> · {sats(invite.sats)}
        <small>
          {rich('{wORDS} · made {madeAt}', {
            wORDS: <span data-state={state}>{WORDS()[state]}</span>,
            madeAt: dateTime(invite.madeAt),
          })}
        </small>
      </p>
      {invite.sentence !== undefined && <p className={styles.note}>{invite.sentence}</p>}
      {holds && (
        <div className={styles.actions}>
          {link === undefined ? (
            <Button
              small
              disabled={busy}
              onClick={() => void attempt(async () => setLink(await (await client?.invites())?.link(id)))}
            >
              {t('Show the link')}
            </Button>
          ) : (
            <CopyButton text={link}>{t('Copy the link')}</CopyButton>
          )}
          <Button
            small
            look="quiet"
            disabled={busy}
            onClick={() => void attempt(async () => (await client?.invites())?.takeBack(id))}
          >
            {t('Take it back')}
          </Button>
        </div>
      )}
      {holds && link !== undefined && (
        <>
          <input
            className={styles.link}
            readOnly
            value={link}
            dir="ltr"
            aria-label={t('Link of the invite')}
            onFocus={(event) => event.target.select()}
          />
          <Suspense fallback={null}>
            <QrCode text={link} label={t('The link, for a camera')} />
          </Suspense>
          <p className={styles.note}>
            {t('Whoever has this link can take what it holds, so send it to one person. It works once.')}
          </p>
        </>
      )}
      {trouble !== undefined && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
    </li>
  );
}
