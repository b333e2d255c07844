import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useQuery } from '../query-hooks.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { sats } from '../ui/format.ts';
import { rich } from '../ui/rich.ts';
import styles from './account.module.css';
import { KeyForm } from './key-dialog.tsx';

const QrCode = lazy(async () => ({ default: (await import('../wallet/qr-code.tsx')).QrCode }));

/** For so long a code is on screen before somebody has to ask for it again. */
const SHOWN_SECONDS = 180;
/** A new one is signed within a moment. */
const ASK_AGAIN_MS = 400;

/** Links a device: says what is handed over, and shows that as a code. `made` is a link that was made before. */
export function LinkDialog({ made, onClose }: { readonly made?: string; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [id, setId] = useState(made);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} onClose={onClose}>
      <header>
        <h2 id={titleId}>{t('Link a device')}</h2>
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          {id === undefined ? t('Cancel') : t('Close')}
        </Button>
      </header>
      {id === undefined ? <Before onMade={setId} /> : <Code id={id} />}
    </dialog>
  );
}

function Before({ onMade }: { readonly onMade: (id: string) => void }) {
  const client = useClient();
  const { data: cost } = useQuery({
    queryKey: ['wallet', 'link-device'],
    queryFn: async () => (await client?.links())?.cost(),
    enabled: client !== undefined,
  });
  return (
    <>
      <p>
        {t(
          'The other device gets a key of its own to write as you, some coins, and the key under which your devices hear one another. It does not get your twelve words, nor what holds your names and land.',
        )}
      </p>
      <p>
        {t(
          'Everybody can see that this key speaks for you. You can end it here at any time; the words and this device stay as they are.',
        )}
      </p>
      {cost !== undefined && (
        <p>
          {rich('It costs <b>{cost}</b>, of which {given} go to the other device.', {
            b: (inner) => <b>{inner}</b>,
            cost: sats(cost.sats),
            given: sats(cost.given),
          })}
        </p>
      )}
      <KeyForm
        fields={[]}
        submit={t('Make the code')}
        onSubmit={async () => {
          const id = await (await client?.links())?.make();
          if (id !== undefined) onMade(id);
        }}
      />
    </>
  );
}

/** The code, once its transaction is signed, for as long as nobody has to wonder who else looks at it. */
function Code({ id }: { readonly id: string }) {
  const client = useClient();
  const [isOver, setIsOver] = useState(false);
  const [link, setLink] = useState<string>();
  const [trouble, setTrouble] = useState<string>();

  useEffect(() => {
    if (client === undefined || isOver) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isWanted = true;
    const ask = async (): Promise<void> => {
      const found = await (await client.links()).link(id);
      if (!isWanted) return;
      setLink(found);
      timer =
        found === undefined
          ? setTimeout(attempt, ASK_AGAIN_MS)
          : setTimeout(() => setIsOver(true), SHOWN_SECONDS * 1_000);
    };
    const attempt = (): void =>
      void ask().catch((error: unknown) => setTrouble(error instanceof Error ? error.message : ''));
    attempt();
    return () => {
      isWanted = false;
      clearTimeout(timer);
      setLink(undefined);
    };
  }, [client, id, isOver]);

  if (trouble !== undefined)
    return (
      <p className={styles.trouble} role="alert">
        {trouble}
      </p>
    );
  if (isOver)
    return (
      <>
        <p>{t('The code is off the screen again, so that nobody finds it there.')}</p>
        <Button look="main" wide onClick={() => setIsOver(false)}>
          {t('Show it again')}
        </Button>
      </>
    );
  if (link === undefined) return <p aria-live="polite">{t('One moment')}</p>;
  return (
    <>
      <p>{t('Open it with the camera of the other device. It is shown for three minutes.')}</p>
      <Suspense fallback={null}>
        <div className={styles.code}>
          <QrCode text={link} label={t('The link, for a camera')} />
        </div>
      </Suspense>
      <div className={styles.copied}>
        <input
          readOnly
          value={link}
          dir="ltr"
          aria-label={t('Link for the other device')}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={link}>{t('Copy the link')}</CopyButton>
      </div>
      <p>
        {t(
          'Whoever photographs it can write as this device and spend its coins, until you end it. Open it on one device only, and send it to nobody.',
        )}
      </p>
    </>
  );
}
