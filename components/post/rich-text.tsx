'use client';

import { useMemo, useState } from 'react';
import { classes } from '../ui/classes.ts';
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
  const [open, setOpen] = useState(whole);
  const folds = !whole && isLong(text);
  const shown = folds && !open ? text.slice(0, FOLD_LENGTH * 2) : text;
  const tokens = useMemo(() => tokensOf(shown), [shown]);
  return (
    <>
      <p className={classes(styles.text, folds && !open && styles.folded)} dir="auto">
        {tokens.map((token, index) => (
          // Tokens have no identity of their own and never move.
          <Token key={index} token={token} />
        ))}
      </p>
      {folds && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all of it'}
        </button>
      )}
    </>
  );
}

function Token({ token }: { readonly token: TextToken }) {
  switch (token.kind) {
    case 'text':
      return token.text;
    case 'hashtag':
      return <bdi className={styles.tag}>{token.text}</bdi>;
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
