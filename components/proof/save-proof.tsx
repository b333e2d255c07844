'use client';

import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { saveFile } from '../ui/save-file.ts';

type State = 'ready' | 'saved' | 'absent';

type Props = {
  /** An outpoint or a txid. */
  readonly id: string;
  /** Before that there is a transaction to keep, and no proof yet. */
  readonly isProven: boolean;
};

/** Keeps what proves a post or a plot as a file, and says so in its own place. */
export function SaveProof({ id, isProven }: Props) {
  const client = useClient();
  const [state, setState] = useState<State>('ready');
  const save = async (): Promise<void> => {
    const file = await client?.exportProof(id).catch(() => undefined);
    if (file !== undefined) saveFile({ name: file.name, data: file.text, type: 'application/json' });
    setState(file === undefined ? 'absent' : 'saved');
  };
  const words: Readonly<Record<State, string>> = {
    ready: isProven ? t('Save proof') : t('Save transaction'),
    saved: t('Saved'),
    absent: t('Not on this device'),
  };
  return (
    <Button disabled={client === undefined} onClick={() => void save()} onBlur={() => setState('ready')}>
      <Icon name="download" small />
      <span aria-live="polite">{words[state]}</span>
    </Button>
  );
}
