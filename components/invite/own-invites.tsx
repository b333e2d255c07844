import { lazy, Suspense, useState } from 'react';
import type { InviteView } from '#lib/client/client.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { dateTime, plural, sats } from '../ui/format.ts';
import { useAccount, useInvites } from '../use-answers.ts';
import styles from './invite.module.css';
import { MakeInvite } from './make-invite.tsx';

const QrCode = lazy(async () => ({ default: (await import('../wallet/qr-code.tsx')).QrCode }));

const WORDS: Readonly<Record<InviteView['state'], string>> = {
  making: 'Being made',
  failed: 'Not made',
  unused: 'Unused',
  unchecked: 'Unused, as far as is known: no source answers',
  opened: 'Opened',
  'taking-back': 'On its way back',
  reclaimed: 'Reclaimed',
};

/** The invites of whoever lives here, and a way to make one. */
export function OwnInvites() {
  const { data: account } = useAccount();
  const { data: invites } = useInvites();
  if (account === undefined || invites === undefined) return null;
  return (
    <>
      {account === null ? (
        <EmptyState title="No key here yet">
          An invite holds coins for somebody’s first posts. To make one you need some of your own, and a key,
          which is made with your first post.
        </EmptyState>
      ) : (
        <MakeInvite />
      )}
      {invites !== null && invites.length > 0 && (
        <section aria-labelledby="invites">
          <div className={styles.title}>
            <PartTitle id="invites" note={invites.length}>
              Your invites
            </PartTitle>
          </div>
          <ul className={styles.list}>
            {invites.map((invite) => (
              <OwnInvite key={invite.id} invite={invite} />
            ))}
          </ul>
          <p className={styles.note}>
            One source is asked whether a coin is still there, and learns that somebody wants to know. The
            list is on this device alone.
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
        problem instanceof Error ? problem.message : 'That did not work. Nothing changed; try again.',
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
          <span data-state={state}>{WORDS[state]}</span> · made {dateTime(invite.madeAt)}
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
              Show the link
            </Button>
          ) : (
            <CopyButton text={link}>Copy the link</CopyButton>
          )}
          <Button
            small
            look="quiet"
            disabled={busy}
            onClick={() => void attempt(async () => (await client?.invites())?.takeBack(id))}
          >
            Take it back
          </Button>
        </div>
      )}
      {holds && link !== undefined && (
        <>
          <input
            className={styles.link}
            readOnly
            value={link}
            aria-label="Link of the invite"
            onFocus={(event) => event.target.select()}
          />
          <Suspense fallback={null}>
            <QrCode text={link} label="The link, for a camera" />
          </Suspense>
          <p className={styles.note}>
            Whoever has this link can take what it holds, so send it to one person. It works once.
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
