import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';
import { applyEvent, forget, type BookChanges, type Books } from './books.ts';
import { outboxName } from './outbox-name.ts';
import type { OutboxPlatform } from './platform.ts';
import {
  isSuccessor,
  type Failure,
  type Following,
  type Intent,
  type Payer,
  type Publication,
  type StoredIntent,
} from './publication.ts';
import { createPump } from './pump.ts';
import { inARow, MOST_PARTS } from './thread.ts';
import { createWatchList, type Watched } from './watched.ts';

/** Pause before the pump is started again after the device's storage failed it. */
const RESTART_PAUSE_MS = 5_000;

/** What the reader's side of the app found out about a transaction of ours, by bytes or by proof. */
export type Evidence =
  | { readonly type: 'seen'; readonly txid: Txid }
  | { readonly type: 'mined'; readonly txid: Txid; readonly place: BlockPlace }
  | { readonly type: 'orphaned'; readonly txid: Txid };

/** The way of words to the chain, as the rest of the app uses it. Any tab may call any method at any time. */
export interface Outbox {
  /**
   * Saves an intent, and posts or files that go on with it: all of them or none. When this resolves they are on the disk, and
   * from then on end in a block or in a failure that can be repaired. Answers the first. `shown` is what a screen said that
   * each of them costs: the signer asks before it signs anything dearer, or that nothing was said of.
   *
   * @throws {RangeError} when it would be more than a thread may have, or a directory names a file that is not among them.
   */
  publish(
    intent: Intent,
    then?: readonly Following[],
    said?: { readonly payer?: Payer | undefined; readonly shown?: readonly number[] | undefined },
  ): Promise<Publication>;
  /** Asks another wallet for a draft that it is to pay for, in this tab: it is connected here, and any tab may send. */
  sign(id: string): Promise<void>;
  /** The same for all drafts that wait for that wallet. */
  signWaiting(payer: Payer): Promise<void>;
  /** Stops waiting for a person who is asked in another wallet, in whichever tab; the words are kept. */
  stopAsking(id: string): Promise<void>;
  /** Lets a draft cost so many satoshis, above what is spent without asking, and brings it on its way. */
  approve(id: string, sats: number): Promise<void>;
  /** Tries a failed one again, or hurries one that waits. `avoid` names the broadcaster that is asked last then. */
  retry(id: string, avoid?: string): Promise<void>;
  /**
   * Gives up a draft, a failed one, or one that was never sent, and gives its intent back. Of a thread all goes that has
   * not left, in front of it too: it was written at once. `undefined`: it is on its way or unknown.
   */
  discard(id: string): Promise<readonly StoredIntent[] | undefined>;
  /**
   * The transactions that evidence is wanted about: of every publication the present one, those that were refused before
   * it, and those of publications that were given up. A refusal may have been a lie.
   */
  watched(): Promise<readonly Watched[]>;
  /** Takes evidence about a publication; what does not fit is ignored. Answers whether it changed anything. */
  observe(id: string, evidence: Evidence): Promise<boolean>;
  /** Sends what is open whenever this tab's turn comes; until the signal is aborted. Call once in each tab. */
  run(signal: AbortSignal): Promise<void>;
  /** Something came back (the host, the network): try all that waits now. */
  wake(): void;
  /** Somebody who holds words may have come: gives what waits for them while no broadcaster is reached. */
  meet(): void;
}

export type OutboxOptions = {
  readonly platform: OutboxPlatform;
  readonly network: Network;
  /** Where the keys of one identity lie. */
  readonly space?: string;
  readonly satsPerKilobyte: number;
  /** How long new words stay on this device before the first byte leaves, so that they can be taken back. Default: not at all. */
  readonly undoMs?: number;
  /** Called after each change, here or in another tab. */
  readonly onChange: () => void;
};

export function createOutbox({
  platform,
  network,
  space,
  satsPerKilobyte,
  undoMs = 0,
  onChange,
}: OutboxOptions): Outbox {
  const { store, clock, locks, bell } = platform;
  const changed = (): void => {
    bell.ring();
    onChange();
  };
  const watchList = createWatchList(store);
  const pump = createPump({ platform, satsPerKilobyte, undoMs, onChange: changed });

  async function sign(id: string): Promise<void> {
    await pump.sign(id, new AbortController().signal);
    // The pump may run in another tab.
    bell.ring();
  }

  /** Enters what `decide` says; nothing when it is refused. */
  async function enter(
    id: string,
    decide: (books: Books) => Result<BookChanges>,
  ): Promise<Result<Publication | undefined>> {
    const entered = await store.enter<Result<Publication | undefined>>(id, [], (books) => {
      const entry = decide(books);
      if (!entry.ok) return { answer: entry };
      const after = entry.value.publications.find((row) => row.id === id) ?? books.publications.get(id);
      return { changes: entry.value, answer: ok(after) };
    });
    if (entered.ok) changed();
    return entered;
  }

  /** A publication behind those that it goes on with, the first in front. */
  async function threadUpTo(id: string): Promise<readonly Publication[]> {
    const rows: Publication[] = [];
    for (let own: string | undefined = id; own !== undefined;) {
      const row: Publication | undefined = await store.publication(own);
      if (row === undefined || row.forgotten === true) break;
      rows.unshift(row);
      own = isSuccessor(row.intent) && rows.length < MOST_PARTS ? row.intent.after : undefined;
    }
    return rows;
  }

  /** The intents of a publication and of all that goes on with it. */
  async function intentsFrom(first: Publication): Promise<readonly StoredIntent[]> {
    const intents: StoredIntent[] = [];
    for (let row: Publication | undefined = first; row !== undefined;) {
      intents.push(row.intent);
      row = row.next === undefined ? undefined : await store.publication(row.next);
    }
    return intents;
  }

  return {
    async publish(intent, then = [], { payer, shown = [] } = {}) {
      if (then.length >= MOST_PARTS) throw new RangeError(`at most ${MOST_PARTS} posts at once`);
      const id = platform.newId();
      const ids = [id, ...then.map(() => platform.newId())];
      const at = clock.now();
      const intents = inARow(intent, then, ids);
      const saved = await enter(id, (books) => {
        const rows: Publication[] = [];
        for (const [place, each] of intents.entries()) {
          const own = ids[place] ?? id;
          const next = ids[place + 1];
          const cost = shown[place];
          const entry = applyEvent(books, own, {
            type: 'saved',
            id: own,
            network,
            intent: each,
            // One after another, so that they are in order wherever they are listed.
            at: at + place,
            ...(next !== undefined && { next }),
            ...(payer !== undefined && { payer }),
            ...(cost !== undefined && { shown: cost }),
          });
          if (!entry.ok) return entry;
          rows.push(...entry.value.publications);
        }
        return ok({ publications: rows, coins: [] });
      });
      if (!saved.ok || saved.value === undefined) throw new Error(`the id ${id} is not new`);
      pump.look();
      return saved.value;
    },
    async approve(id, sats) {
      await enter(id, (books) => applyEvent(books, id, { type: 'approved', sats }));
      bell.ring(id);
      pump.hurry(id);
    },
    async retry(id, avoid) {
      const event = { type: 'retry', ...(avoid !== undefined && { avoid }) } as const;
      await enter(id, (books) => applyEvent(books, id, event));
      // The pump may run in another tab.
      bell.ring(id);
      pump.hurry(id);
    },
    sign,
    async signWaiting(payer) {
      for (const draft of await store.publications('draft')) if (draft.payer === payer) await sign(draft.id);
    },
    async stopAsking(id) {
      const failure: Failure = { code: 'wallet-stopped', detail: '' };
      await enter(id, (books) =>
        books.publications.get(id)?.waiting?.code === 'wallet-asks'
          ? applyEvent(books, id, { type: 'rejected', failure })
          : fail(issue('illegal-transition', 'nobody is asked')),
      );
      platform.signer.cancel?.(id);
    },
    async discard(id) {
      // Whatever of a thread has left refuses, and the next one is asked.
      for (const row of await threadUpTo(id)) {
        const intents = await intentsFrom(row);
        if ((await enter(row.id, (books) => forget(books, row.id))).ok) {
          platform.signer.cancel?.(row.id);
          return intents;
        }
      }
      return undefined;
    },
    watched: () => watchList.read(),
    async observe(id, evidence) {
      watchList.drop(id);
      return (await enter(id, (books) => applyEvent(books, id, evidence))).ok;
    },
    async run(signal) {
      const stop = bell.listen((hurry) => {
        if (hurry === undefined) pump.look();
        else pump.hurry(hurry);
        onChange();
      });
      try {
        while (!signal.aborted) {
          try {
            await locks.hold(outboxName(network, space), signal, () => pump.run(signal));
          } catch {
            // Storage or the signer failed in a way that no step foresaw. What is saved is saved: begin anew.
            if (!signal.aborted) await clock.wait(RESTART_PAUSE_MS, signal);
          }
        }
      } finally {
        stop();
      }
    },
    wake: () => pump.hurry(),
    meet: () => pump.meet(),
  };
}
