import { useEffect, useState } from 'react';
import type { Effect } from '#lib/client/wallet-desk.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { useClient } from '../client-provider.tsx';

/** What the signer would do for an intent; `undefined` while that is not known. The same object while it says the same. */
export function useEffectOf(intent: Intent | undefined): Effect | undefined {
  const client = useClient();
  const [known, setKnown] = useState<{ readonly of: Intent; readonly effect: Effect | undefined }>();
  useEffect(() => {
    if (client === undefined || intent === undefined) return undefined;
    let wanted = true;
    client
      .wallet()
      .then((wallet) => wallet.preview(intent))
      .then(
        (effect) => wanted && setKnown({ of: intent, effect }),
        // The signer could not be had: nothing is said, and nothing can be sent.
        () => undefined,
      );
    return () => {
      wanted = false;
    };
  }, [client, intent]);
  return known !== undefined && known.of === intent ? known.effect : undefined;
}
