'use client';

import { useState } from 'react';
import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { useOutboxActions } from '../use-outbox-actions.ts';
import { usePublications } from '../use-answers.ts';
import { classes } from '../ui/classes.ts';
import { shortCount } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { hrefOf } from '../ui/place.ts';
import { authorLabel } from './author-label.ts';
import { myMarksOn } from './my-marks.ts';
import styles from './post-actions.module.css';
import type { ShownPost } from './shown-post.ts';

type Props = {
  readonly post: ShownPost & { readonly id: Outpoint; readonly txid: Txid };
  /** Where the post is open already its proof is on the same screen; elsewhere the proof is a link to there. */
  readonly onProof?: () => void;
};

const EXCERPT = 140;

/** Reply, repost, like; and at the right edge share and proof. */
export function PostActions({ post, onProof }: Props) {
  const composer = useComposer();
  const { publish, busy } = useOutboxActions();
  const { data: publications } = usePublications();
  const { liked, reposted } = myMarksOn(post.txid, publications ?? []);
  const { counts } = post;

  const reply = (): void =>
    composer.open({
      outpoint: post.id,
      name: authorLabel(post.author),
      excerpt: post.text.slice(0, EXCERPT),
    });
  const once = (kind: 'like' | 'repost', done: boolean): void => {
    if (!done && !busy) publish({ kind, to: post.txid });
  };

  return (
    <div className={styles.actions}>
      <button type="button" onClick={reply}>
        <Icon name="reply" />
        <Count of={counts.replies} />
        <Hidden>Reply</Hidden>
      </button>
      {/* Both stay on the chain, so a second press takes nothing back. */}
      <button
        type="button"
        aria-pressed={reposted}
        className={classes(reposted && styles.done)}
        onClick={() => once('repost', reposted)}
      >
        <Icon name="repost" />
        <Count of={Math.max(counts.reposts, reposted ? 1 : 0)} />
        <Hidden>Repost</Hidden>
      </button>
      <button
        type="button"
        aria-pressed={liked}
        className={classes(liked && styles.done, liked && styles.filled)}
        onClick={() => once('like', liked)}
      >
        <Icon name="like" />
        <Count of={Math.max(counts.likes, liked ? 1 : 0)} />
        <Hidden>Like</Hidden>
      </button>
      <ShareButton id={post.id} />
      {onProof === undefined ? (
        <Link to={{ screen: 'post', id: post.id }} aria-label="Proof" title="Proof">
          <Icon name="proof" />
        </Link>
      ) : (
        <button type="button" title="Proof" onClick={onProof}>
          <Icon name="proof" />
          <Hidden>Proof</Hidden>
        </button>
      )}
    </div>
  );
}

function Count({ of }: { readonly of: number }) {
  return of > 0 ? <span>{shortCount(of)} </span> : null;
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
    <button type="button" title="Share" onClick={() => void share()} onBlur={() => setCopied(false)}>
      {copied ? <span aria-hidden="true">Copied</span> : <Icon name="share" />}
      <Hidden>Share</Hidden>
      <span aria-live="polite">{copied && <Hidden>Link copied</Hidden>}</span>
    </button>
  );
}
