import { lazy, Suspense, useState } from 'react';
import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import { cidTextOf } from '#lib/bytes/cid-text.ts';
import { t } from '#lib/language/t.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Icon } from '../ui/icon.tsx';
import { hrefOf } from '../ui/place.ts';
import styles from './post-menu-dialog.module.css';

const QrCode = lazy(async () => ({ default: (await import('../wallet/qr-code.tsx')).QrCode }));

/** What a post is called, here and elsewhere: a link, as a code for a camera too, its txid, and its name in IPFS. */
export function PostNames({ id, txid }: { readonly id: Outpoint; readonly txid: Txid }) {
  const [isOpen, setIsOpen] = useState(false);
  const link = isOpen ? new URL(hrefOf({ screen: 'post', id }), window.location.origin).href : '';
  return (
    <>
      <button type="button" className={styles.why} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Icon name="share" />
        {t('Link, code and names')}
      </button>
      {isOpen && (
        <div className={styles.shown}>
          <Suspense fallback={null}>
            <QrCode text={link} label={t('A code that holds {link}', { link })} />
          </Suspense>
          <p className={styles.names}>
            <CopyButton text={link}>{t('Copy the link')}</CopyButton>
            <CopyButton text={txid}>{t('Copy id')}</CopyButton>
            <CopyButton text={`ipfs://${cidTextOf(txid)}`}>{t('Copy ipfs:// name')}</CopyButton>
          </p>
          <p>{t('Both names are the hash of its transaction: nobody can pass off other bytes as it.')}</p>
        </div>
      )}
    </>
  );
}
