'use client';

import { lazy, Suspense, useEffect, useId, useRef } from 'react';
import { t } from '#lib/language/t.ts';
import { lastArrival } from '../ui/arrival.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classes } from '../ui/classes.ts';
import { count, dateTime, plural } from '../ui/format.ts';
import { Glyph, Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { AuthorName, doubtAbout } from './author-name.tsx';
import styles from './opened-post.module.css';
import { PostActions } from './post-actions.tsx';
import { PostMedia } from './post-media.tsx';
import { PostVersions } from './post-versions.tsx';
import { Quoted, withoutQuote } from './quoted.tsx';
import { ReplyContext } from './reply-context.tsx';
import { RichText } from './rich-text.tsx';
import { type OwnState, type ShownPost, timeOf } from './shown-post.ts';
import { headlineOf } from './proof-headline.ts';
import { noteOn } from './whereabouts.ts';
import { Warned } from './warned.tsx';
import { WhyHere } from './why-here.tsx';

/** Only a writer's own posts have them. */
const PublicationSteps = lazy(async () => ({
  default: (await import('./publication-steps.tsx')).PublicationSteps,
}));
/** Neighbours come after the first view. */
const HeldBy = lazy(async () => ({ default: (await import('./held-by.tsx')).HeldBy }));
const Repair = lazy(async () => ({ default: (await import('./repair.tsx')).Repair }));

type Props = {
  readonly post: ShownPost;
  readonly own?: OwnState | undefined;
  readonly hasAncestors: boolean;
  readonly onProof: () => void;
};

/** The post that a thread is about, in larger letters and with its exact time and block. */
export function OpenedPost({ post, own, hasAncestors, onProof }: Props) {
  const nameId = useId();
  const article = useRef<HTMLElement>(null);
  const { author, id, txid, verdict } = post;
  const headline = headlineOf(verdict);
  const notes = [doubtAbout(author), noteOn(verdict)].filter((note) => note !== undefined);
  const face = <Avatar of={author.key} />;

  // Who opens a post sees it, with the end of what it answers above; who comes back stays where they were.
  useEffect(() => {
    if (hasAncestors && lastArrival() === 'fresh') article.current?.scrollIntoView({ block: 'start' });
  }, [hasAncestors]);

  return (
    <article ref={article} className={styles.post} data-id={id} aria-labelledby={nameId} tabIndex={-1}>
      <WhyHere post={post} className={styles.why} />
      <div className={styles.head}>
        {author.key === undefined ? (
          face
        ) : (
          <Link to={{ screen: 'profile', who: author.key }} aria-label={t('Profile')}>
            {face}
          </Link>
        )}
        <div className={styles.name}>
          <AuthorName author={author} chain={post.chain} id={nameId} />
        </div>
      </div>
      {post.replyTo !== undefined && !hasAncestors && <ReplyContext parent={post.replyTo} />}
      <Warned warning={post.warning}>
        <div className={styles.words}>
          <RichText text={withoutQuote(post.text, post.quote)} whole />
        </div>
        {post.media !== undefined && <PostMedia media={post.media} />}
        <Quoted quote={post.quote} />
      </Warned>
      <PostVersions versions={post.versions} />
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          <Icon name="warn" />
          {note}
        </p>
      ))}
      <p className={styles.stamp}>
        <time dateTime={new Date(timeOf(post)).toISOString()}>{dateTime(timeOf(post))}</time>
        {verdict.state === 'proven' && (
          <span>{t('Block {height}', { height: count(verdict.place.height) })}</span>
        )}
        <span className={classes(styles.verdict, styles[headline.tone])}>
          <Glyph name={headline.glyph} />
          {headline.word}
        </span>
        {id !== undefined && post.counts.quotes !== undefined && (
          <Link to={{ screen: 'search', text: id }}>{plural(post.counts.quotes, 'quote', 'quotes')}</Link>
        )}
        {txid !== undefined && (
          <Suspense fallback={null}>
            <HeldBy txid={txid} />
          </Suspense>
        )}
      </p>
      <Suspense fallback={null}>
        {own !== undefined && own.publication.state !== 'in-block' && (
          <PublicationSteps publication={own.publication} sentence={own.sentence} />
        )}
        {own?.publication.state === 'failed' && <Repair own={own} />}
      </Suspense>
      {id !== undefined && txid !== undefined && (
        <PostActions post={{ ...post, id, txid }} onProof={onProof} />
      )}
    </article>
  );
}
