import type { OutsideDesk, OutsideView } from '#lib/client/client.ts';
import { OutsideError, type OutsideTrouble } from '#lib/client/outside/wallet.ts';
import { keyOf } from './fake-story.ts';

/** A desk whose BRC-100 wallet is here, and whose Yours is not, or is in trouble. */
export function createFakeOutside(
  told: () => void,
  trouble: OutsideTrouble = 'wallet-absent',
): OutsideDesk & { readonly stopped: string[] } {
  let view: OutsideView = {};
  const stopped: string[] = [];
  return {
    stopped,
    view: () => view,
    async connect(payer) {
      if (payer === 'yours') throw new OutsideError(trouble);
      view = { connected: { payer, holder: keyOf('holder') } };
      told();
    },
    disconnect() {
      view = {};
      told();
    },
    payerFor: () => view.connected?.payer,
    stopAsking: async (id) => void stopped.push(id),
  };
}
