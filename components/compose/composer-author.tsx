import { t } from '#lib/language/t.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Tag } from '../ui/tag.tsx';
import { useNetwork } from '../use-network.ts';
import { shortKey } from '../post/author-label.ts';
import styles from './composer-author.module.css';
import { useWriter } from './use-writer.ts';

/** Who will have said it. */
export function ComposerAuthor() {
  const { key, handle } = useWriter();
  const network = useNetwork();
  const isTest = network === 'devnet' || network === 'test';
  return (
    <div className={styles.author}>
      <Avatar of={key} />
      <p>
        {handle !== undefined ? (
          <b dir="ltr">
            <bdi>{handle}</bdi>
            <i>.bitter</i>
          </b>
        ) : key !== undefined ? (
          <span className={styles.key}>{shortKey(key)}</span>
        ) : (
          t('A key of your own is made with the first post')
        )}
      </p>
      {isTest && <Tag kind="test">{network === 'test' ? t('testnet') : network}</Tag>}
    </div>
  );
}
