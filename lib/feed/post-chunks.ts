import * as z from 'zod/mini';
import { isOutpoint, isTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import type { RecordKind } from '#lib/protocols/index.ts';
import {
  authorsAt,
  CHUNK_ENTRIES,
  endsOf,
  HASH_BYTES,
  KEY_BYTES,
  type FactChunk,
} from '#lib/store/fact-chunk.ts';
import type { PostChunk } from '#lib/store/post-chunk.ts';
import type { ByteTable } from './columns/byte-table.ts';
import type { PostExtra } from './columns/post-table.ts';
import type { FeedIndex } from './feed-index.ts';
import type { OtherItem } from './items.ts';

/**
 * The number of the rules by which this build reads what transactions say. It grows with every change after which a
 * transaction that is held may say something else, and what older builds stored is then read anew from the bytes.
 */
export const RULES = 6;

const vout = z.number();
const holder = z.string();
const record = z.custom<RecordKind>((value) => typeof value === 'string');

const otherItemSchema: z.ZodMiniType<OtherItem> = z.discriminatedUnion('kind', [
  z.object({
    vout,
    kind: z.enum(['like', 'repost']),
    target: z.custom<Txid>((value) => typeof value === 'string' && isTxid(value)),
    on: z.boolean(),
  }),
  z.object({ vout, kind: z.literal('handle'), name: z.string(), holder }),
  z.object({ vout, kind: z.literal('district'), height: z.number(), holder }),
  z.object({ vout, kind: z.literal('parcel'), index: z.number(), height: z.number(), holder }),
  z.object({ vout, kind: z.literal('identity'), bapId: z.string(), key: z.exactOptional(z.string()) }),
  z.object({
    vout,
    kind: z.literal('follow'),
    bapId: z.string(),
    key: z.exactOptional(z.string()),
    on: z.boolean(),
  }),
  z.object({
    vout,
    kind: z.literal('profile'),
    bapId: z.string(),
    name: z.exactOptional(z.string()),
    description: z.exactOptional(z.string()),
    image: z.exactOptional(z.string()),
    page: z.exactOptional(z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value))),
  }),
  z.object({ vout, kind: z.literal('other'), record }),
]);

const issueSchema: z.ZodMiniType<Issue> = z.object({
  code: z.string(),
  message: z.string(),
  offset: z.exactOptional(z.number()),
  path: z.exactOptional(z.string()),
});

const extraSchema: z.ZodMiniType<PostExtra> = z.object({
  parentVout: z.exactOptional(z.number()),
  media: z.exactOptional(
    z.object({ vout, contentType: z.string(), bytes: z.number(), alt: z.exactOptional(z.string()) }),
  ),
  tags: z.exactOptional(z.array(z.string())),
  warning: z.exactOptional(z.string()),
  replaces: z.exactOptional(z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value))),
  issues: z.exactOptional(z.array(issueSchema)),
});

/** What few posts of a chunk have, by place among them; and what else its transactions say, by place among those. */
const extrasSchema = z.array(z.object({ at: z.number(), extra: extraSchema }));
const othersSchema = z.array(z.object({ at: z.number(), items: z.array(otherItemSchema) }));

/** What the transactions of chunk `id` say; `undefined` while the index has not all of them. */
export function encodePosts(index: FeedIndex, id: number): PostChunk | undefined {
  const { posts, txs } = index;
  const first = id * CHUNK_ENTRIES;
  const held = Array.from({ length: CHUNK_ENTRIES }, (_, at) => index.heldAt(first + at));
  if (held.includes(-1)) return undefined;
  const [firstRow] = index.rowsOf(held[0] ?? -1);
  const [, end] = index.rowsOf(held.at(-1) ?? -1);
  const handles = new LocalNumbers();
  const parents = new LocalNumbers();
  const handleOf = posts.handleNumbers.slice(firstRow, end).map((handle) => handles.of(handle));
  const parentOf = posts.parents.slice(firstRow, end).map((parent) => parents.of(parent));
  const parentTxids = new Uint8Array(parents.list.length * HASH_BYTES);
  for (const [at, parent] of parents.list.entries())
    parentTxids.set(txs.txidBytes(parent - 1), at * HASH_BYTES);
  const start = posts.startOf(firstRow);
  const [wordsFrom, wordsTo] = index.wordsOf(id);
  const words = posts.words.copy(wordsFrom, wordsTo);
  return {
    id,
    rules: RULES,
    wordsFrom,
    words: words.bytes,
    wordLengths: words.lengths,
    postEnds: endsOf(held.map((tx) => txs.postCounts.at(tx))),
    vouts: posts.vouts.slice(firstRow, end),
    handleOf,
    handles: handles.list.map((handle) => posts.handles.at(handle - 1)),
    parentOf,
    parents: parentTxids,
    codes: posts.codes.slice(start, posts.startOf(end)),
    codeEnds: posts.ends.slice(firstRow, end).map((codeEnd) => codeEnd - start),
    extras: posts.extrasBetween(firstRow, end).map(([row, extra]) => ({ at: row - firstRow, extra })),
    others: held.flatMap((tx, at) => {
      const others = index.othersOf(tx);
      return others === undefined ? [] : [{ at, items: others.items }];
    }),
  };
}

/** Numbers that count up from 1 as they are met; zero stays zero. */
class LocalNumbers {
  readonly list: number[] = [];
  private readonly known = new Map<number, number>();

  of(number: number): number {
    if (number === 0) return 0;
    const known = this.known.get(number) ?? this.list.push(number);
    this.known.set(number, known);
    return known;
  }
}

/**
 * Takes a chunk, by whatever rules it was read, into an index that holds every chunk before it. Answers `false` when it
 * does not follow those; then the index is good for nothing.
 */
export function restorePosts(index: FeedIndex, facts: FactChunk, chunk: PostChunk): boolean {
  const extras = extrasSchema.safeParse(chunk.extras);
  const others = othersSchema.safeParse(chunk.others);
  const { posts, txs } = index;
  const fits =
    chunk.rules === RULES && chunk.postEnds.length === facts.count && extras.success && others.success;
  if (!fits || !posts.words.restore(chunk.wordsFrom, chunk.words, chunk.wordLengths)) return false;
  // Number zero stands for none.
  const handles = Uint32Array.of(0, ...chunk.handles.map((handle) => posts.handles.intern(handle) + 1));
  const parents = Uint32Array.from({ length: chunk.parents.length / HASH_BYTES + 1 }, (_, at) =>
    at === 0 ? 0 : txs.internBytes(chunk.parents, (at - 1) * HASH_BYTES) + 1,
  );
  const firstRow = posts.length;
  for (const { at, extra } of extras.data) posts.extras.set(firstRow + at, extra);
  const said = new Map(others.data.map(({ at, items }) => [at, items]));
  const authors = new AuthorWalk(facts, posts.keys);
  const base = posts.codes.length;
  posts.codes.append(chunk.codes, true);
  posts.reserve(chunk.vouts.length);
  let row = 0;
  for (let at = 0; at < facts.count; at += 1) {
    const tx = txs.internBytes(facts.txids, at * HASH_BYTES);
    const first = posts.length;
    index.arrive(tx, facts.id * CHUNK_ENTRIES + at);
    txs.restore(tx, facts, at, first);
    for (const end = chunk.postEnds[at] ?? 0; row < end; row += 1) {
      const vout = chunk.vouts[row] ?? 0;
      authors.find(at, vout);
      posts.push(
        {
          tx,
          vout,
          author: authors.key,
          form: authors.form,
          handle: handles[chunk.handleOf[row] ?? 0] ?? 0,
          parent: parents[chunk.parentOf[row] ?? 0] ?? 0,
        },
        base + (chunk.codeEnds[row] ?? 0),
      );
    }
    index.link(tx, first);
    const items = said.get(at);
    if (items !== undefined) {
      const ofItems = authorsAt(facts, at).filter((author) =>
        items.some((item) => item.vout === author.vout),
      );
      index.setOthers(tx, { items, authors: ofItems });
    }
    index.enter(tx);
  }
  return true;
}

/** Finds the authors of a chunk's posts, which come in the order of both. */
class AuthorWalk {
  /** The number of the key that was found plus one, zero for none; and how the record is signed. */
  key = 0;
  form = 0;
  private readonly facts: FactChunk;
  private readonly keys: ByteTable;
  private next = 0;
  /** The author whose key was looked up last: often the next has the same. */
  private known = -1;
  private knownKey = 0;

  constructor(facts: FactChunk, keys: ByteTable) {
    this.facts = facts;
    this.keys = keys;
  }

  /** Looks for who wrote an output of a transaction. */
  find(tx: number, vout: number): void {
    const at = this.placeOf(tx, vout);
    this.form = at < 0 ? 0 : (this.facts.authorForms[at] ?? 0);
    this.key = at < 0 ? 0 : this.keyOf(at);
  }

  private keyOf(at: number): number {
    const { authorKeys } = this.facts;
    const isKnown = this.known >= 0 && isSame(authorKeys, this.known * KEY_BYTES, at * KEY_BYTES);
    if (!isKnown) {
      const isNone = isZero(authorKeys, at * KEY_BYTES);
      this.knownKey = isNone ? 0 : this.keys.intern(authorKeys, at * KEY_BYTES) + 1;
      this.known = at;
    }
    return this.knownKey;
  }

  /** The place among all authors, or -1. */
  private placeOf(tx: number, vout: number): number {
    const { authorEnds, authorVouts } = this.facts;
    const start = tx === 0 ? 0 : (authorEnds[tx - 1] ?? 0);
    const end = authorEnds[tx] ?? 0;
    this.next = Math.max(this.next, start);
    for (let at = this.next; at < end; at += 1) {
      if (authorVouts[at] !== vout) continue;
      this.next = at + 1;
      return at;
    }
    for (let at = start; at < Math.min(this.next, end); at += 1) if (authorVouts[at] === vout) return at;
    return -1;
  }
}

function isZero(keys: Uint8Array, start: number): boolean {
  for (let at = start; at < start + KEY_BYTES; at += 1) if (keys[at] !== 0) return false;
  return true;
}

function isSame(keys: Uint8Array, one: number, other: number): boolean {
  for (let at = 0; at < KEY_BYTES; at += 1) if (keys[one + at] !== keys[other + at]) return false;
  return true;
}
