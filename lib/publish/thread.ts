import { outpointTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { encodeDirectory, fitsDirectory, ORD_FS } from '#lib/protocols/ord-fs.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import type {
  Continuation,
  Following,
  Intent,
  Publication,
  SiteDirectory,
  StoredIntent,
  Successor,
} from './publication.ts';
import { isLive } from './transition.ts';

// Several posts as one thread, or the files of a site and their directory. They are saved at once and signed one after another, since a reply names the transaction
// that it answers, and a directory those of its files. Each spends what came of the one before it, so that none can be mined without it: should that one be
// refused and made anew, what answered it goes down with it and is made anew as well (`books.ts`).

/** Most posts of a thread: a chain of unmined transactions that every node takes. */
export const MOST_PARTS = 16;

/**
 * The intent of what goes on with `after`; `before` are the ids of all that are saved before it.
 *
 * @throws {RangeError} when a directory names a file that is not among them, or a path that is none.
 */
export function succeeding(next: Following, after: string, before: readonly string[]): Successor {
  if (next.kind === undefined) return { ...next, kind: 'continue', after };
  if (next.kind === 'next-file') return { ...next, after };
  const files = next.files.map(({ path, part }) => {
    const of = before[part];
    if (of === undefined) throw new RangeError(`no file before the directory is number ${part}`);
    return { path, of };
  });
  if (!fitsDirectory(files)) throw new RangeError('these paths make no directory');
  return { ...next, after, files };
}

/**
 * What is saved at once, under its ids: the intent, and what goes on with it, each behind the one before.
 *
 * @throws {RangeError} as {@link succeeding} does.
 */
export const inARow = (
  intent: Intent,
  then: readonly Following[],
  ids: readonly string[],
): readonly StoredIntent[] => [
  intent,
  ...then.map((next, at) => succeeding(next, ids[at] ?? '', ids.slice(0, at + 1))),
];

/** What a successor needs before it can be signed. */
export type Turn =
  | {
      readonly state: 'ready';
      readonly intent: Intent;
      /** One of these coins is to be spent. */
      readonly tie?: readonly Outpoint[];
    }
  /** The one before it has no transaction yet, or left no change and is in no block; or a file of the site has none. */
  | { readonly state: 'waits' }
  /** There will never be one. */
  | { readonly state: 'broken' };

/** The reply that a continuation is, once the post before it has a name. */
export function answering({ kind: _kind, after: _after, ...words }: Continuation, to: Outpoint): Intent {
  return { kind: 'reply', ...words, to };
}

/** Where a post of ours stands: output 0 of its transaction. */
export const outpointOf = ({ tx }: Pick<Publication, 'tx'>): Outpoint | undefined =>
  tx === undefined ? undefined : toOutpoint(tx.txid, 0);

/** The inscription that a directory is; `undefined` while a file has no name, and where its paths are none. */
export function directoryOf(
  { name, files }: Pick<SiteDirectory, 'name' | 'files'>,
  nameOf: (id: string) => Outpoint | undefined,
): Extract<Intent, { kind: 'inscribe' }> | undefined {
  if (!fitsDirectory(files)) return undefined;
  const entries: { readonly path: string; readonly at: Outpoint }[] = [];
  for (const { path, of } of files) {
    const at = nameOf(of);
    if (at === undefined) return undefined;
    entries.push({ path, at });
  }
  const body = encodeDirectory(entries);
  return { kind: 'inscribe', contentType: ORD_FS, body, ...(name !== undefined && { name }) };
}

/** What a successor is once those that it hangs on are signed; `undefined` while one of them is not. */
function intentOf(intent: Successor, rows: ReadonlyMap<string, Publication>): Intent | undefined {
  const nameOf = (id: string): Outpoint | undefined => {
    const row = rows.get(id);
    return row !== undefined && isLive(row) ? outpointOf(row) : undefined;
  };
  switch (intent.kind) {
    case 'continue': {
      const to = nameOf(intent.after);
      return to && answering(intent, to);
    }
    case 'next-file': {
      const { kind: _kind, after: _after, ...file } = intent;
      return { kind: 'inscribe', ...file };
    }
    case 'site':
      return directoryOf(intent, nameOf);
  }
}

/** The publications that a successor hangs on. */
export const hangsOn = (intent: Successor): readonly string[] =>
  intent.kind === 'site' ? [intent.after, ...intent.files.map(({ of }) => of)] : [intent.after];

/**
 * Whether a successor can be signed behind the one before it, tied to it by one of `heirs`. A block alone is no tie: it may
 * be replaced, and the one before it be made anew. `rows` are the publications that it hangs on.
 */
export function turnOf(
  intent: Successor,
  rows: ReadonlyMap<string, Publication>,
  heirs: readonly Outpoint[],
): Turn {
  if (hangsOn(intent).some((id) => rows.get(id)?.forgotten !== undefined || !rows.has(id)))
    return { state: 'broken' };
  const before = rows.get(intent.after);
  const signed = intentOf(intent, rows);
  if (before === undefined || !isLive(before) || signed === undefined) return { state: 'waits' };
  const ready = { state: 'ready', intent: signed } as const;
  if (heirs.length > 0) return { ...ready, tie: heirs };
  return before.state === 'in-block' ? ready : { state: 'waits' };
}

/**
 * The free coins that exist only if `txid` does: its change, or where that was spent, the change of what has spent it,
 * and so on. `publications` oldest first.
 */
export function heirsOf(
  txid: Txid,
  coins: readonly Coin[],
  publications: readonly Publication[],
): readonly Outpoint[] {
  const free = coins.filter(({ status }) => status === 'free').map(({ outpoint }) => outpoint);
  const change = free.filter((outpoint) => outpointTxid(outpoint) === txid);
  if (change.length > 0) return change;
  const line = new Set([txid]);
  for (let size = 0; size < line.size;) {
    size = line.size;
    for (const { tx } of publications.filter(isLive))
      if (tx.inputs.some((outpoint) => line.has(outpointTxid(outpoint)))) line.add(tx.txid);
  }
  return free.filter((outpoint) => line.has(outpointTxid(outpoint)));
}
