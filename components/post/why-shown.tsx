import type { NearnessView } from '#lib/feed/circle.ts';
import { t } from '#lib/language/t.ts';
import { useNearness } from '../use-answers.ts';
import { authorLabel } from './author-label.ts';
import styles from './post-menu-dialog.module.css';
import type { ShownPost } from './shown-post.ts';

/** Why a post stands where the reader met it: in which order feeds are, who follows its author, and who brought it. */
export function WhyShown({ post }: { readonly post: ShownPost }) {
  const { data: nearness } = useNearness(post.author.key);
  return (
    <div className={styles.shown} aria-live="polite">
      <p>
        {post.author.key === undefined ? t('Nobody can say who wrote it.') : nearness && sentenceOn(nearness)}
      </p>
      <p>
        {t(
          'Feeds are in the order of the chain: newest block first, then place in the block. Nothing is ranked, and nobody can pay to be shown.',
        )}
      </p>
      <p>
        {post.delivery?.kind === 'neighbour'
          ? t('A neighbour handed it to this device; no server was asked for it.')
          : t('It came from {from}, with everything else.', { from: post.from })}
      </p>
    </div>
  );
}

function sentenceOn({ following, steps, through }: NearnessView): string {
  if (steps === 0) return t('You wrote it.');
  if (following === 0) return t('You follow nobody yet, so Latest shows everybody.');
  if (steps === 1) return t('You follow who wrote it.');
  if (steps === 2)
    return t('{more}, whom you follow, follows who wrote it.', {
      more: through === undefined ? t('Somebody') : authorLabel(through),
    });
  return t(
    'Nobody whom you follow follows who wrote it, as far as this device holds their follows: Latest folds such posts.',
  );
}
