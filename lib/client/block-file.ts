import * as z from 'zod/mini';
import { parseJson } from '#lib/bytes/json.ts';
import { isListName, MOST_BLOCKED, MOST_LIST_NAME } from '#lib/store/kept-store.ts';

/** Bytes of a file of blocked keys at most: as many keys as a list may have, with room for how they are written. */
const MOST_FILE_BYTES = 64 * 1024;

/** A list of keys (hash160 in hex) that somebody blocks, and what they call it. */
type Author = { readonly key: string; readonly handle?: string };

type BlockFile = { readonly name: string; readonly keys: readonly string[] };

const blockFileSchema = z.object({
  nabo: z.literal('blocked'),
  v: z.literal(1),
  name: z.string().check(z.refine(isListName)),
  keys: z.array(z.string().check(z.regex(/^[0-9a-f]{40}$/))).check(z.minLength(1), z.maxLength(MOST_BLOCKED)),
});

/** Reads such a file, which may come from anybody; `undefined` for what is none, or too large. */
export async function readBlockFile(file: Blob): Promise<BlockFile | undefined> {
  if (file.size > MOST_FILE_BYTES) return undefined;
  const json = parseJson(await file.text());
  const read = json.ok ? blockFileSchema.safeParse(json.value).data : undefined;
  return read && { name: read.name, keys: [...new Set(read.keys)] };
}

/**
 * The text of such a file, named after who blocks them: their handle, or how their key begins. Besides, only keys are in it:
 * not why, and nothing that is signed. `undefined` without keys.
 */
export function writeBlockFile(keys: readonly string[], by: Author | undefined): string | undefined {
  if (keys.length === 0) return undefined;
  const name = `Blocked by ${by?.handle ?? by?.key.slice(0, 8) ?? 'somebody'}`.slice(0, MOST_LIST_NAME);
  return JSON.stringify({ nabo: 'blocked', v: 1, name, keys: keys.slice(0, MOST_BLOCKED) });
}
