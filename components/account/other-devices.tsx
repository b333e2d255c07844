import { lazy, Suspense, useState } from 'react';
import type { DeviceView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { count, dateTime, plural } from '../ui/format.ts';
import styles from './account.module.css';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';
import { useDevices } from './use-devices.ts';

const LinkDialog = lazy(async () => ({ default: (await import('./link-dialog.tsx')).LinkDialog }));

const STATES = once((): Readonly<Record<DeviceView['state'], string>> => ({
  linking: t('Linked; readers see it with the next block'),
  linked: t('Linked'),
  failed: t('The network refused to link it'),
  ending: t('Being ended; readers see it with the next block'),
  ended: t('Ended'),
  'not-ended': t('Still linked: ending it was refused'),
}));
/** While nobody but this device has what links or ends it. */
const KEPT_BACK = once((): Readonly<Partial<Record<DeviceView['state'], string>>> => ({
  linking: t('Being linked'),
  ending: t('Being ended'),
}));

/** The devices that have a key of their own and this one's word, and the way to link and to end one. */
export function OtherDevices({ isLocked }: { readonly isLocked: boolean }) {
  const client = useClient();
  const { data: devices = [], refetch } = useDevices();
  /** The publication whose link is shown; empty for a device that is yet to be linked. */
  const [linking, setLinking] = useState<string>();
  const [ending, setEnding] = useState<number>();
  return (
    <>
      <h2 className={styles.part}>{t('Your other devices')}</h2>
      <div className={styles.rows}>
        {devices.map((device) => (
          <DeviceLine
            key={device.number}
            device={device}
            isLocked={isLocked}
            onShow={setLinking}
            onEnd={() => setEnding(device.number)}
            onForget={async (id) => {
              await (await client?.links())?.forget(id);
              await refetch();
            }}
          />
        ))}
        <KeyRow
          icon="plus"
          title={t('Link a device')}
          note={t('It writes as you, with a key and coins of its own')}
          action={
            <Button small disabled={isLocked} onClick={() => setLinking('')}>
              {t('Link')}
            </Button>
          }
        />
      </div>
      {linking !== undefined && (
        <Suspense fallback={null}>
          <LinkDialog
            {...(linking !== '' && { made: linking })}
            onClose={() => {
              setLinking(undefined);
              void refetch();
            }}
          />
        </Suspense>
      )}
      {ending !== undefined && (
        <KeyDialog
          title={t('End device {number}', { number: count(ending) })}
          submit={t('End it')}
          danger
          onSubmit={async () => {
            await (await client?.links())?.end(ending);
            await refetch();
          }}
          onClose={() => setEnding(undefined)}
        >
          <p>
            {t(
              'Everybody sees from the next block on that it does not speak for you any more. What it wrote before stays yours; coins on it stay with it; this cannot be undone.',
            )}
          </p>
        </KeyDialog>
      )}
    </>
  );
}

type LineProps = {
  readonly device: DeviceView;
  readonly isLocked: boolean;
  readonly onShow: (id: string) => void;
  readonly onEnd: () => void;
  readonly onForget: (id: string) => Promise<void>;
};

function DeviceLine({ device, isLocked, onShow, onEnd, onForget }: LineProps) {
  const { number, state, isKeptBack, posts, id, madeAt, hasLink, trouble } = device;
  const notes = [
    (isKeptBack === true ? KEPT_BACK()[state] : undefined) ?? STATES()[state],
    ...(madeAt === undefined ? [] : [dateTime(madeAt)]),
    ...(posts === 0 ? [] : [plural(posts, 'post', 'posts')]),
  ];
  const canEnd = state === 'linking' || state === 'linked' || state === 'not-ended';
  return (
    <KeyRow
      icon="plug"
      title={t('Device {number}', { number: count(number) })}
      note={notes.join(' · ')}
      trouble={trouble}
      action={
        canEnd ? (
          <span className={styles.actions}>
            {hasLink && id !== undefined && (
              <Button small look="quiet" disabled={isLocked} onClick={() => onShow(id)}>
                {t('Show the code')}
              </Button>
            )}
            <Button small disabled={isLocked} onClick={onEnd}>
              {t('End')}
            </Button>
          </span>
        ) : (
          state === 'failed' &&
          id !== undefined && (
            <Button small onClick={() => void onForget(id)}>
              {t('Forget')}
            </Button>
          )
        )
      }
    />
  );
}
