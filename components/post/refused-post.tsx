import { t } from '#lib/language/t.ts';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './post-card.module.css';
import own from './refused-post.module.css';
import type { ShownPost } from './shown-post.ts';

/** What did not check out is not shown, and the reader is told who brought it. */
export function RefusedPost({ post }: { readonly post: ShownPost }) {
  const issue = post.verdict.state === 'refuted' ? post.verdict.issue : undefined;
  return (
    <article
      className={classes(styles.post, styles.refused)}
      data-id={post.id}
      tabIndex={-1}
      aria-label={t('A post that did not check out')}
    >
      <span className={own.stop}>
        <Icon name="warn" />
      </span>
      <div className={styles.main}>
        <p>
          <b>{t('This one did not check out.')}</b>
        </p>
        <p className={own.reason}>
          {t('{more} sent it. {message}', {
            more: post.delivery?.kind === 'neighbour' ? t('A neighbour') : post.from,
            message: issue?.message,
          })}
        </p>
      </div>
    </article>
  );
}
