import { useEffect, useState } from 'react';
import type { Txid } from '#lib/bytes/brand.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { count, plural } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './held-mark.module.css';

/** On a card: how many neighbours hold its post, where any said so. It stands in a line of fixed height and moves nothing. */
export function HeldMark({ of }: { readonly of: Txid }) {
  const holders = useCount(of);
  if (holders === 0) return null;
  const words = t('Held by {neighbours}', { neighbours: plural(holders, 'neighbour', 'neighbours') });
  return (
    <span className={styles.held} title={words}>
      <Icon name="neighbours" small />
      <span aria-hidden="true">{count(holders)}</span>
      <Hidden>{words}</Hidden>
    </span>
  );
}

/** A card lives for a second while somebody scrolls: an answer in a table for each would only fill it. */
function useCount(of: Txid): number {
  const client = useClient();
  const [holders, setHolders] = useState(0);
  useEffect(() => {
    if (client === undefined) return undefined;
    let isShown = true;
    const look = (): void =>
      void client.holders(of).then(
        (found) => isShown && setHolders(found),
        // No worker says anything: neither does the card.
        () => undefined,
      );
    look();
    const unsubscribe = client.subscribe((topic) => {
      if (topic === 'neighbours') look();
    });
    return () => {
      isShown = false;
      unsubscribe();
    };
  }, [client, of]);
  return holders;
}
