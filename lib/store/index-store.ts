import { concatBytes } from '#lib/bytes/concat.ts';
import type { Network } from '#lib/chain/network.ts';
import {
  appendEntries,
  patchAuthors,
  patchEntries,
  restoreMedia,
  type AuthorPatch,
  type PackedBytes,
} from './entry-rows.ts';
import { CHUNK_ENTRIES, NONE, type FactChunk } from './fact-chunk.ts';
import { replaceHeaders, singlesAt, type NewHeaders, type SingleHeader } from './header-rows.ts';
import type { HeldTx, ProofPatch } from './held-tx.ts';
import { letGo } from './eviction.ts';
import { IndexReader, type OpenOptions } from './index-reader.ts';
import { ALL_TABLES, openIndexDatabase } from './index-tables.ts';
import type { MoveRow } from './move-row.ts';
import type { PostChunk } from './post-chunk.ts';
import { pathIn } from './raw-pack.ts';
import { StoreError } from './store-error.ts';

/** Chunks that are read at once: while some are taken in, the next are on their way. */
const CHUNKS_AT_ONCE = 8;

/** Bytes that came again, and when, in milliseconds since 1970. */
export type RestoredBytes = { readonly arrival: number; readonly raw: Uint8Array; readonly at: number };

/** What a commit changes. All of it is written, or nothing. */
export type IndexChange = {
  /** New transactions; their arrivals go on from the last. */
  readonly added?: readonly HeldTx[];
  /** New proofs of transactions that are held already. */
  readonly patches?: readonly ProofPatch[];
  /** Bytes of large transactions that are held and may have lost theirs. */
  readonly restored?: readonly RestoredBytes[];
  /** What transactions do with ordinals that are followed, where that was not written before. */
  readonly moves?: readonly MoveRow[];
  readonly headers?: NewHeaders;
  readonly singles?: readonly SingleHeader[];
  readonly cursors?: readonly { readonly source: string; readonly cursor: string }[];
};

/** How the feed reads transactions: by which rules, and what those of a chunk say, for when it is packed. */
export type Reading = { readonly rules: number; readonly postsOf: (id: number) => PostChunk | undefined };

/** For whoever stores what nobody has read: then a start of the feed reads it anew. */
const NOT_READ: Reading = { rules: 0, postsOf: () => undefined };

/** What transactions say and do and who wrote it, as other rules read it. */
export type Rewriting = {
  readonly said?: readonly PostChunk[];
  readonly moves?: readonly MoveRow[];
  readonly authors?: readonly AuthorPatch[];
  /** Given with the last part: from now on everything is read by these. */
  readonly rules?: number;
};

export type IndexSnapshot = {
  readonly count: number;
  /** Grows by one with every commit. */
  readonly revision: number;
  /** By which rules everything was read; zero for those of builds that did not note it. */
  readonly rules: number;
  /** All headers in a row, packed, the first of height `from`; and the single ones below. */
  readonly headers: {
    readonly from: number;
    readonly packed: Uint8Array;
    readonly singles: readonly SingleHeader[];
  };
  readonly cursors: ReadonlyMap<string, string>;
};

/** A path that leads elsewhere than its transaction's proof says. */
export type StrayPath = { readonly arrival: number; readonly bump: Uint8Array };

/** Takes what is stored, in order of arrival. */
export type IndexVisitor = {
  /** Comes first, when there are chunks: how many words all of them have together. */
  readonly onWords?: (count: number) => void;
  /** `posts` is missing where nobody has written yet what the transactions say. */
  readonly onChunk?: (facts: FactChunk, posts: PostChunk | undefined, strays: readonly StrayPath[]) => void;
  readonly onTail?: (entries: readonly HeldTx[]) => void;
  readonly onMoves?: (moves: readonly MoveRow[]) => void;
};

/**
 * The feed's database, `nabo-index-<network>`: a cache of what the chain says, refilled from sources when it is lost.
 * Any tab may read it; one at a time writes, which whoever opens it sees to by a lock.
 */
export class IndexStore extends IndexReader {
  /** @throws {StoreError} as `openDatabase` does. */
  static override async open(network: Network, options: OpenOptions = {}): Promise<IndexStore> {
    return new IndexStore(await openIndexDatabase(network, options));
  }

  /**
   * Reads everything but bytes as of one moment.
   *
   * @throws {StoreError} `malformed` when rows are not of the shape that this build writes.
   */
  load({ onWords, onChunk, onTail, onMoves }: IndexVisitor = {}): Promise<IndexSnapshot> {
    return this.database.read(ALL_TABLES, async (tables) => {
      const { tail, facts, posts, paths, moves, headers, singles, cursors, meta } = tables;
      const count = (await meta.get('entries')) ?? 0;
      const sealed = await facts.count();
      const part = (from: number) => {
        const range = IDBKeyRange.bound(from, from + CHUNKS_AT_ONCE, false, true);
        const both = Promise.all([facts.all(range), posts.all(range)]);
        // Whoever waits for it hears of it; when something failed before, nobody does.
        both.catch(() => undefined);
        return both;
      };
      let coming = part(0);
      const last = sealed === 0 ? undefined : await posts.get(sealed - 1);
      if (last !== undefined) onWords?.(last.wordsFrom + last.wordLengths.length);
      for (let id = 0; id < sealed; id += CHUNKS_AT_ONCE) {
        const [someFacts, somePosts] = await coming;
        coming = part(id + CHUNKS_AT_ONCE);
        const said = new Map(somePosts.map((chunk) => [chunk.id, chunk]));
        for (const chunk of someFacts) {
          if (chunk.count !== CHUNK_ENTRIES)
            throw new StoreError('malformed', `chunk ${chunk.id} is not full`);
          const strays = straysOf(chunk);
          const leading = strays.length === 0 ? undefined : await paths.get(chunk.id);
          onChunk?.(
            chunk,
            said.get(chunk.id),
            strays.flatMap((at) => {
              const bump = leading && pathIn(leading, at);
              return bump === undefined ? [] : [{ arrival: chunk.id * CHUNK_ENTRIES + at, bump }];
            }),
          );
        }
      }
      const rows = await tail.all();
      if (sealed * CHUNK_ENTRIES + rows.length !== count)
        throw new StoreError('malformed', 'transactions are missing');
      onTail?.(rows);
      onMoves?.(await moves.all());
      return {
        count,
        revision: (await meta.get('revision')) ?? 0,
        rules: (await meta.get('rules')) ?? 0,
        headers: {
          from: (await meta.get('headersFrom')) ?? 0,
          packed: concatBytes(await headers.all()),
          singles: await singlesAt(singles),
        },
        cursors: new Map((await cursors.all()).map(({ source, cursor }) => [source, cursor])),
      };
    });
  }

  /** How many commits there were, and how far each source was read. */
  state(): Promise<{ readonly revision: number; readonly cursors: ReadonlyMap<string, string> }> {
    return this.database.read(['cursors', 'meta'], async ({ cursors, meta }) => ({
      revision: (await meta.get('revision')) ?? 0,
      cursors: new Map((await cursors.all()).map(({ source, cursor }) => [source, cursor])),
    }));
  }

  /** Those of the single headers that are kept. */
  readSingles(heights: readonly number[]): Promise<readonly SingleHeader[]> {
    return this.database.read(['singles'], ({ singles }) => singlesAt(singles, heights));
  }

  /**
   * Writes a change and answers the new revision. A writer that has missed another's commit is refused by its arrivals.
   *
   * @throws {StoreError} `exists` when the arrivals of `added` do not go on from the last; `quota` when the disk is full.
   */
  commit(
    {
      added = [],
      patches = [],
      restored = [],
      moves: newMoves = [],
      headers: newHeaders,
      singles: newSingles = [],
      cursors: newCursors = [],
    }: IndexChange,
    { rules, postsOf }: Reading = NOT_READ,
  ): Promise<number> {
    return this.database.write(ALL_TABLES, async (tables) => {
      const { facts, moves, headers, singles, cursors, meta } = tables;
      const before = (await meta.get('entries')) ?? 0;
      if (added.some(({ arrival }, at) => arrival !== before + at)) {
        throw new StoreError('exists', `arrivals go on from ${before}`);
      }
      const sealed = await facts.count();
      await patchEntries(tables, patches, sealed);
      const { media, packed } = await appendEntries(tables, added, { sealed, before, postsOf });
      const again = await restoreMedia(tables, restored, sealed);
      if (newHeaders !== undefined) {
        await replaceHeaders(headers, await meta.get('headersFrom'), newHeaders);
        await meta.put(newHeaders.lowest, 'headersFrom');
      }
      for (const [name, more] of [
        ['mediaBytes', media + again],
        ['packedBytes', packed],
      ] as const)
        if (more > 0) await meta.put(((await meta.get(name)) ?? 0) + more, name);
      const revision = ((await meta.get('revision')) ?? 0) + 1;
      await Promise.all([
        ...newMoves.map((row) => moves.put({ ...row })),
        ...newSingles.map(([height, bytes]) => singles.put(bytes.slice(), height)),
        ...newCursors.map((row) => cursors.put({ ...row })),
        ...(before === 0 ? [meta.put(rules, 'rules')] : []),
        meta.put(before + added.length, 'entries'),
        meta.put(revision, 'revision'),
      ]);
      return revision;
    });
  }

  /** Writes anew what was read by other rules. The revision stays: what is held is the same. */
  rewrite({ said = [], moves: newMoves = [], authors = [], rules }: Rewriting): Promise<void> {
    const names = ['posts', 'moves', 'facts', 'tail', 'meta'] as const;
    return this.database.write(names, async ({ posts, moves, facts, tail, meta }) => {
      await patchAuthors({ facts, tail }, authors, await facts.count());
      await Promise.all([
        ...said.map((chunk) => posts.put(chunk)),
        ...newMoves.map((row) => moves.put({ ...row })),
        ...(rules === undefined ? [] : [meta.put(rules, 'rules')]),
      ]);
    });
  }

  /** Notes that somebody looked at a large transaction. Any tab may. */
  touch(arrival: number, now: number): Promise<void> {
    return this.database.write(['uses'], async ({ uses }) => {
      if ((await uses.get(arrival)) !== undefined) await uses.put({ arrival, used: now });
    });
  }

  /** Bytes of transactions that lie in packs, and of those that are too large for that. */
  sizes(): Promise<PackedBytes> {
    return this.database.read(['meta'], async ({ meta }) => ({
      media: (await meta.get('mediaBytes')) ?? 0,
      packed: (await meta.get('packedBytes')) ?? 0,
    }));
  }

  /**
   * Lets bytes of transactions go until at most so many are left: large ones first, by when somebody last looked at them,
   * and of the others the oldest. What is known of them stays. Answers how many went.
   */
  makeRoom(most: PackedBytes, mayGo: (arrival: number) => boolean): Promise<number> {
    return this.database.write(['media', 'uses', 'raws', 'meta'], (tables) => letGo(tables, most, mayGo));
  }

  /** Forgets everything, for rows that this build cannot read. Answers the new revision. */
  clear(): Promise<number> {
    return this.database.write(ALL_TABLES, async (tables) => {
      const { meta } = tables;
      const revision = ((await meta.get('revision')) ?? 0) + 1;
      await Promise.all(ALL_TABLES.map((name) => tables[name].clear()));
      await meta.put(revision, 'revision');
      return revision;
    });
  }
}

/** Places in a chunk whose path leads elsewhere than the proof says. */
function straysOf({ pathHeights, proofs, heights }: FactChunk): number[] {
  const PROVEN = 1;
  const strays: number[] = [];
  for (const [at, path] of pathHeights.entries()) {
    if (path !== NONE && (proofs[at] !== PROVEN || heights[at] !== path)) strays.push(at);
  }
  return strays;
}
