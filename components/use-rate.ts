import { useEffect, useState } from 'react';
import type { ExchangeRate } from '#lib/chain/exchange-rate.ts';
import type { Client } from '#lib/client/client.ts';
import { useClient } from './client-provider.tsx';
import { readCostsIn } from './settings/costs-in.ts';
import { isStale } from './ui/money.ts';

/** A rate, and whether it was too old to reckon with when it came. */
type ShownRate = ExchangeRate & { readonly stale: boolean };

/** The last one that was given, so that an amount is not said in satoshis first and then otherwise. */
const LAST = new WeakMap<Client, ShownRate>();

/** What a coin is worth, for who chose to have costs in money; nobody is asked otherwise. */
export function useRate(): ShownRate | undefined {
  const client = useClient();
  const [rate, setRate] = useState(() => (client === undefined ? undefined : LAST.get(client)));
  useEffect(() => {
    if (client === undefined || readCostsIn() !== 'money') return undefined;
    const gone = new AbortController();
    client.rate(gone.signal).then(
      (found) => {
        if (gone.signal.aborted || found === undefined) return;
        const shown = { ...found, stale: isStale(found, Date.now()) };
        LAST.set(client, shown);
        setRate(shown);
      },
      // Then costs are said in satoshis.
      () => undefined,
    );
    return () => gone.abort();
  }, [client]);
  return rate;
}
