import type { Network } from '#lib/chain/network.ts';
import { useConnection } from '../client-provider.tsx';
import styles from './network-choice.module.css';

const WORDS: Readonly<Record<Network, string>> = {
  devnet: 'devnet, on this machine, free',
  test: 'test, public, its coins are worth nothing',
  main: 'main, public, posts cost real money',
  btc: 'btc, read only',
};

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
      aria-label="Network"
      value={network}
      onChange={({ target }) => {
        const chosen = client.networks.find((each) => each === target.value);
        if (chosen !== undefined && chosen !== network) switchTo(chosen);
      }}
    >
      {client.networks.map((each) => (
        <option key={each} value={each}>
          {WORDS[each]}
        </option>
      ))}
    </select>
  );
}
