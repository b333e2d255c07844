import type { FeedStatus } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import styles from './source-list.module.css';

type Source = FeedStatus['sources'][number];

const WORDS = once((): Readonly<Record<Source['state'], string>> => ({
  asking: t('is being asked'),
  agrees: t('agrees'),
  unreachable: t('does not answer'),
  refused: t('was refused'),
}));

/** The indexers that this device reads, and how each of them does. */
export function SourceList({ sources }: { readonly sources: readonly Source[] }) {
  if (sources.length === 0) return <p className={styles.none}>{t('No source is set up on this host.')}</p>;
  return (
    <ul className={styles.list}>
      {sources.map((source) => (
        <li key={source.name}>
          <span className={styles.icon}>
            <Icon name={source.state === 'agrees' || source.state === 'asking' ? 'tower' : 'warn'} small />
          </span>
          <div>
            <p>
              <b>{source.name}</b>
            </p>
            {source.detail !== undefined && <p className={styles.detail}>{source.detail}</p>}
          </div>
          <p className={classes(styles.state, styles[source.state])}>
            {WORDS()[source.state]}
            {source.lastAnswer !== undefined && (
              <small>
                <Time at={source.lastAnswer} />
              </small>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}
