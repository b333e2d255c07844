import {
  MOST_NAMES,
  NOTICE_CACHE,
  NOTICE_TAG,
  NOTICE_URL,
  noticeSchema,
  type Notice,
} from '#lib/bridge/notice.ts';
import { encodeAddress } from '#lib/bytes/address.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { AccountView } from './client.ts';

/**
 * Whether the service worker looks around while no page is open: this browser cannot, it does not, the browser or the
 * reader said no, or it does.
 */
export type NoticeState = 'unsupported' | 'off' | 'refused' | 'on';

/** What a notification says, in the reader's language. */
export type NoticeWords = Pick<Notice, 'title' | 'body' | 'lang'>;

/** Periodic Background Sync, which only Chromium has; TypeScript's library does not know it. */
type PeriodicSync = {
  register(tag: string, options: { readonly minInterval: number }): Promise<void>;
  unregister(tag: string): Promise<void>;
  getTags(): Promise<readonly string[]>;
};

/** The browser decides; this is the least. */
const EVERY_MS = 6 * 3_600_000;

async function periodicSync(): Promise<PeriodicSync | undefined> {
  if (!('serviceWorker' in navigator) || !('Notification' in globalThis)) return undefined;
  const registration = await navigator.serviceWorker.getRegistration();
  return (registration as { readonly periodicSync?: PeriodicSync } | undefined)?.periodicSync;
}

async function readNotice(): Promise<Notice | undefined> {
  const left: unknown = await (await caches.match(NOTICE_URL, { cacheName: NOTICE_CACHE }))?.json();
  return noticeSchema.safeParse(left).data;
}

/** What the page knows of the reader. */
type Knowing = {
  readonly network: Network;
  readonly store: Pick<CoreStore, 'publications' | 'account'>;
  readonly feed: Caller<FeedContract>;
  readonly account: () => Promise<AccountView | undefined>;
};

/** The reader's choice to be told of what comes while the app is closed. */
export interface NoticeDesk {
  /** How it stands; asks nobody for anything. */
  state(): Promise<NoticeState>;
  /** Asks the reader for notifications and the browser for Periodic Background Sync: to be called on a press alone. */
  switch(on: boolean, words: NoticeWords): Promise<NoticeState>;
  /** Leaves what to look for anew, as it is now; does nothing while nobody asked for notices. */
  renew(): Promise<void>;
}

export const createNotices = (knowing: Knowing): NoticeDesk => ({
  async state() {
    const sync = await periodicSync();
    if (sync === undefined) return 'unsupported';
    const [notice, tags] = await Promise.all([readNotice(), sync.getTags()]);
    if (notice === undefined) return 'off';
    return tags.includes(NOTICE_TAG) && Notification.permission === 'granted' ? 'on' : 'refused';
  },
  async switch(on, words) {
    const sync = await periodicSync();
    if (sync === undefined) return 'unsupported';
    if (!on) {
      await sync.unregister(NOTICE_TAG);
      await caches.delete(NOTICE_CACHE);
      return 'off';
    }
    if ((await Notification.requestPermission()) !== 'granted') return 'refused';
    try {
      await sync.register(NOTICE_TAG, { minInterval: EVERY_MS });
    } catch {
      // Not granted: browsers give it to apps that are installed, and used.
      return 'refused';
    }
    await leave(knowing, words);
    return 'on';
  },
  async renew() {
    const notice = await readNotice();
    if (notice !== undefined) await leave(knowing, notice);
  },
});

async function leave(
  { network, store, feed, account }: Knowing,
  { title, body, lang }: NoticeWords,
): Promise<void> {
  const [own, row, written, muted, blocked] = await Promise.all([
    account(),
    store.account(),
    store.publications(),
    feed.call('kept', { kind: 'mute' }),
    feed.call('kept', { kind: 'block' }),
  ]);
  const posts = written.flatMap(({ intent, tx }) =>
    (intent.kind === 'post' || intent.kind === 'reply') && tx !== undefined ? [tx.txid] : [],
  );
  const keys = [row?.key, row?.holder, ...[...muted, ...blocked].map(({ id }) => id)];
  const unheard = keys.slice(0, MOST_NAMES).flatMap((key) => {
    const hash = fromHex(key ?? '');
    return hash?.length === 20 ? [encodeAddress(hash, NETWORK_PARAMS[network].addressVersion)] : [];
  });
  const handle = own?.handle === undefined ? [] : [`@${own.handle}`];
  const names = [...handle, ...posts.reverse()].slice(0, MOST_NAMES);
  const notice: Notice = { names, unheard, title, body, lang, since: Date.now() };
  await (await caches.open(NOTICE_CACHE)).put(NOTICE_URL, Response.json(notice));
}
