import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import type { ImportView } from '#lib/feed/held-transfer.ts';

/** Bytes of a file that are handed to the feed at once. */
const PART = 1024 * 1024;

/** Everything that the feed holds and keeps as one file. The browser may keep its parts on the disk meanwhile. */
export async function exportHeld(feed: Pick<Caller<FeedContract>, 'call'>): Promise<Blob> {
  const parts: Blob[] = [];
  for (let after: string | undefined; ;) {
    const { bytes, next } = await feed.call('exportHeld', after === undefined ? {} : { after });
    parts.push(new Blob([bytes]));
    if (next === undefined) return new Blob(parts, { type: 'application/octet-stream' });
    after = next;
  }
}

/** Hands a file to the feed, a part at a time, and says what became of it. Stops at the first thing that is wrong. */
export async function importHeld(feed: Pick<Caller<FeedContract>, 'call'>, file: Blob): Promise<ImportView> {
  for (let from = 0; ; from += PART) {
    const bytes = new Uint8Array(await file.slice(from, from + PART).arrayBuffer());
    const isLast = from + PART >= file.size;
    const at = isLast && from > 0 ? 'end' : from === 0 ? 'start' : 'middle';
    const view = await feed.call('importHeld', { bytes, at });
    if (view.issue !== undefined || at === 'end') return view;
    // A file of one part has its end by itself.
    if (isLast) return feed.call('importHeld', { bytes: new Uint8Array(0), at: 'end' });
  }
}
