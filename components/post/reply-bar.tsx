'use client';

import type { Outpoint } from '#lib/bytes/brand.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { useAccount } from '../use-answers.ts';
import { Avatar } from '../ui/avatar.tsx';
import { authorLabel } from './author-label.ts';
import { rich } from '../ui/rich.ts';
import styles from './reply-bar.module.css';
import type { ShownPost } from './shown-post.ts';

const EXCERPT = 140;

/** Looks like a field and opens the composer: there is one place to write. */
export function ReplyBar({ post }: { readonly post: ShownPost & { readonly id: Outpoint } }) {
  const composer = useComposer();
  const { data: account } = useAccount();
  const name = authorLabel(post.author);
  return (
    <div className={styles.bar}>
      <button
        type="button"
        onClick={() => composer.open({ outpoint: post.id, name, excerpt: post.text.slice(0, EXCERPT) })}
      >
        <Avatar of={account?.key} size="middle" />
        <span>{rich('Reply to {handle}', { handle: <bdi>{post.author.handle ?? name}</bdi> })}</span>
      </button>
    </div>
  );
}
