import { KeyRefusal } from '#lib/client/key-refusal.ts';
import type { AccountView } from '#lib/client/client.ts';
import type { Limits, WalletDesk, WalletView } from '#lib/client/wallet-desk.ts';

/** A key from elsewhere that holds something, and one that is of another network. */
export const FOUND_KEY = 'cVt4o7BGAig1UXywgGSmARhxMdzP5qvQsxKkSsc1XEkw3tDTQFpy';
export const STRANGE_KEY = 'KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn';

const FEE = 27;

/** Coins of a story: sums are right, and nothing is signed. */
export function createFakeWallet(
  account: () => AccountView | undefined,
  told: () => void,
  start: Partial<WalletView> = {},
): WalletDesk & { readonly approved: ReadonlyMap<string, number> } {
  let limits: Limits = { each: 50_000, day: 200_000 };
  const approved = new Map<string, number>();
  let swept = false;
  return {
    approved,
    async view() {
      const own = account();
      if (own === undefined) return undefined;
      const { address, balanceSats } = own;
      return { address, balanceSats, coins: 9, largest: balanceSats, spentToday: 1_204, ...limits, ...start };
    },
    async preview(intent) {
      const own = account();
      if (own === undefined) return undefined;
      const paid = intent.kind === 'pay' ? intent.sats : 1;
      if (paid + FEE > own.balanceSats)
        return { state: 'short', code: 'insufficient-funds', shortBy: paid + FEE - own.balanceSats };
      return {
        state: 'planned',
        spends: paid + FEE,
        feeSats: FEE,
        bytes: 226,
        coins: 1,
        change: own.balanceSats - paid - FEE,
        isAbove: paid + FEE > limits.each,
      };
    },
    approve: async (id, sats) => void approved.set(id, sats),
    async setLimits(next) {
      limits = { ...limits, ...next };
      told();
    },
    begin: async () => told(),
    askFaucet: async () => 1,
    findCoins: async () => 0,
    async lookAtKey(from) {
      const wif = from.kind === 'typed' ? from.wif : FOUND_KEY;
      if (wif === STRANGE_KEY) throw new KeyRefusal('key-elsewhere', '');
      if (wif !== FOUND_KEY) throw new KeyRefusal('not-a-key', '');
      const holds = swept ? 0 : 30_000;
      return {
        from: 'n1wgm6kkzMcNfAtJmes8YhpvtDzdNhDY5a',
        holds,
        coins: swept ? 0 : 2,
        sats: swept ? 0 : holds - FEE,
        feeSats: swept ? 0 : FEE,
        later: 0,
        singles: 1,
      };
    },
    async sweepKey(from) {
      const found = await this.lookAtKey(from);
      swept = true;
      told();
      return found;
    },
  };
}
