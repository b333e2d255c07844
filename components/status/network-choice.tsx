import type { Network } from '#lib/chain/network.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useConnection } from '../client-provider.tsx';
import styles from './network-choice.module.css';

const WORDS = once((): Readonly<Record<Network, string>> => ({
  devnet: t('devnet, on this machine, free'),
  test: t('test, public, its coins are worth nothing'),
  main: t('main, public, posts cost real money'),
  btc: t('btc, read only'),
}));

/** The network, and the others that the host offers. Each has its own posts, key, coins and outbox on this device. */
export function NetworkChoice() {
  const connection = useConnection();
  if (connection.state !== 'ready') return null;
  const { client, switchTo } = connection;
  const { network } = client.config;
  if (client.networks.length < 2) return <b>{network}</b>;
  return (
    <select
      className={styles.choice}
      aria-label={t('Network')}
      value={network}
      onChange={({ target }) => {
        const chosen = client.networks.find((each) => each === target.value);
        if (chosen !== undefined && chosen !== network) switchTo(chosen);
      }}
    >
      {client.networks.map((each) => (
        <option key={each} value={each}>
          {WORDS()[each]}
        </option>
      ))}
    </select>
  );
}
