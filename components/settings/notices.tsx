import { useEffect, useState } from 'react';
import { language, t } from '#lib/language/t.ts';
import type { NoticeState } from '#lib/client/notices.ts';
import { useClient } from '../client-provider.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { Switch } from '../ui/switch.tsx';
import styles from './settings-screen.module.css';

/** Being told of what comes while the app is closed, where a browser can do that. It is asked for by this switch alone. */
export function Notices() {
  const client = useClient();
  const [state, setState] = useState<NoticeState>();
  useEffect(() => {
    let isShown = true;
    client
      ?.notices()
      .then((desk) => desk.state())
      .then(
        (found) => isShown && setState(found),
        () => undefined,
      );
    return () => {
      isShown = false;
    };
  }, [client]);
  const turn = async (on: boolean): Promise<void> => {
    const desk = await client?.notices();
    const words = {
      title: t('Something for you on Nabo'),
      body: t('Neighbours brought something that names you or your posts.'),
      lang: language(),
    };
    setState(await desk?.switch(on, words).catch(() => 'refused' as const));
  };
  return (
    <section>
      <PartTitle>{t('While the app is closed')}</PartTitle>
      {state === 'unsupported' ? (
        <p className={styles.note}>
          {t(
            'This browser does not look around while the app is closed. What came is found when you open it.',
          )}
        </p>
      ) : (
        <div className={styles.row}>
          <p>
            <span id="notices">{t('Tell me what names me')}</span>
            <small aria-live="polite">
              {state === 'refused'
                ? t('The browser did not allow it. Most do for installed apps alone, with notifications on.')
                : t(
                    'Now and then, when the browser sees fit, neighbours are asked for what is new, and what names you or your posts is told here. No source is asked, and nobody learns what is looked for.',
                  )}
            </small>
          </p>
          <Switch on={state === 'on'} labelledBy="notices" onSwitch={(on) => void turn(on)} />
        </div>
      )}
    </section>
  );
}
