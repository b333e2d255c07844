import type { Txid } from '#lib/bytes/brand.ts';
import type { Client } from '#lib/client/client.ts';
import type { Act } from './acting.tsx';

/** Up to so much, in satoshis, one goes without being asked about, for those who want that. */
export const QUIET = 200;

/** What a person says to it, once they read what it does; `always`: and do not ask again. */
export type Word = 'no' | 'yes' | 'always';

let settling: Promise<unknown> = Promise.resolve();

/**
 * Likes or reposts. What it does is shown first, by `ask`, unless it costs no more than its writer wants to be asked about;
 * the signer keeps to that. Answers whether it was saved.
 */
export async function act(
  client: Client,
  intent: { readonly kind: Act; readonly to: Txid },
  ask: (cost: number) => Promise<Word>,
): Promise<boolean> {
  try {
    // What was said a moment ago counts for this one, too.
    await settling;
    const [{ sats: cost }, wallet] = await Promise.all([client.estimate(intent), client.wallet()]);
    if (cost <= ((await wallet.view())?.quiet ?? 0)) {
      await client.publish(intent);
      return true;
    }
    const word = await ask(cost);
    if (word === 'no') return false;
    if (word === 'always') {
      // A locked key keeps its limits: then this one goes, and the next is asked about again.
      settling = keepQuiet(client).catch(() => undefined);
      await settling;
    }
    await client.publish(intent, [], [cost]);
    return true;
  } catch {
    return false;
  }
}

/** Where there is no key yet, one is made. */
async function keepQuiet(client: Client): Promise<void> {
  const wallet = await client.wallet();
  if ((await wallet.view()) === undefined) await wallet.begin();
  const view = await wallet.view();
  if (view !== undefined) await wallet.setLimits({ each: view.each, day: view.day, quiet: QUIET });
}
