import type { EmbedView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { kindWord } from '../media/kind-words.ts';
import { HeldPicture } from '../media/held-picture.tsx';
import { byteSize } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './inscription-card.module.css';

/**
 * An inscription inside a post. A picture is drawn in a box that has its size before; whatever can run is shut, and opens in
 * the viewer.
 */
export function InscriptionCard({ file: { id, record, bytes } }: { readonly file: EmbedView }) {
  return (
    <div className={styles.card}>
      {record === 'image' && (
        <div className={styles.picture}>
          <HeldPicture id={id} bytes={bytes} />
        </div>
      )}
      <Link to={{ screen: 'inscription', id }} className={styles.name}>
        <Icon name={record === 'image' ? 'picture' : 'file'} small />
        <b>{kindWord({ kind: record })}</b>
        <span>{t('{bytes} on the chain', { bytes: byteSize(bytes) })}</span>
      </Link>
    </div>
  );
}
