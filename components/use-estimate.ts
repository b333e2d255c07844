import { useEffect, useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { useClient } from './client-provider.tsx';

type Estimate = Awaited<ReturnType<Client['estimate']>>;

/** What an intent would cost; the last answer stays until there is a new one. */
export function useEstimate(intent: Intent): Estimate | undefined {
  const client = useClient();
  const [estimate, setEstimate] = useState<Estimate>();
  // An intent is made anew with each render; its words are what counts.
  const key = JSON.stringify(intent);

  useEffect(() => {
    let wanted = true;
    client?.estimate(JSON.parse(key) as Intent).then(
      (answer) => wanted && setEstimate(answer),
      // The script could not be had: nothing is said about the cost, and posting says why it cannot be.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client, key]);
  return estimate;
}
