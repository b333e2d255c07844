import { lazy, Suspense, useState } from 'react';
import type { FoldView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { foldKey } from './folds.ts';
import { rich } from '../ui/rich.ts';
import styles from './folded-row.module.css';

const WhyFolded = lazy(async () => ({ default: (await import('./why-folded.tsx')).WhyFolded }));

type Props = {
  readonly fold: FoldView;
  /** Gets the row, whose place is where the posts begin. */
  readonly onOpen: (row: HTMLElement) => void;
};

/** Posts by strangers as one row. A press opens them where they are; another says by which rule they are folded. */
export function FoldedRow({ fold: { above, count, by }, onOpen }: Props) {
  const [isAsked, setIsAsked] = useState(false);
  return (
    <div className={styles.fold} data-id={foldKey(above ?? '')}>
      <button
        type="button"
        className={styles.open}
        onClick={({ currentTarget: { parentElement } }) => {
          if (parentElement !== null) onOpen(parentElement);
        }}
      >
        <span className={styles.faces}>
          {by.map((key) => (
            <Avatar key={key} of={key} size="tiny" />
          ))}
        </span>
        <span>
          {rich('{posts} by people nobody you know follows', {
            posts: <b>{plural(count, 'post', 'posts')}</b>,
          })}
        </span>
      </button>
      <button type="button" className={styles.why} aria-haspopup="dialog" onClick={() => setIsAsked(true)}>
        {t('Why?')}
      </button>
      <Icon name="down" small />
      {isAsked && (
        <Suspense fallback={null}>
          <WhyFolded onClose={() => setIsAsked(false)} />
        </Suspense>
      )}
    </div>
  );
}
