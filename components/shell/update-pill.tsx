'use client';

import { useClient } from '../client-provider.tsx';
import { useStatus } from '../use-answers.ts';
import { Icon } from '../ui/icon.tsx';
import { Pill } from '../ui/pill.tsx';

/** A new version waits. It never comes by itself: a dialog covers this pill, so nobody is interrupted while writing. */
export function UpdatePill() {
  const client = useClient();
  const { data: status } = useStatus();
  if (client === undefined || status?.serviceWorker !== 'waiting') return null;
  return (
    <Pill onPress={() => void client.updateApp()}>
      <Icon name="retry" small />
      New version, reload
    </Pill>
  );
}
