'use client';

import { useEffect } from 'react';
import { t } from '#lib/language/t.ts';
import { buttonClass } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import type { Place } from '../ui/place.ts';
import styles from './posted-bar.module.css';

/** Long enough to read it twice. Nothing is lost with it: the post stands where the link leads. */
const STAYS = 8_000;

/** Says that a post is saved, where it cannot be seen from here. Paper and ink change places. */
export function PostedBar({ place, onGone }: { readonly place: Place; readonly onGone: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onGone, STAYS);
    return () => clearTimeout(timer);
  }, [place, onGone]);

  return (
    <div className={styles.bar} aria-live="polite">
      <p>{t('Saved, and on its way.')}</p>
      <Link to={place} className={buttonClass('plain', { small: true })} onClick={onGone}>
        {t('Show it')}
      </Link>
    </div>
  );
}
