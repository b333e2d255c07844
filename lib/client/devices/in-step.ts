import type { ChannelLike } from '#lib/bridge/feed-tabs.ts';
import { readDevicesMessage, type DevicesMessage } from '#lib/sync/channel.ts';
import { forget, heard, merge } from '#lib/sync/merge.ts';
import { baseAfter, changed, changesFor, notice } from '#lib/sync/notice.ts';
import type { SyncRow } from '#lib/sync/row.ts';
import { createTalk, type Pair, type Talk } from '#lib/sync/talk.ts';
import { MOST_PEERS, type SyncState, type SyncStore } from '#lib/store/sync-store.ts';
import type { DeviceStores } from './device-stores.ts';

/** How often the stores are looked at, and neighbours for devices of one's own. */
const BEAT_MS = 3_000;
/** A device that is known is asked again after this long, though nothing seems to have changed. */
const AGAIN_MS = 60_000;
/** A neighbour that did not answer as a device of ours is asked again after this long; it asks us, if it becomes one. */
const STRANGER_MS = 600_000;
/** After an answer that brought nothing new, though the sums differ, nobody is asked again at once. */
const CALM_MS = 10_000;
/** How long the other side may take for an answer. */
const ANSWER_MS = 8_000;
/** The time at which another device was heard is not written more often than this. */
const HEARD_MS = 20_000;
/** Neighbours that are remembered. */
const MOST_PAIRS = 200;

type Known = { isOwn: boolean; due: number };

type Parts = {
  readonly store: Pick<SyncStore, 'read' | 'write' | 'meta' | 'setMeta'>;
  readonly stores: DeviceStores;
  readonly key: CryptoKey;
  /** The number of this device. */
  readonly by: number;
  /** To whoever has connections to neighbours (lib/p2p/devices.ts). */
  readonly channel: ChannelLike;
  readonly now: () => number;
  /** How often the stores are looked at; {@link BEAT_MS} unless said. */
  readonly beatMs?: number;
  /** What is kept was changed by another device: every feed reads it again. */
  readonly onKept: () => void;
  /** What a screen shows of it is not what it was. */
  readonly onChanged: () => void;
};

/** Keeps the stores of this device in step with the others of the same person, until `signal` is aborted. */
export async function keepInStep(parts: Parts, signal: AbortSignal): Promise<void> {
  const { store, stores, key, by, channel, now, beatMs = BEAT_MS, onKept, onChanged } = parts;
  let state: SyncState = await store.read();
  let turns: Promise<unknown> = Promise.resolve();
  let heardAt = 0;
  /** Own devices by their names as neighbours, the last at the end: in a crowd they are called by them. */
  let friends: readonly string[] = (await store.meta())?.peers ?? [];
  const pairs = new Map<string, Known & { readonly pair: Pair }>();
  const waiting = new Map<string, (bytes: Uint8Array | undefined) => void>();
  const say = (message: DevicesMessage): void => channel.postMessage(message);

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = turns.catch(() => undefined).then(work);
    turns = turn;
    return turn;
  };
  const write = async (after: SyncState): Promise<void> => {
    await store.write(state, after);
    state = after;
  };

  /** Enters what was done here, and does here what was done elsewhere. Answers whether the others have not heard of something. */
  const look = (): Promise<boolean> =>
    inTurn(async () => {
      const seen = await stores.read();
      const { base } = state;
      const before = state.rows;
      const rows = forget(notice({ rows: before, base, ...seen, now: now(), by }), now());
      const changes = changesFor(rows, { base, ...seen });
      const made = changes.length === 0 ? [] : await stores.apply(changes, seen);
      const live = changed(seen.live, made);
      await write({ rows, base: baseAfter(rows, { base, live, held: seen.held }) });
      if (made.some(({ kind }) => kind !== 'draft' && kind !== 'place')) onKept();
      return rows !== before;
    });

  const take = (news: readonly SyncRow[]): Promise<void> =>
    inTurn(async () => {
      // On the disk before the stores are changed: what they are changed to must be known when this is ended in between.
      if (news.length > 0) await write({ ...state, rows: merge(state.rows, heard(state.rows, news, now())) });
    });

  const noteHeard = async (peer: string): Promise<void> => {
    if (now() - heardAt < HEARD_MS && friends.at(-1) === peer) return;
    heardAt = now();
    friends = [...friends.filter((each) => each !== peer), peer].slice(-MOST_PEERS);
    await store.setMeta((meta) => meta && { ...meta, heard: now(), peers: [...friends] });
    onChanged();
  };

  const knownOf = (pair: Pair): Known => {
    const name = `${pair.self} ${pair.peer}`;
    const known = pairs.get(name) ?? { pair, isOwn: false, due: 0 };
    pairs.delete(name);
    pairs.set(name, known);
    const [oldest] = pairs.keys();
    if (pairs.size > MOST_PAIRS && oldest !== undefined) pairs.delete(oldest);
    return known;
  };

  const talk: Talk = createTalk({
    key,
    rows: () => state.rows,
    take,
    onDiffers(pair) {
      const known = knownOf(pair);
      known.isOwn = true;
      known.due = Math.min(known.due, now());
      void work();
    },
    carry: ({ self, peer }, bytes) => {
      const id = crypto.randomUUID();
      return new Promise<Uint8Array | undefined>((resolve) => {
        waiting.set(id, resolve);
        setTimeout(() => resolve(undefined), ANSWER_MS);
        say({ type: 'ask', id, self, peer, bytes });
      }).finally(() => waiting.delete(id));
    },
  });

  const pull = async (known: Known & { readonly pair: Pair }): Promise<void> => {
    const before = state.rows;
    // Whoever has something for us while we ask makes it due again.
    known.due = now() + AGAIN_MS;
    const pulled = await talk.pull(known.pair);
    if (pulled === 'stranger') {
      known.due = now() + (known.isOwn ? CALM_MS : STRANGER_MS);
      return;
    }
    known.isOwn = true;
    await noteHeard(known.pair.peer);
    const isNews = [...state.rows].some(([name, row]) => before.get(name) !== row);
    if (isNews && (await look())) dueForOwn();
    else if (pulled === 'took' && !isNews) known.due = now() + CALM_MS;
  };
  const dueForOwn = (): void => {
    for (const known of pairs.values()) if (known.isOwn) known.due = Math.min(known.due, now());
  };

  let working = false;
  /** Asks whoever is due, one after the other. */
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    try {
      const next = () => [...pairs.values()].find(({ due }) => due <= now());
      for (let known = next(); known !== undefined && !signal.aborted; known = next()) await pull(known);
    } catch {
      // Storage is refused for now: the next beat tries again.
    } finally {
      working = false;
    }
  };

  channel.addEventListener('message', ({ data }) => {
    const message = readDevicesMessage(data);
    if (message === undefined || signal.aborted) return;
    if (message.type === 'answer') {
      waiting.get(message.id)?.(message.bytes);
    } else if (message.type === 'near') {
      for (const peer of message.peers) knownOf({ self: message.self, peer });
      for (const peer of friends)
        if (peer !== message.self) knownOf({ self: message.self, peer }).isOwn = true;
      void work();
    } else if (message.type === 'asked') {
      const { id, self, peer, bytes } = message;
      void talk.answer({ self, peer }, bytes).then(
        // Whoever gets no answer is left to hear noise.
        (answer) => answer && say({ type: 'answer', id, bytes: answer }),
        () => undefined,
      );
    }
  });

  const beat = async (): Promise<void> => {
    if (await look().catch(() => false)) dueForOwn();
    say({ type: 'who' });
    await work();
  };
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => end(), { once: true });
  while (!signal.aborted) {
    await beat();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, beatMs))]);
  }
  await turns.catch(() => undefined);
}
