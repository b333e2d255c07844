import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import type { SweptView } from '#lib/bridge/signer-messages.ts';
import type { Outbox } from '#lib/publish/outbox.ts';
import type { Funder } from '#lib/publish/platform.ts';
import type { Intent } from '#lib/publish/publication.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { FIRST_ALLOWANCE, spentToday, type Limits } from '#lib/wallet/allowance.ts';
import type { Effect } from '#lib/wallet/effect.ts';
import type { SweptFrom } from '#lib/wallet/sweep.ts';
import { valueOf } from './key-refusal.ts';
import type { SignerLine } from './signer-line.ts';

export type { Effect, Limits, SweptFrom, SweptView };

/** The coins of this device, and what is spent of them without asking; in satoshis. */
export type WalletView = Limits & {
  readonly address: string;
  readonly balanceSats: number;
  /** Coins that can be spent, and the largest of them. */
  readonly coins: number;
  readonly largest: number;
  readonly spentToday: number;
};

/** What a person does with coins. Methods that need the key reject with a `KeyRefusal` and then have changed nothing. */
export interface WalletDesk {
  view(): Promise<WalletView | undefined>;
  /** What the signer would do for an intent, as it would do it; nothing is signed. `undefined` while there is no key. */
  preview(intent: Intent): Promise<Effect | undefined>;
  /** Lets a publication that waits for it cost so many satoshis. */
  approve(id: string, sats: number): Promise<void>;
  setLimits(limits: Limits): Promise<void>;
  /** Makes the key where there is none, so that there is an address to be paid at. */
  begin(): Promise<void>;
  /** Play money; absent on networks whose coins are worth something. Answers how many coins came. */
  readonly askFaucet?: () => Promise<number>;
  /** Asks one source what lies at our address, which it learns by that. Answers how many coins were new. */
  findCoins(): Promise<number>;
  /**
   * What lies at a key from elsewhere, or at our own that signs posts, where tips come to. One source learns its address; the
   * key itself goes no further than the signer.
   */
  lookAtKey(from: SweptFrom): Promise<SweptView>;
  /** Takes it here. Resolves when that is saved: it then goes out as everything does. */
  sweepKey(from: SweptFrom): Promise<SweptView>;
}

type Parts = {
  readonly store: CoreStore;
  readonly signer: SignerLine;
  readonly feed: Pick<Caller<FeedContract>, 'call'>;
  readonly outbox: Outbox;
  readonly faucet?: Funder;
  readonly satsPerKilobyte: number;
  readonly newId: () => string;
  readonly onChange: () => void;
};

/** Longest that a faucet may take. */
const FAUCET_MS = 15_000;

export function createWalletDesk(parts: Parts): WalletDesk {
  const { store, signer, feed, outbox, faucet, satsPerKilobyte, newId, onChange } = parts;
  const context = { satsPerKilobyte, doubtful: false };

  async function askFaucet(from: Funder): Promise<number> {
    const { address } = await signer.ask((line, chain) => line.call('ensureAccount', chain));
    const { raw } = await from.fund(address, AbortSignal.timeout(FAUCET_MS));
    const added = await signer.addFunding(raw);
    outbox.wake();
    onChange();
    return added;
  }

  async function sweep(from: SweptFrom, enter?: string): Promise<SweptView> {
    const address = await valueOf(signer.ask((line, chain) => line.call('addressOf', { ...chain, from })));
    const found = await feed.call('coins', { address });
    return valueOf(
      signer.ask((line, chain) =>
        line.call('sweep', { ...chain, from, found, satsPerKilobyte, ...(enter !== undefined && { enter }) }),
      ),
    );
  }

  return {
    async view() {
      const row = await store.account();
      if (row === undefined) return undefined;
      const { each, day, quiet = 0, spent } = row.allowance ?? FIRST_ALLOWANCE;
      const spendable = (await store.freeCoins()).map(({ sats }) => sats).filter((sats) => sats > 1);
      return {
        address: row.address,
        balanceSats: spendable.reduce((sum, sats) => sum + sats, 0),
        coins: spendable.length,
        largest: Math.max(0, ...spendable),
        each,
        day,
        quiet,
        spentToday: spentToday({ spent }, Date.now()),
      };
    },
    preview: (intent) => signer.ask((line, chain) => line.call('preview', { ...chain, intent, context })),
    approve: (id, sats) => outbox.approve(id, sats),
    async setLimits(limits) {
      await valueOf(signer.ask((line, chain) => line.call('setLimits', { ...chain, ...limits })));
      onChange();
    },
    async begin() {
      await signer.ask((line, chain) => line.call('ensureAccount', chain));
      void navigator.storage?.persist?.();
      onChange();
    },
    ...(faucet !== undefined && { askFaucet: () => askFaucet(faucet) }),
    async findCoins() {
      const added = await findCoins({ store, signer, feed });
      if (added > 0) outbox.wake();
      onChange();
      return added;
    },
    lookAtKey: (from) => sweep(from),
    async sweepKey(from) {
      const swept = await sweep(from, newId());
      outbox.wake();
      onChange();
      return swept;
    },
  };
}

/** Takes what a source says is unspent at our address, and notes that this was done. Answers how many coins were new. */
export async function findCoins({
  store,
  signer,
  feed,
}: Pick<Parts, 'store' | 'signer' | 'feed'>): Promise<number> {
  const row = await store.account();
  if (row === undefined) return 0;
  let added = 0;
  for (const { raw, only } of await feed.call('coins', { address: row.address }))
    added += await signer.addFunding(raw, only);
  await store.changeAccount(({ coinsWanted: _found, ...rest }) => rest);
  return added;
}
