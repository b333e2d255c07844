import type { EmbedView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { kindWord } from '../media/kind-words.ts';
import { HeldPicture } from '../media/held-picture.tsx';
import { byteSize } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './inscription-card.module.css';

/**
 * An inscription inside a post. A picture is drawn in a box that has its size before. Whatever runs or plays is shut, and opens
 * in the viewer: for that nothing is read or asked for here, so what is not on this device has the same card.
 */
export function InscriptionCard({ file: { id, record, bytes } }: { readonly file: EmbedView }) {
  return (
    <div className={styles.card}>
      {record === 'image' && bytes !== undefined && (
        <div className={styles.picture}>
          <HeldPicture id={id} bytes={bytes} />
        </div>
      )}
      <Link to={{ screen: 'inscription', id }} className={styles.name}>
        <Icon name={record === 'image' ? 'picture' : 'file'} small />
        <b>{record === undefined ? t('Inscription') : kindWord({ kind: record })}</b>
        <span>
          {bytes === undefined
            ? t('Not on this device')
            : t('{bytes} on the chain', { bytes: byteSize(bytes) })}
        </span>
        {record !== 'image' && <em className={styles.open}>{t('Open')}</em>}
      </Link>
    </div>
  );
}
