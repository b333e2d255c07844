import type { Page } from 'playwright-core';
import type { FakeBrc100 } from './fake-brc100.ts';
import type { FakeYours } from './fake-yours.ts';

type Methods = Readonly<Record<string, (args: unknown) => Promise<unknown>>>;

/**
 * Puts wallets into a page where extensions put theirs: `window.CWI` and `window.yours`. Their keys and coins stay in the
 * test; what the page asks and hears goes through as the messages that they speak.
 */
export async function bringWallets(page: Page, brc100: FakeBrc100, yours: FakeYours): Promise<void> {
  const asked: Readonly<Record<string, object>> = { CWI: brc100.client(), yours: yours.provider() };
  await page.exposeFunction('askWallet', async (name: string, method: string, args: unknown) => {
    const answer = (asked[name] as Methods)[method]?.(args);
    // What crosses is a message: bytes as lists, nothing as null.
    return JSON.stringify((await answer) ?? null);
  });
  await page.addInitScript(
    (methods) => {
      const ask = Reflect.get(globalThis, 'askWallet') as (...args: unknown[]) => Promise<string>;
      for (const [name, names] of Object.entries(methods)) {
        const wallet: Record<string, unknown> = { isReady: true };
        for (const method of names)
          wallet[method] = async (args: unknown) => JSON.parse(await ask(name, method, args)) ?? undefined;
        Object.assign(globalThis, { [name]: wallet });
      }
    },
    {
      CWI: ['getVersion', 'getNetwork', 'getPublicKey', 'createSignature', 'createAction'],
      yours: [
        'connect',
        'isConnected',
        'getNetwork',
        'getAddresses',
        'getPaymentUtxos',
        'getSignatures',
        'signMessage',
      ],
    },
  );
}
