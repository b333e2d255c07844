import type { OutboundNote } from '#lib/chain/outbound-note.ts';
import { RequestStore } from './request-store.ts';

/** Requests are written together, this often at most. */
const EVERY_MS = 250;
/** More than this at once is not worth memory while storage is busy. */
const MAX_WAITING = 1000;

/**
 * Gathers notes and keeps them in the store, a few at a time. Without storage there is no account, and nothing else is
 * hindered by that.
 */
export function createRequestLog(
  open: () => Promise<RequestStore> = () => RequestStore.open(),
): (note: OutboundNote) => void {
  let waiting: OutboundNote[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let store: Promise<RequestStore | undefined> | undefined;

  const write = async (): Promise<void> => {
    timer = undefined;
    store ??= open().catch(() => undefined);
    const notes = waiting;
    waiting = [];
    await (await store)?.add(notes).catch(() => undefined);
  };
  return (note) => {
    if (waiting.length < MAX_WAITING) waiting.push(note);
    timer ??= setTimeout(() => void write(), EVERY_MS);
  };
}
