import { useEffect, useId, useRef, useState } from 'react';
import { encodeAddress } from '#lib/bytes/address.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useWallet } from '../use-answers.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { SendForm } from './send-form.tsx';
import { rich } from '../ui/rich.ts';
import styles from './wallet.module.css';

const OFFERS = [500, 2_000, 10_000];

type Props = {
  /** Hash160 in hex of the key that signed the post. */
  readonly author: string;
  readonly name: string;
  readonly thanks: Outpoint;
  readonly onClose: () => void;
};

/** Pays the key that signed a post. */
export function TipDialog({ author, name, thanks, onClose }: Props) {
  const client = useClient();
  const { data: wallet } = useWallet();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [isSent, setIsSent] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const hash = fromHex(author);
  const network = client?.config.network;
  const to =
    hash === undefined || network === undefined
      ? undefined
      : encodeAddress(hash, NETWORK_PARAMS[network].addressVersion);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} onClose={onClose}>
      <header>
        <h2 id={titleId}>{t('Tip {name}', { name })}</h2>
        <IconButton label={t('Close')} onClick={() => dialog.current?.close()}>
          <Icon name="close" small />
        </IconButton>
      </header>
      <p className={styles.small}>
        {t(
          'A plain payment to the key that signed this post. Everybody can see that it was paid, and nobody what for; the post is noted on this device alone. Whoever holds that key has to look there to find it.',
        )}
      </p>
      {isSent ? (
        <output className={styles.line}>{t('It is on its way.')}</output>
      ) : wallet == null || to === undefined ? (
        <p className={styles.line}>
          {rich('There are no coins on this device. <link>Add some</link>', {
            link: (inner) => (
              <Link to={{ screen: 'wallet' }} onClick={() => dialog.current?.close()}>
                {inner}
              </Link>
            ),
          })}
        </p>
      ) : (
        <SendForm
          own={wallet.address}
          to={to}
          thanks={thanks}
          offers={OFFERS}
          balanceSats={wallet.balanceSats}
          verb={t('Tip')}
          whom={name}
          onSent={() => setIsSent(true)}
        />
      )}
      {isSent && (
        <Button wide onClick={() => dialog.current?.close()}>
          {t('All right')}
        </Button>
      )}
    </dialog>
  );
}
