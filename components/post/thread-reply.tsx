import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { useKept } from '../kept.tsx';
import { Hidden } from '../ui/hidden.tsx';
import { PostCard } from './post-card.tsx';
import { whyNot } from './post-filter.ts';
import type { ThreadLine } from './thread-order.ts';
import styles from './thread-screen.module.css';
import { WHY_NOT } from './why-not-words.ts';

type Props = { readonly line: ThreadLine; readonly isNew: boolean };

/** A reply in its place. What the reader does not want keeps its place, behind a press. */
export function ThreadReply({ line: { post, followsParent, leadsOn, depth }, isNew }: Props) {
  const why = whyNot(post, useKept());
  const [isAsked, setIsAsked] = useState(false);
  // Whoever opened a talk asked for it.
  if (why !== undefined && why !== 'thread' && !isAsked)
    return (
      <p className={styles.unwanted}>
        {WHY_NOT()[why]}{' '}
        {why !== 'blocked' && (
          <button type="button" onClick={() => setIsAsked(true)}>
            {t('Show it')}
          </button>
        )}
      </p>
    );
  return (
    <div className={isNew ? styles.fresh : undefined}>
      {isNew && <Hidden>{t('New since you were here')}</Hidden>}
      <PostCard post={post} inThread={followsParent} leadsOn={leadsOn} depth={depth} />
    </div>
  );
}
