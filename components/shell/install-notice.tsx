'use client';

import { useEffect, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { dismissInstall, install, installWasDismissed, useInstallable } from '../settings/install.ts';
import { usePublications } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { rich } from '../ui/rich.ts';

/** Offered once to whoever has written something worth keeping; a no holds for good. */
export function InstallNotice() {
  const installable = useInstallable();
  const { data: publications } = usePublications();
  const [gone, setGone] = useState(true);
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- storage exists in the browser alone
    setGone(installWasDismissed());
  }, []);
  if (!installable || gone || (publications ?? []).length === 0) return null;
  return (
    <Notice
      icon="download"
      action={
        <>
          <Button
            look="quiet"
            small
            onClick={() => {
              dismissInstall();
              setGone(true);
            }}
          >
            {t('Not now')}
          </Button>
          <Button small onClick={() => void install()}>
            {t('Install')}
          </Button>
        </>
      }
    >
      {rich('<b>Keep Nabo as an app.</b> Browsers keep what an app holds for longer.', {
        b: (inner) => <b>{inner}</b>,
      })}
    </Notice>
  );
}
