import { useEffect } from 'react';
import { t } from '#lib/language/t.ts';
import styles from '../neighbours/sharing-notice.module.css';
import { useStatus } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { count } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { watchLeaving } from './find-in-page.ts';

/** Says how far the browser's own search reaches, which finds what is in the document, and where all is found. */
export function FindNotice({ onClose }: { readonly onClose: () => void }) {
  const { data: status } = useStatus();
  useEffect(() => watchLeaving(onClose), [onClose]);
  const held = status?.feed.posts ?? 0;
  return (
    <section className={styles.notice} aria-label={t('Find')} aria-live="polite">
      <p>
        {t(
          'The browser finds what is near this place. All {more} on this device are in our own search; Ctrl or ⌘ F once more opens it.',
          { more: held > 0 ? t('{held} posts', { held: count(held) }) : t('posts') },
        )}
      </p>
      <div className={styles.choice}>
        <Button small look="quiet" onClick={onClose}>
          {t('Close')}
        </Button>
        <Link to={{ screen: 'search' }} className={styles.way} onClick={onClose}>
          {t('Search everything')}
        </Link>
      </div>
    </section>
  );
}
