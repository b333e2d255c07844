import { useEffect, useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import type { StoredIntent } from '#lib/publish/publication.ts';
import { useClient } from './client-provider.tsx';

type One = Awaited<ReturnType<Client['estimate']>>;

export type Estimate = One & {
  /** Satoshis of each of them. */
  readonly each: readonly number[];
  /** What it is about: it may be older than what is asked about now. */
  readonly of: readonly StoredIntent[];
};

/** What intents would cost together; the last answer stays until there is a new one. The list must be the same object while it says the same. */
export function useEstimate(intents: readonly StoredIntent[]): Estimate | undefined {
  const client = useClient();
  const [estimate, setEstimate] = useState<Estimate>();

  useEffect(() => {
    let wanted = true;
    if (client === undefined) return undefined;
    Promise.all(intents.map((intent) => client.estimate(intent))).then(
      (answers) => wanted && setEstimate(sumOf(answers, intents)),
      // The script could not be had: nothing is said about the cost, and posting says why it cannot be.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client, intents]);
  return estimate;
}

const sumOf = (estimates: readonly One[], of: readonly StoredIntent[]): Estimate => ({
  bytes: estimates.reduce((sum, { bytes }) => sum + bytes, 0),
  sats: estimates.reduce((sum, { sats }) => sum + sats, 0),
  each: estimates.map(({ sats }) => sats),
  of,
});
