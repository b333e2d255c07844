'use client';

import { lazy, Suspense, useState } from 'react';
import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { classes } from '../ui/classes.ts';
import { shortCount } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { hrefOf } from '../ui/place.ts';
import { type Act, useActing } from './acting.tsx';
import { authorLabel } from './author-label.ts';
import styles from './post-actions.module.css';
import { usePostMenu } from './post-menu.tsx';
import type { ShownPost } from './shown-post.ts';

type Props = {
  readonly post: ShownPost & { readonly id: Outpoint; readonly txid: Txid };
  /** Where the post is open already its proof is on the same screen; elsewhere the proof is a link to there. */
  readonly onProof?: () => void;
};

const EXCERPT = 140;
/** What follows a press is no part of the first view. */
const ActFlow = lazy(async () => ({ default: (await import('./act-flow.tsx')).ActFlow }));

/** Reply, repost, like; and at the right edge share and proof. */
export function PostActions({ post, onProof }: Props) {
  const composer = useComposer();
  const openMenu = usePostMenu();
  const { counts } = post;
  const reply = (): void =>
    composer.open({
      outpoint: post.id,
      name: authorLabel(post.author),
      excerpt: post.text.slice(0, EXCERPT),
    });

  return (
    <div className={styles.actions}>
      <button type="button" aria-label={named(t('Reply'), counts.replies)} onClick={reply}>
        <Icon name="reply" />
        <Count of={counts.replies} />
      </button>
      <ActButton kind="repost" of={post.txid} count={counts.reposts} />
      <ActButton kind="like" of={post.txid} count={counts.likes} />
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={t('More')}
        title={t('More')}
        className={styles.more}
        onClick={() => openMenu(post)}
      >
        <Icon name="more" />
      </button>
      <ShareButton id={post.id} />
      {onProof === undefined ? (
        <Link to={{ screen: 'post', id: post.id }} aria-label={t('Proof')} title={t('Proof')}>
          <Icon name="proof" />
        </Link>
      ) : (
        <button type="button" title={t('Proof')} aria-label={t('Proof')} onClick={onProof}>
          <Icon name="proof" />
        </button>
      )}
    </div>
  );
}

const WORD = once(() => ({ like: t('Like'), repost: t('Repost') }) as const);

type ActProps = { readonly kind: Act; readonly of: Txid; readonly count: number };

/** A press shows at once; what it does stays on the chain, so a second press takes nothing back. */
function ActButton({ kind, of, count }: ActProps) {
  const acting = useActing();
  const [isPressed, setIsPressed] = useState(false);
  const isDone = isPressed || acting[kind].has(of);
  const shown = Math.max(count, Number(isDone));
  return (
    <>
      <button
        type="button"
        aria-pressed={isDone}
        aria-label={named(WORD()[kind], shown)}
        className={classes(isDone && styles.done, isDone && kind === 'like' && styles.filled)}
        onClick={() => isDone || setIsPressed(true)}
      >
        <Icon name={kind} />
        <Count of={shown} />
      </button>
      {isPressed && (
        <Suspense>
          <ActFlow kind={kind} of={of} onEnd={setIsPressed} />
        </Suspense>
      )}
    </>
  );
}

const named = (word: string, count: number): string => (count > 0 ? `${word}, ${shortCount(count)}` : word);

function Count({ of }: { readonly of: number }) {
  return of > 0 ? shortCount(of) : null;
}

/** Hands the link to the system, or copies it where there is nothing to hand it to. The id stays in the fragment. */
function ShareButton({ id }: { readonly id: Outpoint }) {
  const [copied, setCopied] = useState(false);
  const share = async (): Promise<void> => {
    const url = new URL(hrefOf({ screen: 'post', id }), window.location.origin).href;
    try {
      if ('share' in navigator) await navigator.share({ url });
      else {
        await globalThis.navigator.clipboard.writeText(url);
        setCopied(true);
      }
    } catch {
      // The reader closed the system's sheet, or copying is not allowed here: nothing to repair.
    }
  };
  return (
    <button
      type="button"
      title={t('Share')}
      aria-label={t('Share')}
      onClick={() => void share()}
      onBlur={() => setCopied(false)}
    >
      {copied ? <output>{t('Copied')}</output> : <Icon name="share" />}
    </button>
  );
}
