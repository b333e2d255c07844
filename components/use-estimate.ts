import { useEffect, useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { useClient } from './client-provider.tsx';

type Estimate = Awaited<ReturnType<Client['estimate']>>;

/** What an intent would cost; the last answer stays until there is a new one. The intent must be the same object while it says the same. */
export function useEstimate(intent: Intent): Estimate | undefined {
  const client = useClient();
  const [estimate, setEstimate] = useState<Estimate>();

  useEffect(() => {
    let wanted = true;
    client?.estimate(intent).then(
      (answer) => wanted && setEstimate(answer),
      // The script could not be had: nothing is said about the cost, and posting says why it cannot be.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client, intent]);
  return estimate;
}
