import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import { estimateIntent } from '#lib/publish/estimate.ts';
import { createOutbox, type Outbox } from '#lib/publish/outbox.ts';
import type { Takers } from '#lib/publish/platform.ts';
import type { Following, Intent, Publication, StoredIntent } from '#lib/publish/publication.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { AppConfig } from './config.ts';
import { createDeviceDesk } from './devices/device-desk.ts';
import { createInviteDesk, type InviteDesk } from './invite-desk.ts';
import { createLinkDesk, type LinkDesk } from './link-desk.ts';
import { createKeyDesk, type KeyDesk } from './key-desk.ts';
import { aloneByLocks } from './outside/alone.ts';
import { chooseSigner } from './outside/choose-signer.ts';
import { createOutsideWallets, type OutsideDesk } from './outside/desk.ts';
import { outsideSigner } from './outside/signer.ts';
import { createOutboxPlatform } from './outbox-platform.ts';
import { viewPublications } from './publication-view.ts';
import { startSigner } from './signer-line.ts';
import { takeBack } from './take-back.ts';
import type { Topics } from './topics.ts';
import { createWalletDesk, findCoins, type WalletDesk } from './wallet-desk.ts';
import { watchOwn } from './watch-own.ts';
import { watchUnlisted } from './watch-unlisted.ts';

export type WritingParts = {
  readonly config: AppConfig;
  /** Whose words they are, where there are several identities on this device. */
  readonly slot: string;
  /** The host's own network is chosen, so that it sends for us. */
  readonly isHome: boolean;
  readonly store: CoreStore;
  readonly feed: Caller<FeedContract>;
  readonly topics: Topics;
  /** Who takes words that no broadcaster can be reached for; `undefined` where neighbours do not meet. */
  readonly neighbours: Takers | undefined;
  /** Called after each change of a publication. */
  readonly onChange: () => void;
  readonly signal: AbortSignal;
};

/** Everything that only a writer needs. */
export type Writing = {
  readonly outbox: Outbox;
  /** Saves what a person wants to say, for the signer that they chose. `shown`: what a screen said that each costs. */
  readonly say: (
    intent: Intent,
    then?: readonly Following[],
    shown?: readonly number[],
  ) => Promise<Publication>;
  readonly estimate: (intent: StoredIntent) => { readonly bytes: number; readonly sats: number };
  readonly view: typeof viewPublications;
  readonly takeBack: (id: string) => Promise<string | undefined>;
  readonly keys: KeyDesk;
  readonly wallet: WalletDesk;
  readonly invites: InviteDesk;
  readonly links: LinkDesk;
  readonly outside: OutsideDesk;
};

/**
 * Starts what brings words to the chain: the signer's line, the outbox and the watch over one's own transactions. A module
 * of its own, loaded for those who write or have written: a reader's page never fetches it.
 */
export function startWriting({
  config,
  slot,
  isHome,
  store,
  feed,
  topics,
  neighbours,
  onChange,
  signal,
}: WritingParts): Writing {
  const tellAccount = (): void => topics.tell('account');
  const signer = startSigner(config, tellAccount);
  const outside = createOutsideWallets({
    network: config.network,
    satsPerKilobyte: config.satsPerKilobyte,
    store,
    signer: outsideSigner(signer, config.satsPerKilobyte),
    wallets: {
      brc100: async (network) => {
        const { connectBrc100, reachWindow } = await import('./outside/brc100.ts');
        return connectBrc100(reachWindow)(network);
      },
      yours: async (network) => {
        const { connectYours } = await import('./outside/yours.ts');
        return connectYours(() => Reflect.get(globalThis, 'yours'))(network);
      },
    },
    alone: aloneByLocks,
    onChange: tellAccount,
  });
  const platform = createOutboxPlatform({
    config,
    isHome,
    store,
    signer: chooseSigner({ own: signer, outside, store }),
    neighbours,
    account: (until) => topics.until(async () => (await store.account()) !== undefined, until),
  });
  const outbox = createOutbox({
    platform,
    network: config.network,
    ...(config.era !== undefined && { space: config.era }),
    satsPerKilobyte: config.satsPerKilobyte,
    undoMs: config.undoSeconds * 1_000,
    onChange,
  });
  // A browser that says that it is back may be wrong; then it is one attempt in vain.
  addEventListener('online', () => outbox.wake(), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') outbox.wake();
    },
    { signal },
  );
  topics.listen((topic) => {
    if (topic === 'neighbours') outbox.meet();
  });
  watchOwn({ feed, outbox, store, listen: topics.listen });
  void watchUnlisted({ feed, outbox, store, clock: platform.clock, listen: topics.listen }, signal);
  signal.addEventListener('abort', () => signer.end(), { once: true });
  void outbox.run(signal);
  // A key was brought back, and its tab closed before its coins were found.
  store
    .account()
    .then(async (row) => {
      if (row?.coinsWanted === true && (await findCoins({ store, signer, feed })) > 0) tellAccount();
    })
    // Nobody can name them now: the next visit asks again.
    .catch(() => undefined);
  // A wallet that came, or a key that was locked and is open now: what waited for them goes.
  topics.listen((topic) => {
    const payer = outside.view().connected?.payer;
    if (topic === 'account' && payer !== undefined) outbox.signWaiting(payer).catch(() => undefined);
  });
  return {
    outbox,
    async say(intent, then, shown) {
      // A key is about to be made; a browser that says no keeps it all the same, less surely.
      if ((await store.account()) === undefined) void navigator.storage?.persist?.();
      const payer = outside.payerFor(intent, then?.length ?? 0);
      const publication = await outbox.publish(intent, then, { payer, shown });
      // The tab that sends may be another one, and that wallet is connected in this one.
      if (payer !== undefined) void outbox.sign(publication.id);
      return publication;
    },
    outside: { ...outside, stopAsking: (id) => outbox.stopAsking(id) },
    estimate: (intent) => estimateIntent(intent, config.satsPerKilobyte),
    view: viewPublications,
    takeBack: (id) => takeBack(id, { outbox, store, now: () => Date.now() }),
    invites: createInviteDesk({
      config,
      store,
      signer,
      feed,
      outbox,
      origin: location.origin,
      onChange: () => {
        topics.tell('outbox');
        topics.tell('account');
      },
    }),
    links: createLinkDesk({
      config,
      store,
      signer,
      feed,
      outbox,
      origin: location.origin,
      onChange: () => {
        topics.tell('outbox');
        topics.tell('account');
      },
    }),
    keys: createKeyDesk({
      network: config.network,
      store,
      signer,
      feed,
      outbox,
      satsPerKilobyte: config.satsPerKilobyte,
      onChange: tellAccount,
      devices: createDeviceDesk({
        // Neighbours meet on the host's own network.
        config: { network: config.network, relays: isHome ? config.relays : [] },
        slot,
        store,
        signer,
        onChange: tellAccount,
        signal,
      }),
    }),
    wallet: createWalletDesk({
      store,
      signer,
      feed,
      outbox,
      ...(platform.funder !== undefined && { faucet: platform.funder }),
      satsPerKilobyte: config.satsPerKilobyte,
      newId: () => platform.newId(),
      onChange: tellAccount,
    }),
  };
}
