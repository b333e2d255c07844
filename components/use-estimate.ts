import { useEffect, useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import type { StoredIntent } from '#lib/publish/publication.ts';
import { useClient } from './client-provider.tsx';

type Estimate = Awaited<ReturnType<Client['estimate']>>;

/** What intents would cost together; the last answer stays until there is a new one. The list must be the same object while it says the same. */
export function useEstimate(intents: readonly StoredIntent[]): Estimate | undefined {
  const client = useClient();
  const [estimate, setEstimate] = useState<Estimate>();

  useEffect(() => {
    let wanted = true;
    if (client === undefined) return undefined;
    Promise.all(intents.map((intent) => client.estimate(intent))).then(
      (answers) => wanted && setEstimate(sumOf(answers)),
      // The script could not be had: nothing is said about the cost, and posting says why it cannot be.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client, intents]);
  return estimate;
}

const sumOf = (estimates: readonly Estimate[]): Estimate => ({
  bytes: estimates.reduce((sum, { bytes }) => sum + bytes, 0),
  sats: estimates.reduce((sum, { sats }) => sum + sats, 0),
});
