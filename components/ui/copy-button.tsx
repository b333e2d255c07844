'use client';

import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { once } from './once.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

type State = 'ready' | 'copied' | 'refused';
const WORDS = once((): Readonly<Record<State, string | undefined>> => ({
  ready: undefined,
  copied: t('Copied'),
  refused: t('Copying is not allowed here'),
}));

/** Copies `text` and says so in its own place. */
export function CopyButton({ text, children }: { readonly text: string; readonly children: string }) {
  const [state, setState] = useState<State>('ready');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Without a secure context there is no clipboard at all; with one, the reader may have said no.
      setState('refused');
    }
  };
  return (
    <Button onClick={() => void copy()} onBlur={() => setState('ready')}>
      <Icon name="copy" small />
      <span aria-live="polite">{WORDS()[state] ?? children}</span>
    </Button>
  );
}
