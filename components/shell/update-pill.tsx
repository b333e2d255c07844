'use client';

import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useIsWriting } from '../compose/composer-provider.tsx';
import { useStatus } from '../use-answers.ts';
import { Icon } from '../ui/icon.tsx';
import { Pill } from '../ui/pill.tsx';

/** A new version waits. It never comes by itself, and does not ask while somebody writes. */
export function UpdatePill() {
  const client = useClient();
  const { data: status } = useStatus();
  const isWriting = useIsWriting();
  if (client === undefined || isWriting || status?.serviceWorker !== 'waiting') return null;
  return (
    <Pill onPress={() => void client.updateApp()}>
      <Icon name="retry" small />
      {t('New version, reload')}
    </Pill>
  );
}
