'use client';

import { lazy, Suspense, useState } from 'react';
import { isOutpoint, isTxid } from '#lib/bytes/brand.ts';
import type { PublicationView } from '#lib/client/client.ts';
import type { ThreadView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Screen } from '../shell/screen.tsx';
import { usePublications, useThread } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useFragment } from '../ui/fragment.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { useWide } from '../ui/use-wide.ts';
import { OpenedPost } from './opened-post.tsx';
import { PostCard } from './post-card.tsx';
import { ReplyBar } from './reply-bar.tsx';
import type { OwnState, ShownPost } from './shown-post.ts';
import { visitThread } from './read-threads.ts';
import { threadLines } from './thread-order.ts';
import { ThreadReply } from './thread-reply.tsx';
import styles from './thread-screen.module.css';

/** The words come first: how they were checked, and without whom they came, is loaded behind them. */
const ProofPanel = lazy(async () => ({ default: (await import('./proof-panel.tsx')).ProofPanel }));
const Plugless = lazy(async () => ({ default: (await import('./plugless.tsx')).Plugless }));

/** Neighbours take longer to ask than this device does. */
const LOOKING = <Notice icon="neighbours">{t('Looking on this device and among neighbours.')}</Notice>;

/** The post that the fragment names. Another fragment is another visit, with a place of its own. */
export function ThreadScreen() {
  const id = useFragment();
  return <Thread key={id ?? ''} id={id} />;
}

function Thread({ id }: { readonly id: string | undefined }) {
  const hasClient = useClient() !== undefined;
  const { data: thread, isPending, error, refetch } = useThread(id ?? '');
  const { data: publications } = usePublications();
  const own = (publications ?? []).find(
    ({ post }) => post !== undefined && (post.id === id || post.txid === id),
  );
  const post: ShownPost | undefined = thread?.post ?? own?.post;
  const waits = id === undefined || !hasClient || isPending;

  return (
    <Screen
      title={t('Thread')}
      position={`post:${id ?? ''}`}
      ready={post !== undefined}
      withBack
      {...(post !== undefined && {
        pane: (
          <Suspense fallback={null}>
            <ProofPanel post={post} withTitle />
          </Suspense>
        ),
        paneLabel: t('Proof'),
      })}
    >
      {post !== undefined ? (
        <Talk post={post} own={own} thread={thread ?? undefined} publications={publications ?? []} />
      ) : waits ? (
        <PostSkeletons count={3} {...(hasClient && { note: LOOKING })} />
      ) : (
        <Missing id={id} reason={error?.message} onRetry={() => void refetch()} />
      )}
    </Screen>
  );
}

type TalkProps = {
  readonly post: ShownPost;
  readonly own: OwnState | undefined;
  readonly thread: ThreadView | undefined;
  readonly publications: readonly PublicationView[];
};

function Talk({ post, own, thread, publications }: TalkProps) {
  const lines = thread === undefined ? [] : threadLines(thread);
  const ancestors = thread?.ancestors ?? [];
  const here = new Set([post.id, ...lines.map((line) => line.post.id)]);
  const coming = publications.filter(
    ({ answers, post: reply }) =>
      answers !== undefined &&
      here.has(answers) &&
      reply !== undefined &&
      !(reply.id !== undefined && here.has(reply.id)),
  );
  const wide = useWide();
  const [proofOpen, setProofOpen] = useState(false);
  const { id } = post;
  const root = ancestors[0]?.txid ?? post.txid;
  const [lastVisit] = useState(() => (root === undefined ? undefined : visitThread(root, Date.now())));
  return (
    <>
      {ancestors.length > 1 && ancestors[0] !== undefined && (
        <Link to={{ screen: 'post', id: ancestors[0].id }} className={styles.toRoot}>
          {t('To the first post of this talk')}
        </Link>
      )}
      {ancestors.map((ancestor) => (
        <PostCard key={ancestor.id} post={ancestor} inThread leadsOn />
      ))}
      <OpenedPost
        post={post}
        own={own}
        hasAncestors={ancestors.length > 0}
        onProof={() => setProofOpen(true)}
      />
      {!wide && (
        <details
          className={styles.proof}
          open={proofOpen}
          onToggle={(event) => setProofOpen(event.currentTarget.open)}
        >
          <summary>
            <h2>{t('Checked on this device')}</h2>
            <Icon name="down" small />
          </summary>
          <Suspense fallback={null}>
            <ProofPanel post={post} />
          </Suspense>
        </details>
      )}
      <Suspense fallback={null}>
        <Plugless delivery={post.delivery} />
      </Suspense>
      <section aria-label={t('Replies')}>
        {lines.map((line) => (
          <ThreadReply
            key={line.post.id}
            line={line}
            isNew={lastVisit !== undefined && line.post.heldSince > lastVisit}
          />
        ))}
        {coming.map((view) => view.post && <PostCard key={view.id} post={view.post} own={view} inThread />)}
        {lines.length + coming.length === 0 && (
          <p className={styles.quiet}>{t('Nobody has answered yet.')}</p>
        )}
      </section>
      {id !== undefined && <ReplyBar post={{ ...post, id }} />}
    </>
  );
}

type MissingProps = {
  readonly id: string;
  readonly reason: string | undefined;
  readonly onRetry: () => void;
};

function Missing({ id, reason, onRetry }: MissingProps) {
  if (!isOutpoint(id) && !isTxid(id))
    return (
      <EmptyState title={t('No post has this name')}>
        {t('The link is cut or changed: a post is called by the 64 letters and digits of its transaction.')}
      </EmptyState>
    );
  return (
    <EmptyState title={t('Not on this device')} action={<Button onClick={onRetry}>{t('Look again')}</Button>}>
      {reason ??
        t(
          'It exists, or it never did. It comes with the rest of the feed if it does; asking for it alone would tell a server what you read.',
        )}
    </EmptyState>
  );
}
