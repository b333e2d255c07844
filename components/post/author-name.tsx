import { lazy, Suspense } from 'react';
import type { Chain } from '#lib/chain/network.ts';
import type { AuthorView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { Seal } from '../ui/icon.tsx';
import { Tag } from '../ui/tag.tsx';
import { shortKey } from './author-label.ts';
import styles from './author-name.module.css';

/** Few names need one, and its sentences are many. */
const NameMark = lazy(async () => ({ default: (await import('./name-mark.tsx')).NameMark }));

type Props = {
  readonly author: AuthorView;
  /** A name belongs to its chain, so the two are shown together. */
  readonly chain: Chain;
  readonly id?: string;
};

/** Name and seal. The seal means that this key held the handle; what contradicts the name has a word of its own. */
export function AuthorName({ author, chain, id }: Props) {
  const { handle, name, key, standing, signature, nameMarks } = author;
  return (
    <>
      {handle === undefined ? (
        <span className={styles.key} id={id}>
          {/* Anybody can call themselves anything: the key stands beside it. */}
          {name !== undefined && <bdi className={styles.chosen}>{name} </bdi>}
          {key === undefined ? t('no name') : shortKey(key)}
        </span>
      ) : (
        <span className={styles.name} id={id}>
          <bdi>{handle}</bdi>
          <i>.bitter</i>
        </span>
      )}
      {standing === 'verified' && signature !== 'wrong' && <Seal />}
      {handle !== undefined && <span className={styles.chain}>{chain}</span>}
      {(standing === 'not-verified' || signature === 'wrong') && <Tag kind="warn">{t('not verified')}</Tag>}
      {standing === 'unclaimed' && signature !== 'wrong' && <Tag kind="warn">{t('unclaimed')}</Tag>}
      {nameMarks !== undefined && nameMarks.length > 0 && (
        <Suspense fallback={null}>
          <NameMark nameMarks={nameMarks} />
        </Suspense>
      )}
    </>
  );
}

/** The sentence under a post whose name is in doubt; `undefined` when all is well. */
export function doubtAbout({ handle, standing, signature }: AuthorView): string | undefined {
  if (signature === 'wrong') return t('It carries a signature, and the signature does not fit.');
  if (handle === undefined) return undefined;
  if (standing === 'not-verified')
    return t('Signed, but not by the key that holds {handle}.bitter.', { handle });
  if (standing === 'unclaimed')
    return t('Nobody has claimed {handle}.bitter, so anybody can sign with it.', { handle });
  return undefined;
}
