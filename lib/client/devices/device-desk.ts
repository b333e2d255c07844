import { feedTabsChannel, type FeedTabsMessage } from '#lib/bridge/feed-tabs.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { KeptStore } from '#lib/store/kept-store.ts';
import { PlaceStore } from '#lib/store/place-store.ts';
import { SyncStore } from '#lib/store/sync-store.ts';
import { devicesChannel } from '#lib/sync/channel.ts';
import { deriveFrameKey } from '#lib/sync/seal.ts';
import type { AppConfig } from '../config.ts';
import { valueOf } from '../key-refusal.ts';
import type { SignerLine } from '../signer-line.ts';
import { createDeviceStores } from './device-stores.ts';
import { unlessOpen } from './draft-lock.ts';
import { keepInStep } from './in-step.ts';

/**
 * Whether the devices of a person keep in step. `nowhere`: this host has no place where neighbours meet. `heard`: when another
 * device was last heard, in milliseconds since 1970.
 */
export type DevicesView = { readonly state: 'off' | 'on' | 'nowhere'; readonly heard?: number };

/** The devices of one person, as one of them sees it. */
export interface DeviceDesk {
  view(): Promise<DevicesView>;
  /**
   * Switches it, and keeps it so. Rejects with a `KeyRefusal` while the key is locked or absent, and then has changed nothing.
   * What was in step stays where it is.
   */
  set(on: boolean): Promise<void>;
}

type Parts = {
  readonly config: Pick<AppConfig, 'network' | 'relays'>;
  /** Whose things they are, where there are several identities on this device. */
  readonly slot: string;
  readonly store: CoreStore;
  readonly signer: SignerLine;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
};

/** How often it is looked whether another tab has switched it. */
const LOOK_MS = 5_000;

/** Keeps in step at once where that is switched on: one tab of the profile does it, and another one goes on behind it. */
export function createDeviceDesk(parts: Parts): DeviceDesk {
  const { config, slot, store, signer, onChange, signal } = parts;
  const { network } = config;
  let opened: Promise<SyncStore> | undefined;
  const open = (): Promise<SyncStore> => {
    opened ??= SyncStore.open(network, { slot });
    opened.catch(() => (opened = undefined));
    return opened;
  };
  signal.addEventListener('abort', () => void opened?.then((sync) => sync.close()).catch(() => undefined));

  let turn: AbortController | undefined;
  /** Takes part as long as it is switched on, in this tab or another. */
  const settle = async (): Promise<void> => {
    const [meta, account] = await Promise.all([(await open()).meta(), store.account()]);
    const wanted = meta?.on === true && account?.key === meta.owner && config.relays.length > 0;
    if (!wanted || signal.aborted) {
      turn?.abort();
      turn = undefined;
      return;
    }
    if (turn !== undefined) return;
    const mine = new AbortController();
    turn = mine;
    const until = AbortSignal.any([mine.signal, signal]);
    const { key } = meta;
    const by = account.device ?? 0;
    navigator.locks
      .request(`nabo-devices:${network}:${slot}`, { signal: until }, () =>
        lead({ ...parts, sync: open(), key, by }, until),
      )
      .catch(() => undefined)
      .finally(() => {
        if (turn === mine) turn = undefined;
      });
  };
  const look = (): void => void settle().catch(() => undefined);
  if ('locks' in navigator) {
    look();
    const timer = setInterval(look, LOOK_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  return {
    async view() {
      if (config.relays.length === 0) return { state: 'nowhere' };
      const [meta, account] = await Promise.all([(await open()).meta(), store.account()]);
      if (meta?.on !== true || meta.owner !== account?.key) return { state: 'off' };
      return { state: 'on', ...(meta.heard !== undefined && { heard: meta.heard }) };
    },
    async set(on) {
      const sync = await open();
      if (on) {
        const syncKey = await valueOf(signer.ask((line, chain) => line.call('syncKey', chain)));
        const key = await deriveFrameKey(syncKey, network).finally(() => syncKey.fill(0));
        const account = await store.account();
        if (account !== undefined) await sync.begin(account.key, key);
      } else {
        await sync.setMeta((meta) => meta && { ...meta, on: false });
      }
      await settle();
      onChange();
    },
  };
}

type Lead = Parts & { readonly sync: Promise<SyncStore>; readonly key: CryptoKey; readonly by: number };

async function lead(
  { config, slot, store, onChange, sync, key, by }: Lead,
  until: AbortSignal,
): Promise<void> {
  const { network } = config;
  const now = (): number => Date.now();
  const [kept, places] = await Promise.all([
    KeptStore.open(network, { slot }),
    PlaceStore.open(network, { slot }),
  ]);
  const channel = new BroadcastChannel(devicesChannel(network));
  // Feeds read what is kept as when another tab has changed it.
  const tabs = new BroadcastChannel(feedTabsChannel(network));
  const stores = createDeviceStores({ core: store, kept, places, unlessOpen, now });
  tabs.addEventListener('message', ({ data }) => {
    if ((data as Partial<FeedTabsMessage> | null)?.type === 'kept') stores.keptChanged();
  });
  try {
    await keepInStep(
      {
        store: await sync,
        stores,
        key,
        by,
        channel,
        now,
        onKept: () => tabs.postMessage({ type: 'kept' } satisfies FeedTabsMessage),
        onChanged: onChange,
      },
      until,
    );
  } finally {
    channel.close();
    tabs.close();
    kept.close();
    places.close();
  }
}
