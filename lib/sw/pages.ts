import * as z from 'zod/mini';
import { PAGES_CACHE, dropRevision, ifShellFree, otherRevisions } from './caches.ts';

/** How long a page that is being made may be missing among the open ones. */
const BIRTH_MS = 10_000;

const recordSchema = z.object({ revision: z.string(), at: z.number() });
type PageRecord = z.infer<typeof recordSchema>;

/** The pages of this origin that are open, by the browser's own ids. */
export type OpenPages = () => Promise<ReadonlySet<string>>;

const pageUrl = (id: string): string => `/.nabo/pages/${encodeURIComponent(id)}`;

/** Notes that a page was made from a revision. In a cache, because a worker's memory ends with it. */
export async function notePage(id: string, revision: string, now = Date.now()): Promise<void> {
  const cache = await caches.open(PAGES_CACHE);
  await cache.put(pageUrl(id), Response.json({ revision, at: now } satisfies PageRecord));
}

/** Notes the pages that were open before any worker served them; they came from the host's current build. */
export async function noteUnknownPages(open: ReadonlySet<string>, revision: string): Promise<void> {
  const cache = await caches.open(PAGES_CACHE);
  for (const id of open) if ((await cache.match(pageUrl(id))) === undefined) await notePage(id, revision);
}

/**
 * Drops the shells of earlier revisions that no open page was made from, and the notes of pages that are gone.
 * Does nothing while an update installs or waits, since its shell is not ours to judge: a later call will.
 */
export async function dropUnusedRevisions(
  revision: string,
  openPages: OpenPages,
  updatePending: () => boolean,
  now = Date.now(),
): Promise<void> {
  await ifShellFree(async () => {
    const others = await otherRevisions(revision);
    const used = await usedRevisions(await openPages(), now);
    if (updatePending()) return;
    for (const other of others) if (!used.has(other)) await dropRevision(other);
  });
}

async function usedRevisions(open: ReadonlySet<string>, now: number): Promise<ReadonlySet<string>> {
  const cache = await caches.open(PAGES_CACHE);
  const used = new Set<string>();
  for (const request of await cache.keys()) {
    const id = decodeURIComponent(new URL(request.url).pathname.split('/').at(-1) ?? '');
    const body: unknown = await (await cache.match(request))?.json();
    const record = recordSchema.safeParse(body).data;
    if (record !== undefined && (open.has(id) || now - record.at < BIRTH_MS)) used.add(record.revision);
    else await cache.delete(request);
  }
  return used;
}
