import type { ReactNode } from 'react';
import type { Chain } from '#lib/chain/network.ts';
import type { HandleView, ProfileView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { shortKey } from '../post/author-label.ts';
import { issueSentence } from '../post/issue-sentences.ts';
import { NameMark } from '../post/name-mark.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Seal } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { rich } from '../ui/rich.ts';
import styles from './person-header.module.css';

type Props = Pick<HandleView, 'nameMarks'> & {
  readonly personKey: string;
  readonly handle: string | undefined;
  /** Whether a proof says that this key holds the handle. */
  readonly verified: boolean;
  readonly chain: Chain;
  /** What the key says of itself. */
  readonly alias?: ProfileView['alias'] | undefined;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
};

/** Who this is: face, name, and what is known about the key. */
export function PersonHeader(props: Props) {
  const { personKey, handle, verified, chain, alias, nameMarks = [], actions, children } = props;
  return (
    <div className={styles.person}>
      <div className={styles.top}>
        <span className={styles.faces}>
          <Avatar of={personKey} size="large" />
          {/* Anybody can show any picture: the front of the key's own house stays beside it. */}
          {alias?.image !== undefined && <img src={alias.image} alt="" width={72} height={72} />}
        </span>
        <div className={styles.actions}>{actions}</div>
      </div>
      <h2 className={styles.name}>
        {handle === undefined ? (
          <span className={styles.key}>{shortKey(personKey)}</span>
        ) : (
          <span className={styles.handle} dir="ltr">
            <bdi>{handle}</bdi>
            <i>.bitter</i>
          </span>
        )}
        {verified && <Seal className={styles.seal} />}
        {handle !== undefined && <span className={styles.chain}>{chain}</span>}
        <NameMark nameMarks={nameMarks} />
      </h2>
      {nameMarks.length > 0 && <p className={styles.marks}>{nameMarks.map(issueSentence).join(' ')}</p>}
      {(alias?.name ?? alias?.description ?? alias?.page) !== undefined && (
        <div className={styles.about}>
          {alias?.name !== undefined && (
            <p>{rich('Calls itself {name}', { name: <bdi>{alias.name}</bdi> })}</p>
          )}
          {alias?.description !== undefined && <p dir="auto">{alias.description}</p>}
          {alias?.page !== undefined && (
            <p>
              <Link
                to={{ screen: 'inscription', id: handle === undefined ? alias.page : `${handle}.bitter` }}
              >
                {t('Page on the chain')}
              </Link>
            </p>
          )}
        </div>
      )}
      <p className={styles.facts}>
        {handle !== undefined && (
          <span>
            {rich('Key {shortKey}', { shortKey: <span className={styles.mono}>{shortKey(personKey)}</span> })}
          </span>
        )}
        {children}
      </p>
    </div>
  );
}
