import { isWord, toReply } from '#lib/broadcast/failover.ts';
import type { StatusNews } from '#lib/broadcast/status.ts';
import type { BroadcastReply } from '#lib/broadcast/reply.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import { applyEvent } from './books.ts';
import { findEarlier, handOver, type Apply } from './hand-over.ts';
import type { OutboxPlatform } from './platform.ts';
import { signDraft, type DraftOutcome } from './sign-draft.ts';
import type { Publication } from './publication.ts';
import { isOfDevice, isUnlisted } from '#lib/wallet/outputs.ts';
import { isLive, type LivePublication } from './transition.ts';
import { eventOf, lacksParents } from './verdicts.ts';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** What nodes have seen is handed over again now and then, in case they all forgot it. */
const SEEN_PAUSE_MS = 10 * 60_000;
/** After so many tries in a row without anybody who shows the bytes, a yes is no longer enough: others are asked. */
const YES_PATIENCE = 4;
/** Longest `Retry-After` that we follow. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/** 2 s, doubled with each attempt up to a minute, and up to half as much again by chance. */
function backOff(attempts: number, random: () => number): number {
  const pause = FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10);
  return Math.min(LONGEST_PAUSE_MS, pause * (1 + random() / 2));
}

/** What a round has found out about the world: what one could not reach, the next need not wait for in vain. */
type Reach = { network: boolean; faucet: boolean };

export type PumpOptions = {
  readonly platform: OutboxPlatform;
  readonly satsPerKilobyte: number;
  /** How long new words may be taken back. */
  readonly undoMs: number;
  readonly onChange: () => void;
};

/**
 * Brings publications on their way, one after another. It owns no state that a crash could lose: whoever holds the
 * outbox's lock next goes on from the books.
 */
export interface Pump {
  /** Runs until the signal is aborted, or storage fails. */
  run(signal: AbortSignal): Promise<void>;
  /** Looks at once for what is new. */
  look(): void;
  /** Somebody may have come who holds words: gives what waits for that, where nobody else is reached. */
  meet(): void;
  /** Tries a publication now, or all of them, whenever they were due. */
  hurry(id?: string): void;
  /** Asks this tab's signer for a draft that another wallet is to pay for, whichever tab sends. */
  sign(id: string, signal: AbortSignal): Promise<void>;
}

export function createPump({ platform, satsPerKilobyte, undoMs, onChange }: PumpOptions): Pump {
  const { store, clock, random } = platform;
  /** When each is due again. In memory alone: after a restart all are due, which does no harm. */
  const due = new Map<string, { readonly at: number; readonly times: number }>();
  /** What is open, as it was when this tab first saw it: it is listed by its ids alone, and read when its turn comes. */
  const known = new Map<string, { readonly createdAt: number; readonly txid?: Txid | undefined }>();
  /** Which of them a transaction belongs to. */
  const idOf = new Map<Txid, string>();
  /** Who said yes to each of those that nobody shows yet. */
  const saidYes = new Map<string, string>();
  /** Transactions that neighbours took. After a restart they may have forgotten them. */
  const taken = new Set<Txid>();
  /** Those that a person wants to be gone now. */
  const hurried = new Set<string>();
  /** Those that can still be taken back. */
  const held = new Set<string>();
  let linkFailures = 0;
  let looking = false;
  let meeting = false;
  let alarm: AbortController | undefined;

  function look(): void {
    looking = true;
    alarm?.abort();
  }

  function meet(): void {
    if (linkFailures === 0) return;
    meeting = true;
    alarm?.abort();
  }

  function hurry(id?: string): void {
    linkFailures = 0;
    if (id === undefined) due.clear();
    else {
      due.delete(id);
      hurried.add(id);
    }
    look();
  }

  const apply: Apply = async (id, event) => {
    const changed = await store.enter(id, [], (books) => {
      const entry = applyEvent(books, id, event);
      return entry.ok ? { changes: entry.value, answer: true } : { answer: false };
    });
    if (changed) onChange();
    return changed;
  };

  const signNow = (draft: Publication, faucet: boolean, signal: AbortSignal): Promise<DraftOutcome> => {
    const onAnswered = (): void => {
      onChange();
      due.delete(draft.id);
      look();
    };
    return signDraft(platform, apply, draft, { satsPerKilobyte, faucet, onAnswered }, signal);
  };

  const underWay = async (): Promise<LivePublication[]> =>
    (await store.publications('queued', 'sent', 'seen')).filter(isLive);

  async function rounds(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      looking = false;
      await rest(await round(signal), signal);
    }
  }

  /** Rests until then, or until there is something to look for. Who comes meanwhile is given what waits, and no more is tried. */
  async function rest(until: number, signal: AbortSignal): Promise<void> {
    for (let isOver = false; !isOver && !looking && !signal.aborted;) {
      if (meeting) await giveAll();
      if (looking || signal.aborted) return;
      alarm = new AbortController();
      const pause = Math.min(LONGEST_PAUSE_MS, Math.max(0, until - clock.now()));
      await clock.wait(pause, AbortSignal.any([signal, alarm.signal]));
      isOver = !alarm.signal.aborted;
      alarm = undefined;
    }
  }

  /** One round over all that is open. Answers when the next is due. */
  async function round(signal: AbortSignal): Promise<number> {
    const ids = await openIds();
    for (const id of due.keys()) if (!ids.has(id)) due.delete(id);
    for (const id of saidYes.keys()) if (!ids.has(id)) saidYes.delete(id);
    const reach: Reach = { network: true, faucet: true };
    let nextAt = clock.now() + LONGEST_PAUSE_MS;
    for (const id of ids) {
      if (signal.aborted) break;
      const planned = due.get(id);
      if (planned === undefined || planned.at <= clock.now()) {
        const times = planned?.times ?? 0;
        const pauseMs = await step(id, times, reach, signal);
        due.set(id, { at: clock.now() + pauseMs, times: times + 1 });
      }
      nextAt = Math.min(nextAt, due.get(id)?.at ?? nextAt);
    }
    linkFailures = reach.network ? 0 : linkFailures + 1;
    if (reach.network) return nextAt;
    // One pause for all of them while nobody is there; but what cannot be taken back any more goes to neighbours then.
    const free = [...held].map((id) => due.get(id)?.at ?? Infinity);
    return Math.min(clock.now() + backOff(linkFailures - 1, random), ...free);
  }

  /** What is open, oldest first. */
  async function openIds(): Promise<ReadonlySet<string>> {
    const ids = new Set(await store.ids('draft', 'queued', 'sent', 'seen'));
    for (const id of known.keys()) if (!ids.has(id)) forgetRow(id);
    const fresh = [...ids].filter((id) => !known.has(id));
    // All at once where none is known yet: a start reads the books as a whole.
    const rows =
      fresh.length === ids.size
        ? await store.publications('draft', 'queued', 'sent', 'seen')
        : await Promise.all(fresh.map((id) => store.publication(id)));
    for (const row of rows) if (row !== undefined && ids.has(row.id)) remember(row);
    const at = (id: string): number => known.get(id)?.createdAt ?? 0;
    return new Set([...known.keys()].toSorted((a, b) => at(a) - at(b) || (a < b ? -1 : 1)));
  }

  function remember({ id, createdAt, tx }: Publication): void {
    forgetRow(id);
    known.set(id, { createdAt, txid: tx?.txid });
    if (tx !== undefined) idOf.set(tx.txid, id);
  }

  function forgetRow(id: string): void {
    const txid = known.get(id)?.txid;
    known.delete(id);
    held.delete(id);
    if (txid !== undefined) idOf.delete(txid);
  }

  /** Brings one publication as far as it goes now. Answers for how long it may rest. */
  async function step(id: string, times: number, reach: Reach, signal: AbortSignal): Promise<number> {
    const draft = await store.publication(id);
    if (draft?.state === 'draft' && !(await findEarlier(platform, apply, draft, signal))) {
      const outcome = await signNow(draft, reach.faucet, signal);
      if (outcome === 'no-faucet') reach.faucet = false;
      if (outcome !== 'signed') return backOff(times, random);
      // What goes on with it waited for this.
      if (draft.next !== undefined) due.delete(draft.next);
      onChange();
    }
    const publication = await store.publication(id);
    if (publication !== undefined) remember(publication);
    if (publication === undefined || !isLive(publication) || publication.state === 'in-block') return 0;
    const heldMs = heldFor(publication);
    held.delete(id);
    if (heldMs > 0) {
      held.add(id);
      return heldMs;
    }
    hurried.delete(id);
    if (!reach.network) {
      await giveToNeighbours(publication);
      return 0;
    }
    const doubts = publication.state === 'sent' && times >= YES_PATIENCE ? saidYes.get(id) : undefined;
    const reply =
      doubts === undefined
        ? ((await verdictOn(publication, signal)) ?? (await handOver(platform, apply, publication, signal)))
        : await handOver(platform, apply, { avoid: doubts, ...publication }, signal);
    if (reply === undefined) return 0;
    // The rival may be our own, made before for the same words.
    if (reply.state === 'conflict' && (await findEarlier(platform, apply, publication, signal))) return 0;
    await apply(id, eventOf(reply));
    if (reply.state === 'accepted') saidYes.set(id, reply.broadcaster);
    if (!isWord(reply)) {
      reach.network = false;
      const tried = await store.publication(id);
      if (tried !== undefined && isLive(tried)) await giveToNeighbours(tried);
      return 0;
    }
    const after = await store.publication(id);
    if (after?.state === 'seen' && after.waiting === undefined) return SEEN_PAUSE_MS;
    const retryAfterMs = Math.min(LONGEST_RETRY_AFTER_MS, (reply.retryAfter ?? 0) * 1_000);
    return Math.max(backOff(times, random), retryAfterMs);
  }

  /**
   * How long a new publication stays yet, so that it can be taken back. The clock decides nothing else: whatever it says,
   * what never left can be taken back and what has left cannot.
   */
  function heldFor({ id, attempts, createdAt, intent }: LivePublication): number {
    // What is in an invite belongs to whoever is first, and what is said of a device is waited for over there.
    if (attempts > 0 || hurried.has(id) || intent.kind === 'take-in' || isOfDevice(intent)) return 0;
    const left = createdAt + undoMs - clock.now();
    return left > undoMs ? 0 : Math.max(0, left);
  }

  /**
   * What others have not seen yet goes to neighbours while no broadcaster is reached, also what waits behind an older one
   * that was tried in vain and so was never tried itself.
   */
  async function giveToNeighbours({ id, tx, state, attempts, intent }: LivePublication): Promise<void> {
    const { neighbours } = platform;
    const isTheirs = (state === 'queued' || state === 'sent') && !isUnlisted(intent);
    if (neighbours === undefined || !isTheirs || taken.has(tx.txid)) return;
    if (!(await neighbours.areThere(tx).catch(() => false))) return;
    // It leaves by them, and what never left can be taken back: counted, on the disk, before the first byte leaves.
    if (attempts === 0 && !(await apply(id, { type: 'sent', txid: tx.txid }))) return;
    taken.add(tx.txid);
    neighbours.take(tx);
  }

  async function giveAll(): Promise<void> {
    meeting = false;
    for (const publication of await underWay())
      if (heldFor(publication) === 0) await giveToNeighbours(publication);
  }

  /** The verdict on what was handed over before, where there is one: some give it only to those who ask for it. */
  async function verdictOn(
    publication: LivePublication,
    signal: AbortSignal,
  ): Promise<BroadcastReply | undefined> {
    const { tx, attempts, intent } = publication;
    const status = attempts === 0 ? undefined : await platform.sender.status(tx.txid, signal);
    if (status?.state !== 'pending') return status;
    if (intent.kind !== 'take-in' || !lacksParents(status)) return undefined;
    // What made this coin is not ours to send. Judged once more, in case that has come; if not, the word counts.
    const again = await handOver(platform, apply, publication, signal);
    return again?.state === 'pending' ? status : again;
  }

  /** A settled word counts at once; any other makes us ask in the ordinary way, where a second broadcaster is heard. */
  async function heed({ txid, answer, broadcaster }: StatusNews): Promise<void> {
    const id = idOf.get(txid);
    if (id === undefined || answer.state === 'pending') return;
    const about = await store.publication(id);
    if (about === undefined || !isLive(about) || about.state === 'in-block' || about.tx.txid !== txid) return;
    if (answer.settled) await apply(about.id, eventOf(toReply(txid, broadcaster, answer)));
    else hurry(about.id);
  }

  async function listen(signal: AbortSignal): Promise<void> {
    const open = async (): Promise<readonly Txid[]> => (await underWay()).map(({ tx }) => tx.txid);
    await platform.follow?.(
      open,
      (news) => {
        // Where the books cannot be read, the rounds find out by themselves.
        heed(news).catch(() => undefined);
      },
      signal,
    );
  }

  return {
    async run(signal) {
      const ended = new AbortController();
      const either = AbortSignal.any([signal, ended.signal]);
      // News are a help, not a need: without them the rounds ask by themselves.
      const listening = listen(either).catch(() => undefined);
      try {
        await rounds(either);
      } finally {
        ended.abort();
        await listening;
      }
    },
    look,
    meet,
    hurry,
    async sign(id, signal) {
      const draft = await store.publication(id);
      if (draft?.state !== 'draft' || draft.payer === undefined) return;
      if ((await signNow(draft, false, signal)) === 'signed') onChange();
      look();
    },
  };
}
