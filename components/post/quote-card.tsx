import type { QuoteView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { useKept } from '../kept.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Time } from '../ui/time.tsx';
import { authorLabel } from './author-label.ts';
import { InscriptionCard } from './inscription-card.tsx';
import { whyNot } from './post-filter.ts';
import styles from './quote-card.module.css';
import { WHY_NOT } from './why-not-words.ts';

/** A post inside another: its first words, never a card of its own. It opens by a press. */
export function QuoteCard({ quote }: { readonly quote: QuoteView }) {
  const { txid, id, author, text = '', at, media, file } = quote;
  const kept = useKept();
  if (file !== undefined) return <InscriptionCard file={file} />;
  if (id === undefined || author === undefined)
    return (
      <Link to={{ screen: 'post', id: txid }} className={styles.card}>
        <span className={styles.small}>{t('A post that is not on this device.')}</span>
      </Link>
    );
  const why = whyNot({ id, txid, author, text }, kept);
  if (why !== undefined)
    return (
      <p className={styles.card}>
        <span className={styles.small}>{WHY_NOT()[why]}</span>
      </p>
    );
  return (
    <Link to={{ screen: 'post', id }} className={styles.card}>
      <span className={styles.meta}>
        <Avatar of={author.key} size="tiny" />
        <b>
          <bdi>{authorLabel(author)}</bdi>
        </b>
        {author.standing !== undefined && author.standing !== 'verified' && <i>{t('not verified')}</i>}
        {at !== undefined && <Time at={at} />}
      </span>
      {text !== '' && (
        <span className={styles.text} dir="auto">
          {text}
        </span>
      )}
      {media !== undefined && (
        <span className={styles.small}>
          <Icon name="picture" small />
          {media.alt ?? t('A picture')}
        </span>
      )}
    </Link>
  );
}
