'use client';

import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { saveFile } from '../ui/save-file.ts';

type Props = {
  /** Of the file, without its ending. */
  readonly name: string;
  /** `undefined` where the browser has no room for it. */
  readonly picture: () => Promise<Blob | undefined>;
};

/** Hands a picture on as the system does, or keeps it as a file where there is no such way. */
export function SharePicture({ name, picture }: Props) {
  const [words, setWords] = useState<string>();
  const share = async (): Promise<void> => {
    const data = await picture();
    if (data === undefined) {
      setWords(t('Too large here'));
      return;
    }
    const file = new File([data], `${name}.png`, { type: 'image/png' });
    const { canShare } = navigator as { readonly canShare?: Navigator['canShare'] };
    if (canShare?.call(navigator, { files: [file] }) !== true) {
      saveFile({ name: file.name, data, type: 'image/png' });
      setWords(t('Saved'));
      return;
    }
    try {
      await navigator.share({ files: [file], title: name });
    } catch (error) {
      // Whoever closes the system's sheet did not want to share.
      if (!(error instanceof DOMException && error.name === 'AbortError'))
        setWords(t('Sharing is not allowed here'));
    }
  };
  return (
    <Button small onClick={() => void share()} onBlur={() => setWords(undefined)}>
      <Icon name="picture" small />
      <span aria-live="polite">{words ?? t('Share picture')}</span>
    </Button>
  );
}
