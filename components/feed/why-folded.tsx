import { useEffect, useRef } from 'react';
import { t } from '#lib/language/t.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './why-folded.module.css';

/** The rule by which Latest folds, in words that a reader can hold it to. */
export function WhyFolded({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="why-folded" onClose={onClose}>
      <header>
        <h2 id="why-folded">{t('Why these are folded')}</h2>
        <IconButton label={t('Close')} onClick={() => dialog.current?.close()}>
          <Icon name="close" small />
        </IconButton>
      </header>
      <p>
        {t(
          'Shown are your own posts, those of whom you follow, and those of whom they follow by records on the chain. Everybody else is folded where they stand, and counted.',
        )}
      </p>
      <p>
        {t(
          'A post costs nearly nothing, so one writer could fill this feed with thousands. Nobody can pay to be shown, and nothing is ranked: newest block first, then place in the block.',
        )}
      </p>
      <p className={styles.small}>
        {t(
          'Worked out on this device, from what it holds. Whoever follows nobody sees everybody. The feed “Here” folds nothing.',
        )}
      </p>
    </dialog>
  );
}
