import { createOutbound, type Fetch } from '#lib/chain/outbound.ts';
import type { Why } from '#lib/chain/outbound-note.ts';
import { createFaucet } from '#lib/broadcast/faucet.ts';
import { followStatus } from '#lib/broadcast/status.ts';
import { createSubmitter } from '#lib/broadcast/submit.ts';
import { outboxName } from '#lib/publish/outbox-name.ts';
import type { Bell, Clock, Locks, OutboxPlatform, Signer, Takers } from '#lib/publish/platform.ts';
import { createRequestLog } from '#lib/store/request-log.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { AppConfig } from './config.ts';

type Parts = {
  readonly config: AppConfig;
  /** The host's own network is chosen, so that it sends for us. */
  readonly isHome: boolean;
  readonly store: CoreStore;
  readonly signer: Signer;
  /** Resolves when there is an account, made now or long ago. */
  readonly account: (signal: AbortSignal) => Promise<void>;
  readonly neighbours: Takers | undefined;
};

/** What the outbox needs of the world, as a page has it: this store, this signer, the browser's locks and channels. */
export function createOutboxPlatform({
  config,
  isHome,
  store,
  signer,
  account,
  neighbours,
}: Parts): OutboxPlatform {
  // Who sends has ways of its own with a busy host, so nobody is made to wait here; everything is put to account.
  const outside = createOutbound({
    note: createRequestLog(),
    fetch: (url, init) => fetch(url, init),
    isGated: false,
    base: location.href,
  });
  const askFor =
    (why: Why): Fetch =>
    (url, init) =>
      outside(url, init, why);
  const callbackToken = async (): Promise<string | undefined> => (await store.account())?.callbackToken;
  return {
    store,
    signer,
    sender: createSubmitter({
      ...(isHome && { hostUrl: '/api/broadcast' }),
      broadcasters: config.broadcasters,
      fetch: askFor('broadcast'),
    }),
    ...(config.faucet !== undefined && { funder: createFaucet(config.faucet, askFor('coins')) }),
    ...(neighbours !== undefined && { neighbours }),
    clock,
    locks,
    bell: createBell(outboxName(config.network, config.era)),
    random: Math.random,
    newId: () => crypto.randomUUID(),
    callbackToken,
    async follow(open, onNews, signal) {
      await account(signal);
      const token = await callbackToken();
      if (token === undefined) return;
      const follow = config.broadcasters.map((entry) =>
        followStatus(
          {
            entry,
            callbackToken: token,
            open,
            onNews,
            fetch: askFor('status'),
            wait: (ms, until) => clock.wait(ms, until),
            random: Math.random,
          },
          signal,
        ),
      );
      await Promise.all(follow);
    },
  };
}

const clock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      if (signal.aborted) done();
      else signal.addEventListener('abort', done);
    }),
};

const locks: Locks = {
  hold: (name, signal, work) => navigator.locks.request(name, { signal }, work),
};

/** A BroadcastChannel never reaches the tab that posts: exactly what a bell promises. */
function createBell(name: string): Bell {
  const channel = new BroadcastChannel(name);
  return {
    ring: (hurry) => channel.postMessage(hurry ?? ''),
    listen(onRing) {
      const hear = ({ data }: MessageEvent<unknown>): void =>
        onRing(typeof data === 'string' && data !== '' ? data : undefined);
      channel.addEventListener('message', hear);
      return () => channel.removeEventListener('message', hear);
    },
  };
}
