'use client';

import { useEffect } from 'react';
import { t } from '#lib/language/t.ts';
import { useConnection } from '../client-provider.tsx';
import { Screen } from '../shell/screen.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { DropZone } from './drop-zone.tsx';
import { useGivenFile } from './file-provider.tsx';
import { FileResult } from './file-result.tsx';
import styles from './proof-screen.module.css';
import { type FileCheck, useFileCheck } from './use-file-check.ts';

/** Takes a file and says what it proves, by this device's own headers. */
export function ProofScreen() {
  const check = useFileCheck();
  const { give } = useGivenFile();
  useEffect(() => watchPaste(give), [give]);
  return (
    <Screen
      title={t('Check a file')}
      position="proof"
      ready
      withBack
      pane={<WhatCounts />}
      paneFollows
      paneLabel={t('What counts')}
    >
      <DropZone onFile={give} isCompact={check.state !== 'none'} />
      <div aria-live="polite">
        <Outcome check={check} />
      </div>
    </Screen>
  );
}

function Outcome({ check }: { readonly check: FileCheck }) {
  const connection = useConnection();
  switch (check.state) {
    case 'none':
      return null;
    case 'checking':
      return (
        <p className={styles.waiting}>
          {connection.state === 'failed'
            ? t('Nothing to check with')
            : t('Checking {name}', { name: check.name })}
        </p>
      );
    case 'checked':
      return <FileResult name={check.name} view={check.view} />;
    case 'failed':
      return (
        <p className={styles.waiting}>{t('It could not be checked. {reason}', { reason: check.reason })}</p>
      );
  }
}

function WhatCounts() {
  return (
    <>
      <PartTitle>{t('What can be checked')}</PartTitle>
      <ul className={styles.kinds}>
        <li>{t('A proof that was saved here or by somebody else')}</li>
        <li>{t('A transaction, as bytes or as hex')}</li>
        <li>{t('A BEEF: a transaction with its ancestors and their paths')}</li>
        <li>{t('A whole block')}</li>
      </ul>
      <PartTitle>{t('What counts')}</PartTitle>
      <p className={styles.small}>
        {t(
          'The bytes must hash to their name, and a path of hashes must lead to a header that this device has checked itself. No server is asked, and the network may be gone. Nothing that you check here enters your feed; a block of the chain becomes land that you can walk.',
        )}
      </p>
    </>
  );
}

/** Pasted hex or a pasted file is as good as a dropped one; what is pasted into a field stays there. */
function watchPaste(give: (file: File) => void): () => void {
  const onPaste = (event: ClipboardEvent): void => {
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea') !== null) return;
    const file = event.clipboardData?.files[0];
    const text = event.clipboardData?.getData('text/plain').trim() ?? '';
    if (file !== undefined) give(file);
    else if (text !== '') give(new File([text], 'what you pasted'));
  };
  window.addEventListener('paste', onPaste);
  return () => window.removeEventListener('paste', onPaste);
}
