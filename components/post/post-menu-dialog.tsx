import { lazy, Suspense, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { useKept, type KeptThings } from '../kept.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { authorLabel } from './author-label.ts';
import { EditIt } from './edit-it.tsx';
import { foldWords } from './post-filter.ts';
import styles from './post-menu-dialog.module.css';
import { PostNames } from './post-names.tsx';
import type { ShownPost } from './shown-post.ts';
import { WhyShown } from './why-shown.tsx';

const TipDialog = lazy(async () => ({ default: (await import('../wallet/tip-dialog.tsx')).TipDialog }));

type Props = { readonly post: ShownPost; readonly onClose: () => void };
type Keep = Parameters<KeptThings['keep']>[0];

type Quotable = ShownPost & Required<Pick<ShownPost, 'id'>>;

const EXCERPT = 140;

type Entry = {
  readonly icon: IconName;
  readonly word: string;
  /** What it does, where the word does not say it. */
  readonly note?: string;
  readonly what: Keep;
};

/** What a reader can do with a post besides answering it. All of it stays on this device. */
export function PostMenuDialog({ post, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const kept = useKept();
  const [failure, setFailure] = useState<string>();
  const [isTipping, setIsTipping] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => dialog.current?.close();
  const keep = (what: Keep): void => {
    kept
      .keep(what)
      .then(close, (error: unknown) =>
        setFailure(error instanceof Error ? error.message : t('It could not be kept.')),
      );
  };
  if (isTipping && post.id !== undefined && post.author.key !== undefined)
    return (
      <Suspense fallback={null}>
        <TipDialog
          author={post.author.key}
          name={authorLabel(post.author)}
          thanks={post.id}
          onClose={onClose}
        />
      </Suspense>
    );
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="post-menu-title" onClose={onClose}>
      <header>
        <h2 id="post-menu-title">{t('Post by {authorLabel}', { authorLabel: authorLabel(post.author) })}</h2>
        <IconButton label={t('Close')} onClick={close}>
          <Icon name="close" small />
        </IconButton>
      </header>
      {post.id !== undefined && <QuoteIt post={{ ...post, id: post.id }} onDone={close} />}
      {post.id !== undefined && post.author.key !== undefined && post.chain === 'bsv' && (
        <button type="button" className={styles.why} onClick={() => setIsTipping(true)}>
          <Icon name="like" />
          <span>
            {t('Tip')}
            <small>{t('Coins for the key that signed it.')}</small>
          </span>
        </button>
      )}
      <EditIt post={post} onDone={close} />
      <ul>
        {entriesFor(post, kept).map(({ icon, word, note, what }) => (
          <li key={`${what.kind} ${what.id}`}>
            <button type="button" onClick={() => keep(what)}>
              <Icon name={icon} />
              <span>
                {word}
                {note !== undefined && <small>{note}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {post.id !== undefined && post.txid !== undefined && <PostNames id={post.id} txid={post.txid} />}
      <Why post={post} />
      <MuteWord onMute={(id) => keep({ kind: 'mute-word', id, on: true })} />
      <p className={styles.small} role="alert">
        {failure ??
          t(
            'But for a quote, a new version and a tip, all of it stays on your own devices. Nobody learns of it.',
          )}
      </p>
    </dialog>
  );
}

function entriesFor({ id, txid, author: { key }, replyTo }: ShownPost, kept: KeptThings): readonly Entry[] {
  const entries: Entry[] = [];
  if (id !== undefined) {
    const isKept = kept.bookmarks.has(id);
    entries.push({
      icon: 'bookmark',
      word: isKept ? t('Bookmarked. Take it out') : t('Bookmark'),
      what: { kind: 'bookmark', id, on: !isKept },
    });
  }
  if (key !== undefined) {
    const isFollowed = kept.follows.has(key);
    entries.push({
      icon: 'me',
      word: isFollowed ? t('Unfollow') : t('Follow'),
      what: { kind: 'follow', id: key, on: !isFollowed },
    });
  }
  const talk = replyTo?.root ?? replyTo?.txid ?? txid;
  if (talk !== undefined) {
    const isMuted = kept.mutedThreads.has(talk);
    entries.push({
      icon: 'hide',
      word: isMuted ? t('Show this talk again') : t('Mute this talk'),
      what: { kind: 'mute-thread', id: talk, on: !isMuted },
    });
  }
  if (key !== undefined) {
    const isMuted = kept.mutedKeys.has(key);
    const isBlocked = kept.blockedKeys.has(key);
    entries.push(
      {
        icon: 'hide',
        word: isMuted ? t('Unmute this key') : t('Mute this key'),
        note: t('Not in feeds; in talks behind a press.'),
        what: { kind: 'mute', id: key, on: !isMuted },
      },
      {
        icon: 'block',
        word: isBlocked ? t('Unblock this key') : t('Block this key'),
        note: t('Not anywhere.'),
        what: { kind: 'block', id: key, on: !isBlocked },
      },
    );
  }
  if (id !== undefined) {
    const isHidden = kept.hidden.has(id);
    entries.push({
      icon: 'unplug',
      word: isHidden ? t('Show it, and hand it on again') : t('Hide and stop sharing'),
      note: t('This device hands it to nobody. Others may: the chain forgets nothing.'),
      what: { kind: 'hide', id, on: !isHidden },
    });
  }
  return entries;
}

/** Words of one's own with this post below them. */
function QuoteIt({ post, onDone }: { readonly post: Quotable; readonly onDone: () => void }) {
  const composer = useComposer();
  const quote = (): void => {
    onDone();
    composer.openWith({
      quote: { outpoint: post.id, name: authorLabel(post.author), excerpt: post.text.slice(0, EXCERPT) },
    });
  };
  return (
    <button type="button" className={styles.why} onClick={quote}>
      <Icon name="quote" />
      <span>
        {t('Quote')}
        <small>{t('A post of your own, with this one below it.')}</small>
      </span>
    </button>
  );
}

function Why({ post }: { readonly post: ShownPost }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.why} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Icon name="feed" />
        {t('Why am I seeing this?')}
      </button>
      {isOpen && <WhyShown post={post} />}
    </>
  );
}

function MuteWord({ onMute }: { readonly onMute: (word: string) => void }) {
  const [text, setText] = useState('');
  const mute = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (foldWords(text) !== '') onMute(text.trim());
  };
  return (
    <form className={styles.word} onSubmit={mute}>
      <input
        type="text"
        aria-label={t('A word to mute')}
        placeholder={t('Mute a word')}
        value={text}
        maxLength={64}
        onChange={(event) => setText(event.target.value)}
      />
      <Button small type="submit">
        {t('Mute')}
      </Button>
    </form>
  );
}
