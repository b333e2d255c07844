'use client';

import { t } from '#lib/language/t.ts';
import { useStatus } from '../use-answers.ts';
import { useNetwork } from '../use-network.ts';
import { classes } from '../ui/classes.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { Glyph } from '../ui/icon.tsx';
import { SaveProof } from '../proof/save-proof.tsx';
import { VerdictList } from '../ui/verdict-list.tsx';
import { Bringer } from './bringer.tsx';
import { ChainFigure } from './chain-figure.tsx';
import { headlineOf } from './proof-headline.ts';
import { proofLines } from './proof-lines.tsx';
import styles from './proof-panel.module.css';
import type { ShownPost } from './shown-post.ts';

type Props = {
  readonly post: ShownPost;
  /** Left out where what folds the panel out says it already. */
  readonly withTitle?: boolean;
};

/** What this device found out about a post by itself, and who brought it. */
export function ProofPanel({ post, withTitle = false }: Props) {
  const network = useNetwork() ?? 'main';
  const { data: status } = useStatus();
  const tip = status?.feed.headerHeight;
  const headline = headlineOf(post.verdict);
  return (
    <section className={styles.panel} aria-label={t('Checked on this device')}>
      {withTitle && <h2 className={styles.title}>{t('Checked on this device')}</h2>}
      <p className={classes(styles.headline, styles[headline.tone])}>
        <Glyph name={headline.glyph} />
        {headline.word}
      </p>
      <p className={styles.sentence}>{headline.sentence}</p>
      {post.verdict.state === 'proven' && <ChainFigure place={post.verdict.place} tip={tip} />}
      <VerdictList lines={proofLines(post, network, tip)} />
      <PartTitle>{t('Who brought it')}</PartTitle>
      <Bringer post={post} />
      {post.txid !== undefined && (
        <div className={styles.two}>
          <CopyButton text={post.txid}>{t('Copy id')}</CopyButton>
          <SaveProof id={post.id ?? post.txid} isProven={post.verdict.state === 'proven'} />
        </div>
      )}
    </section>
  );
}
