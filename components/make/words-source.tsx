'use client';

import { useId } from 'react';
import { t } from '#lib/language/t.ts';
import styles from './make.module.css';

type Props = {
  readonly kind: 'words' | 'page';
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly isMarkdown: boolean;
  readonly onMarkdown: (on: boolean) => void;
};

/** Words, or the source of a page. */
export function WordsSource({ kind, text, onText, isMarkdown, onMarkdown }: Props) {
  const id = useId();
  const isPage = kind === 'page';
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{isPage ? t('Source of the page (HTML)') : t('Words')}</label>
      <textarea
        id={id}
        value={text}
        rows={isPage ? 10 : 6}
        dir={isPage ? 'ltr' : 'auto'}
        spellCheck={!isPage}
        className={isPage ? styles.source : undefined}
        onChange={({ target }) => onText(target.value)}
      />
      {!isPage && (
        <label className={styles.check}>
          <input type="checkbox" checked={isMarkdown} onChange={({ target }) => onMarkdown(target.checked)} />
          {t('It is Markdown')}
        </label>
      )}
    </div>
  );
}
