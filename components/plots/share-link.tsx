'use client';

import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

type Props = {
  readonly title: string;
  /** Where it leads, asked when it is shared: a path of this app with its fragment. */
  readonly path: () => string;
};

/** Hands the address of a place on as the system does, or copies it where there is no such way. */
export function ShareLink({ title, path }: Props) {
  const [words, setWords] = useState<string>();
  const share = async (): Promise<void> => {
    const url = new URL(path(), window.location.href).href;
    try {
      if ('share' in navigator) await navigator.share({ url, title });
      else {
        await (navigator as Navigator).clipboard.writeText(url);
        setWords(t('Link copied'));
      }
    } catch (error) {
      // Whoever closes the system's sheet did not want to share.
      if (!(error instanceof DOMException && error.name === 'AbortError'))
        setWords(t('Sharing is not allowed here'));
    }
  };
  return (
    <Button small onClick={() => void share()} onBlur={() => setWords(undefined)}>
      <Icon name="share" small />
      <span aria-live="polite">{words ?? t('Share link')}</span>
    </Button>
  );
}
