'use client';

import { useState } from 'react';
import type { WalletView } from '#lib/client/wallet-desk.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { OutboxList } from '../profile/outbox-list.tsx';
import { Screen } from '../shell/screen.tsx';
import { useAccount, usePublications, useWallet } from '../use-answers.ts';
import { useEstimate } from '../use-estimate.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { count, plural } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { LimitsForm } from './limits-form.tsx';
import { AVERAGE_POST, goodFor, Receive } from './receive.tsx';
import { SendForm } from './send-form.tsx';
import { Sum } from './sum.tsx';
import { SweepForm, TakeTips } from './sweep-form.tsx';
import styles from './wallet.module.css';

/** The coins of this device: what there is, how it comes and goes, and what goes without asking. */
export function WalletScreen() {
  const { data: wallet } = useWallet();
  return (
    <Screen title={t('Wallet')} position="wallet" ready={wallet !== undefined} withBack>
      {wallet === undefined ? null : wallet === null ? <NoKey /> : <Coins wallet={wallet} />}
    </Screen>
  );
}

function NoKey() {
  const client = useClient();
  const [trouble, setTrouble] = useState<string>();
  const begin = (): void => {
    client
      ?.wallet()
      .then((wallet) => wallet.begin())
      .catch((error: unknown) =>
        setTrouble(error instanceof Error ? error.message : t('It could not be made.')),
      );
  };
  return (
    <EmptyState
      title={t('No coins here yet')}
      action={<Button onClick={begin}>{t('Make a key to be paid at')}</Button>}
    >
      {trouble ??
        t(
          'A first post needs none of this where coins are free. To be paid, or to bring coins, a key is needed; it is made on this device.',
        )}
    </EmptyState>
  );
}

function Coins({ wallet }: { readonly wallet: WalletView }) {
  const { data: account } = useAccount();
  const { data: publications } = usePublications();
  const post = useEstimate(AVERAGE_POST);
  const [sends, setSends] = useState(0);
  return (
    <>
      <section className={styles.hero}>
        <p className={styles.balance}>
          <Sum of={wallet.balanceSats} />
        </p>
        <p className={styles.small}>
          {t('{balanceSats}, in {coins}', {
            balanceSats: goodFor(wallet.balanceSats, post?.sats),
            coins: plural(wallet.coins, 'coin', 'coins'),
          })}
        </p>
      </section>
      {account?.copyWanted !== undefined && (
        <Link to={{ screen: 'account' }} className={styles.todo}>
          <span>
            {account.copyWanted === 'coins' ? t('These coins are on this device alone. ') : ''}
            <b>{t('Save a copy of your key')}</b>
          </span>
        </Link>
      )}
      <OutboxList publications={publications ?? []} />
      <Part title={t('Add coins')} isOpen>
        <Receive wallet={wallet} />
      </Part>
      <Part title={t('Send coins')}>
        <SendForm
          key={sends}
          own={wallet.address}
          balanceSats={wallet.balanceSats}
          verb={t('Send')}
          onSent={() => setSends(sends + 1)}
        />
      </Part>
      <Part title={t('Tips')}>
        <TakeTips />
      </Part>
      <Part title={t('Sweep a key')}>
        <SweepForm />
      </Part>
      <Part title={t('Without asking')} isOpen>
        <LimitsForm wallet={wallet} />
      </Part>
      <p className={styles.foot}>
        {t(
          'Posts pay with coins of some {count} sat, so that they need not wait for one another; larger ones are split and small change is gathered as you write. What an inscription lies in is never spent.',
          { count: count(5_000) },
        )}
      </p>
    </>
  );
}

function Part({
  title,
  isOpen = false,
  children,
}: {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly children: React.ReactNode;
}) {
  return (
    <details className={styles.part} open={isOpen}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {children}
    </details>
  );
}
