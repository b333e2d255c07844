'use client';

import { lazy, memo, type MouseEvent, Suspense, useId } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import { late } from '../ui/late.ts';
import { Link } from '../ui/link.tsx';
import { Time } from '../ui/time.tsx';
import { AuthorName, doubtAbout } from './author-name.tsx';
import { PostActions } from './post-actions.tsx';
import styles from './post-card.module.css';
import { PostMedia } from './post-media.tsx';
import { PostVersions } from './post-versions.tsx';
import { Quoted, withoutQuote } from './quoted.tsx';
import { ReplyContext } from './reply-context.tsx';
import { RichText } from './rich-text.tsx';
import { type OwnState, type ShownPost, timeOf } from './shown-post.ts';
import { StateMark } from './state-mark.tsx';
import { Warned } from './warned.tsx';
import { WhyHere } from './why-here.tsx';
import { noteOn, whereaboutsOf, whereaboutsOfOwn } from './whereabouts.ts';

/** Hardly any post is one. */
const RefusedPost = lazy(async () => ({ default: (await import('./refused-post.tsx')).RefusedPost }));
const HeldMark = late(async () => (await import('./held-mark.tsx')).HeldMark);

/** Only a writer's own posts have them. */
const OwnNotes = lazy(async () => ({ default: (await import('./own-notes.tsx')).OwnNotes }));

type Props = {
  readonly post: ShownPost;
  /** One's own publication, while its way to the chain is worth a word. */
  readonly own?: OwnState | undefined;
  /** Place in the feed from 1, and how long the feed is; -1 while there is more. */
  readonly at?: number;
  readonly of?: number;
  /** Inside a thread the post above is the context already. */
  readonly inThread?: boolean;
  /** A line leads on to the next post of the same talk. */
  readonly leadsOn?: boolean;
  /** How far it is set in. */
  readonly depth?: 0 | 1 | 2;
};

/** A post in a list. Its words come first; glyphs stand in one vertical line at the right. */
export const PostCard = memo(function PostCard({
  post,
  own,
  at,
  of,
  inThread = false,
  leadsOn = false,
  depth = 0,
}: Props) {
  const nameId = useId();
  const textId = useId();
  const { author, id, txid, verdict } = post;
  const where = own === undefined ? whereaboutsOf(verdict) : whereaboutsOfOwn(own.publication, own.saving);
  const hasActions = id !== undefined && txid !== undefined && isOut(own);
  const waits = own?.publication.state === 'draft' || own?.publication.state === 'queued';
  if (verdict.state === 'refuted')
    return (
      <Suspense fallback={null}>
        <RefusedPost post={post} />
      </Suspense>
    );

  return (
    // A press on the card follows the link inside it, which keyboards and screen readers have as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      className={classes(
        styles.post,
        leadsOn && styles.leadsOn,
        waits && styles.waits,
        own?.publication.state === 'failed' && styles.failed,
      )}
      data-id={id}
      data-depth={depth === 0 ? undefined : depth}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- articles of a feed take the focus (WAI-ARIA)
      tabIndex={0}
      aria-labelledby={nameId}
      aria-describedby={post.warning === undefined ? textId : undefined}
      aria-posinset={at}
      aria-setsize={of}
      onClick={openUnlessBusy}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) open(event.currentTarget);
      }}
    >
      <Face post={post} mine={own !== undefined} />
      <div className={classes(styles.main, !hasActions && styles.silent)}>
        <WhyHere post={post} className={styles.why} />
        <div className={styles.meta}>
          <AuthorName author={author} chain={post.chain} id={nameId} />
          {id === undefined ? (
            <span className={styles.when}>
              <Time at={timeOf(post)} />
            </span>
          ) : (
            <Link to={{ screen: 'post', id }} className={styles.when} data-opens="">
              <Time at={timeOf(post)} />
            </Link>
          )}
          {txid !== undefined && (
            <Suspense fallback={null}>
              <HeldMark of={txid} />
            </Suspense>
          )}
          <StateMark at={where} />
        </div>
        {post.replyTo !== undefined && !inThread && <ReplyContext parent={post.replyTo} />}
        <Warned warning={post.warning}>
          <div id={textId}>
            <RichText text={withoutQuote(post.text, post.quote)} />
          </div>
          {post.media !== undefined && <PostMedia media={post.media} />}
          <Quoted quote={post.quote} />
        </Warned>
        <PostVersions versions={post.versions} />
        <Notes post={post} />
        {own !== undefined && (
          <Suspense fallback={null}>
            <OwnNotes own={own} />
          </Suspense>
        )}
        {hasActions && <PostActions post={{ ...post, id, txid }} />}
      </div>
    </article>
  );
});

/** Whether others can have it: before that there is nothing to answer or to share. */
function isOut(own: OwnState | undefined): boolean {
  return own === undefined || own.publication.state === 'seen' || own.publication.state === 'in-block';
}

function Face({ post, mine }: { readonly post: ShownPost; readonly mine: boolean }) {
  const { key } = post.author;
  if (key === undefined || mine) return <Avatar of={key} />;
  // The name beside it is read out already, and a second stop at each post would double the way through a feed.
  return (
    <Link to={{ screen: 'profile', who: key }} className={styles.face} aria-hidden="true" tabIndex={-1}>
      <Avatar of={key} />
    </Link>
  );
}

function Notes({ post }: { readonly post: ShownPost }) {
  const notes = [doubtAbout(post.author), noteOn(post.verdict)].filter((note) => note !== undefined);
  return notes.map((note) => (
    <p key={note} className={styles.note}>
      <Icon name="warn" />
      {note}
    </p>
  ));
}

/** The whole card opens the post, as long as no control was meant and no words are being selected. */
function openUnlessBusy(event: MouseEvent<HTMLElement>): void {
  if (
    event.target instanceof Element &&
    event.target.closest('a, button, summary, input, textarea, dialog') !== null
  )
    return;
  if (window.getSelection()?.isCollapsed === false) return;
  open(event.currentTarget);
}

function open(card: HTMLElement): void {
  card.querySelector<HTMLAnchorElement>('a[data-opens]')?.click();
}
