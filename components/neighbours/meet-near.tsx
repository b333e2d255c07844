'use client';

import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { MeetStep, Met } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Icon } from '../ui/icon.tsx';
import { once } from '../ui/once.ts';
import styles from './meet-near.module.css';
import { TheirCode } from './their-code.tsx';

const QrCode = lazy(async () => ({ default: (await import('../wallet/qr-code.tsx')).QrCode }));

/** How often it is looked whether they have read the answer. */
const LOOK_MS = 500;

type Problem = NonNullable<Met['problem']>;

const PROBLEMS = once((): Readonly<Record<Problem, string>> => ({
  off: t('No page of this browser connects directly just now. Try again in a moment.'),
  unreadable: t('That is not a whole code. Read it again, or paste all of it.'),
  kind: t('That is the other kind of code. One of you shows the first, the other the answer to it.'),
  own: t('That is your own code. Theirs is needed.'),
  network: t('Their device is on another network of Nabo.'),
  late: t('That answers a code that is shown no more. Begin again, both of you.'),
  full: t('There are as many connections as this page may have. Open Nabo anew.'),
  unreached: t('The two devices do not reach each other. Join the same network, and begin again.'),
}));

/** How far two have come: a code of mine is shown that begins, or one that answers theirs. */
type Stage =
  | { readonly at: 'door' }
  | { readonly at: 'inviting'; readonly code: string }
  | { readonly at: 'reading' }
  | { readonly at: 'answering'; readonly code: string }
  | { readonly at: 'met' };

/** Two devices find each other with no relay and no server: each reads a code that the other shows. */
export function MeetNear() {
  const client = useClient();
  const [stage, setStage] = useState<Stage>({ at: 'door' });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const begun = useRef(false);
  // Whoever goes elsewhere has given up. Another tab may be in the middle of it where nothing was begun here.
  useEffect(
    () => () => {
      if (begun.current) void client?.meetNear({ step: 'stop' }).catch(() => undefined);
    },
    [client],
  );

  const take = async (step: MeetStep, next: (met: Met) => Stage): Promise<void> => {
    begun.current = true;
    setBusy(true);
    setProblem(undefined);
    const met = await client?.meetNear(step).catch(() => undefined);
    setBusy(false);
    if (met === undefined || met.problem !== undefined) setProblem(met?.problem ?? 'off');
    else setStage(next(met));
  };
  const isAwaited = stage.at === 'answering';
  useEffect(() => {
    if (!isAwaited || client === undefined) return undefined;
    const look = async (): Promise<void> => {
      const met = await client.meetNear({ step: 'look' }).catch(() => undefined);
      if (met?.isThere === true) setStage((now) => (now.at === 'answering' ? { at: 'met' } : now));
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [client, isAwaited]);
  const isMet = stage.at === 'met';
  const leave = (): void => {
    setProblem(undefined);
    setStage({ at: 'door' });
    void client?.meetNear({ step: 'stop' });
  };

  return (
    <section className={styles.meet} aria-labelledby="meet-near">
      <h3 id="meet-near" className={styles.title}>
        {t('Meet a device that is next to you')}
      </h3>
      {stage.at === 'door' && (
        <>
          <p>
            {t(
              'No relay and no server is needed. One of you shows a code, the other reads it and shows another. Each then learns the other’s network address.',
            )}
          </p>
          <div className={styles.actions}>
            <Button
              small
              disabled={busy}
              onClick={() => void take({ step: 'invite' }, ({ code = '' }) => ({ at: 'inviting', code }))}
            >
              {t('Show a code')}
            </Button>
            <Button small disabled={busy} onClick={() => setStage({ at: 'reading' })}>
              {t('Read a code')}
            </Button>
          </div>
        </>
      )}
      {stage.at === 'inviting' && (
        <>
          <Code code={stage.code}>{t('Let them read this code. They will show you another.')}</Code>
          <TheirCode
            busy={busy}
            label={t('The code that they show')}
            onCode={(code) => void take({ step: 'accept', code }, () => ({ at: 'met' }))}
          />
        </>
      )}
      {stage.at === 'reading' && (
        <TheirCode
          busy={busy}
          label={t('The code that they show')}
          onCode={(code) =>
            void take({ step: 'answer', code }, (met) => ({ at: 'answering', code: met.code ?? '' }))
          }
        />
      )}
      {stage.at === 'answering' && (
        <Code code={stage.code}>{t('Now let them read this one. You are connected when they have.')}</Code>
      )}
      <p aria-live="polite" className={styles.news}>
        {isMet && (
          <>
            <Icon name="neighbours" small /> {t('You have met. What either writes reaches the other.')}
          </>
        )}
        {busy && t('One moment')}
      </p>
      {problem !== undefined && (
        <p role="alert" className={styles.bad}>
          {PROBLEMS()[problem]}
        </p>
      )}
      {stage.at !== 'door' && (
        <div className={styles.actions}>
          <Button small look="quiet" onClick={leave}>
            {isMet ? t('Meet somebody else') : t('Begin again')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** A code for a camera, and for the clipboard of whoever has none. */
function Code({ code, children }: { readonly code: string; readonly children: string }) {
  return (
    <div className={styles.code}>
      <p>{children}</p>
      <Suspense fallback={<span className={styles.paper} />}>
        <QrCode text={code} label={t('A code for the other device. It can be copied as text, too.')} large />
      </Suspense>
      <label className={styles.label}>
        {t('My code, as letters')}
        <textarea className={styles.text} rows={3} value={code} readOnly spellCheck={false} dir="ltr" />
      </label>
      <CopyButton text={code}>{t('Copy the code')}</CopyButton>
    </div>
  );
}
