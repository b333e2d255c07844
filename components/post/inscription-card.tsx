import type { EmbedView } from '#lib/feed/post-view.ts';
import { pictureTypeOf } from '#lib/media/pictures/index.ts';
import { t } from '#lib/language/t.ts';
import { kindWord } from '../media/kind-words.ts';
import { PostPicture } from '../media/post-picture.tsx';
import { useMedia } from '../use-answers.ts';
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
      {record === 'image' && <Shown id={id} />}
      <Link to={{ screen: 'inscription', id }} className={styles.name}>
        <Icon name={record === 'image' ? 'picture' : 'file'} small />
        <b>{kindWord({ kind: record })}</b>
        <span>{t('{bytes} on the chain', { bytes: byteSize(bytes) })}</span>
      </Link>
    </div>
  );
}

function Shown({ id }: Pick<EmbedView, 'id'>) {
  const { data: bytes } = useMedia(id);
  const type = bytes == null ? undefined : pictureTypeOf(bytes);
  return (
    <div className={styles.picture}>
      {type === undefined ? (
        bytes === null && <p>{t('The picture is not on this device.')}</p>
      ) : (
        <PostPicture bytes={bytes} type={type} />
      )}
    </div>
  );
}
