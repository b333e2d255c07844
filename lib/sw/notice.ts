import { NOTICE_CACHE, NOTICE_URL, noticeSchema, type Notice } from '#lib/bridge/notice.ts';
import type { Received, ShelfStore } from '#lib/store/shelf-store.ts';

/** Transactions that are read from the inbox at once. */
const PAGE = 100;

/** What a look around needs of the worker. */
export type NoticePlatform = {
  /** Whether a page is open: then the feed itself sees what comes. */
  readonly isOpen: () => Promise<boolean>;
  /** Lets neighbours bring what they have, and gives what waits for the feed; `undefined` where there is nothing. */
  readonly gather: () => Promise<Pick<ShelfStore, 'inbox'> | undefined>;
  readonly tell: (notice: Notice, count: number) => Promise<void>;
  readonly now: () => number;
};

/** Looks for what names the reader among what neighbours bring, and tells it once, by one notification. */
export async function lookAround({ isOpen, gather, tell, now }: NoticePlatform): Promise<void> {
  const cache = await caches.open(NOTICE_CACHE);
  const left: unknown = await (await cache.match(NOTICE_URL))?.json().catch(() => undefined);
  const notice = noticeSchema.safeParse(left).data;
  if (notice === undefined || (await isOpen())) return;
  const store = await gather();
  if (store === undefined) return;
  const until = now();
  let [count, after] = [0, 0];
  for (let rows = await store.inbox(after, PAGE); rows.length > 0; rows = await store.inbox(after, PAGE)) {
    count += rows.filter((row) => row.at > notice.since && isFor(notice, row)).length;
    after = rows.at(-1)?.seq ?? Infinity;
  }
  // A page that was opened meanwhile shows it already.
  if (count === 0 || (await isOpen())) return;
  await tell(notice, count);
  const told: Notice = { ...notice, since: until };
  await cache.put(NOTICE_URL, Response.json(told));
}

const bytes = new TextDecoder('latin1');

/** Whether a transaction names what is looked for and is by nobody who is not heard. Names stand in it as they are written. */
function isFor({ names, unheard }: Notice, { raw }: Received): boolean {
  const text = bytes.decode(raw);
  return names.some((name) => hasName(text, name)) && !unheard.some((address) => text.includes(address));
}

/** A handle that only begins like it is somebody else's; so is one, seldom, whose next byte is an opcode that looks like a letter. */
function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!name.startsWith('@') || !/[\w-]/.test(text.charAt(at + name.length))) return true;
  return false;
}
