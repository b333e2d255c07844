import * as z from 'zod/mini';
import { isOutpoint, type Outpoint } from '#lib/bytes/brand.ts';

// What stands in the value of a row, in text. What came is read as a stranger's: another build may have written it.

/** Longest text of a post that is not sent yet, and most posts of a thread, as the stores take them (lib/store/core-rows.ts). */
const text = z.string().check(z.maxLength(100_000));
const part = { text, warning: z.exactOptional(z.string().check(z.maxLength(1_000))) };

const wordsSchema = z.object({
  ...part,
  more: z.exactOptional(z.readonly(z.array(z.object(part)).check(z.minLength(1), z.maxLength(15)))),
});

/** The words of a draft. Its pictures stay where they were chosen. */
export type SyncedWords = z.infer<typeof wordsSchema>;

/** Posts that a place may name besides its own: only as many as tell what is new. */
const MOST_NEWEST = 64;
const outpoint = z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value));
const aroundSchema = z.object({ top: z.number(), newest: z.array(outpoint).check(z.maxLength(MOST_NEWEST)) });

type Place = { readonly id: Outpoint; readonly top: number; readonly newest: readonly Outpoint[] };

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Words always in the same text, whoever writes it. */
export function writeWords({ text, warning, more }: SyncedWords): string {
  const write = (each: Omit<SyncedWords, 'more'>) => ({
    text: each.text,
    ...(each.warning !== undefined && { warning: each.warning }),
  });
  return JSON.stringify({
    ...write({ text, ...(warning !== undefined && { warning }) }),
    ...(more !== undefined && { more: more.map(write) }),
  });
}

export const readWords = (value: string): SyncedWords | undefined => wordsSchema.safeParse(parse(value)).data;

/** The post comes first: by it a place is another one. */
export const writePlace = ({ id, top, newest }: Place): string =>
  `${id} ${JSON.stringify({ top, newest: newest.slice(0, MOST_NEWEST) })}`;

export function readPlace(value: string): Place | undefined {
  const end = value.indexOf(' ');
  const id = value.slice(0, Math.max(0, end));
  const around = aroundSchema.safeParse(parse(value.slice(end + 1))).data;
  return around !== undefined && isOutpoint(id) ? { id, ...around } : undefined;
}

/** Since when something is kept, in milliseconds since 1970. */
export const writeSince = (at: number): string => String(at);

export function readSince(value: string): number | undefined {
  return /^\d{1,16}$/.test(value) ? Number(value) : undefined;
}
