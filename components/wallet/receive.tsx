import { lazy, Suspense, useState } from 'react';
import type { WalletView } from '#lib/client/wallet-desk.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { count, plural, sats } from '../ui/format.ts';
import { useEstimate } from '../use-estimate.ts';
import { paymentLink } from './amounts.ts';
import { Sum } from './sum.tsx';
import { rich } from '../ui/rich.ts';
import styles from './wallet.module.css';

const QrCode = lazy(async () => ({ default: (await import('./qr-code.tsx')).QrCode }));

/** As many letters as most posts have. */
export const AVERAGE_POST = [
  { kind: 'post', text: 'A post of about a hundred letters, as most of them are.' },
] as const;
const POSTS = [100, 1_000, 10_000] as const;
/** Gives play money of the public test network, to whoever asks by a form. */
const TEST_FAUCET = 'https://witnessonchain.com/faucet/tbsv';

/** Where coins come in: a code for a camera, the address for everybody else. */
export function Receive({ wallet: { address } }: { readonly wallet: WalletView }) {
  const client = useClient();
  const [posts, setPosts] = useState<number>();
  const estimate = useEstimate(AVERAGE_POST);
  const wanted = posts === undefined || estimate === undefined ? undefined : posts * estimate.sats;
  const link = paymentLink(address, wanted);
  return (
    <div className={styles.receive}>
      <Suspense fallback={<span className={styles.qr} />}>
        <QrCode text={link} label={t('A code that holds {link}', { link })} />
      </Suspense>
      <div className={styles.beside}>
        <p className={styles.mono}>{address}</p>
        <CopyButton text={address}>{t('Copy address')}</CopyButton>
        <fieldset className={styles.choice}>
          <legend>{t('Ask for as much as posts cost')}</legend>
          {[undefined, ...POSTS].map((many) => (
            <label key={many ?? 'any'}>
              <input type="radio" name="posts" checked={posts === many} onChange={() => setPosts(many)} />
              {many === undefined ? t('Any amount') : t('About {many} posts', { many: count(many) })}
            </label>
          ))}
        </fieldset>
        {wanted !== undefined && (
          <p className={styles.line}>
            <Sum of={wanted} />
          </p>
        )}
        <Incoming network={client?.config.network} />
      </div>
    </div>
  );
}

/** What can be done for coins to come, and to see those that came. */
function Incoming({ network }: { readonly network: string | undefined }) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [news, setNews] = useState<string>();
  const run = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setNews(undefined);
    try {
      setNews(await work());
    } catch (error) {
      setNews(error instanceof Error ? error.message : t('That did not work. Nothing was changed.'));
    } finally {
      setBusy(false);
    }
  };
  const ask = async (): Promise<string> => {
    const wallet = await client?.wallet();
    const came = (await wallet?.askFaucet?.().catch(() => undefined)) ?? 0;
    return came === 0 ? t('The faucet gave nothing just now. Try again in a while.') : t('Play money came.');
  };
  const look = async (): Promise<string> => {
    const wallet = await client?.wallet();
    const came = await wallet?.findCoins().catch(() => undefined);
    if (came === undefined) return t('No source can say which coins are yours just now. Try again later.');
    return came === 0 ? t('Nothing new so far.') : `${plural(came, 'new coin', 'new coins')}.`;
  };
  return (
    <>
      <span className={styles.actions}>
        {network === 'devnet' && (
          <Button small disabled={busy} onClick={() => void run(ask)}>
            {t('Get play money')}
          </Button>
        )}
        <Button small disabled={busy} onClick={() => void run(look)}>
          {t('Look for coins')}
        </Button>
      </span>
      {network === 'test' && (
        <p className={styles.small}>
          {rich(
            'Coins of this network are play money. <a>A faucet gives some</a>; that page learns this address.',
            {
              a: (inner) => (
                <a href={TEST_FAUCET} target="_blank" rel="noreferrer noopener">
                  {inner}
                </a>
              ),
            },
          )}
        </p>
      )}
      <p className={styles.small} aria-live="polite">
        {news ?? t('Looking asks one source, which learns this address.')}
      </p>
    </>
  );
}

/** `about 1,200 posts`, where the cost of one is known. */
export function goodFor(balance: number, cost: number | undefined): string {
  return cost === undefined || cost === 0
    ? sats(balance)
    : t('about {floor} posts', { floor: count(Math.floor(balance / cost)) });
}
