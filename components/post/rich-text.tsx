'use client';

import { useMemo, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Link } from '../ui/link.tsx';
import styles from './rich-text.module.css';
import { type TextToken, tokensOf } from './text-tokens.ts';

/** What fits twelve lines of the column; longer posts are folded, so that one voice does not fill the screen. */
const FOLD_LINES = 12;
const FOLD_LENGTH = 720;
const LONGEST_REST = 28;

function isLong(text: string): boolean {
  return text.length > FOLD_LENGTH || text.split('\n', FOLD_LINES + 1).length > FOLD_LINES;
}

/** The words of a post: text nodes and links, never markup, kept from running out of their box or their direction. */
export function RichText({ text, whole = false }: { readonly text: string; readonly whole?: boolean }) {
  const [open, setOpen] = useState(false);
  const folds = !whole && isLong(text);
  return (
    <>
      {folds && !open ? (
        <Paragraph text={text.slice(0, FOLD_LENGTH * 2)} folded />
      ) : (
        // Paragraphs have no identity of their own and never move.
        text.split(/\n{2,}/).map((paragraph, index) => <Paragraph key={index} text={paragraph} />)
      )}
      {folds && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('Show less') : t('Show all of it')}
        </button>
      )}
    </>
  );
}

function Paragraph({ text, folded = false }: { readonly text: string; readonly folded?: boolean }) {
  const tokens = useMemo(() => tokensOf(text), [text]);
  return (
    <p className={folded ? styles.folded : styles.text} dir="auto">
      {tokens.map((token, index) => (
        <Token key={index} token={token} />
      ))}
    </p>
  );
}

function Token({ token }: { readonly token: TextToken }) {
  switch (token.kind) {
    case 'text':
      return token.text;
    case 'hashtag':
      return (
        <Link to={{ screen: 'tag', tags: [token.tag] }} className={styles.link}>
          <bdi>{token.text}</bdi>
        </Link>
      );
    case 'inscription':
      return (
        <Link to={{ screen: 'inscription', id: token.text }} className={styles.link} title={token.text}>
          {`${token.text.slice(0, 8)}…${token.text.slice(64)}`}
        </Link>
      );
    case 'mention':
      return (
        <Link to={{ screen: 'profile', who: `${token.handle}.bitter` }} className={styles.link}>
          <bdi>{token.text}</bdi>
        </Link>
      );
    case 'district':
      return (
        <Link to={{ screen: 'district', height: token.height }} className={styles.link}>
          {token.text}
        </Link>
      );
    case 'link': {
      const rest =
        token.rest.length > LONGEST_REST ? `${token.rest.slice(0, LONGEST_REST - 1)}…` : token.rest;
      return (
        <a
          href={token.href}
          className={styles.link}
          target="_blank"
          rel="noopener noreferrer nofollow ugc"
          referrerPolicy="no-referrer"
          dir="ltr"
        >
          <bdi>{token.host}</bdi>
          <bdi className={styles.rest}>{rest}</bdi>
        </a>
      );
    }
  }
}
