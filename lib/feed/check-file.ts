import type { Txid } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Bundle } from '#lib/proof/bundle.ts';
import type { HeaderChain } from '#lib/proof/header-chain.ts';
import { readFile, type FileContents } from '#lib/proof/read-file.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { checkClaim, type Claim } from '#lib/proof/verify-tx.ts';
import { FeedIndex } from './feed-index.ts';
import type { FileRecord, FileTx, FileView } from './file-view.ts';
import { clip, MAX_TEXT, readItems, readSignedItems, type FeedItem } from './items.ts';
import { postsOfTx, postView, verdictOf } from './views.ts';

/** Transactions of a block that are shown; a signature costs some milliseconds. */
const MAX_FOUND = 50;

/** What a file is judged against. */
export type FileContext = {
  readonly network: Network;
  readonly chain: HeaderChain;
  readonly index: FeedIndex;
  /** Offers headers that came in the file to our chain, which takes them if their rules are kept and their work is most. */
  readonly offerHeaders: (from: number, headers: readonly Uint8Array[]) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * Reads a file that a person gave us and judges what is in it by our own headers, without asking anybody. Nothing of it
 * enters the feed, whatever it says; headers may, since they prove themselves.
 */
export function checkFile(bytes: Uint8Array, context: FileContext): FileView {
  const contents = readFile(bytes);
  return contents.ok ? view(contents.value, context) : { kind: 'problem', issue: contents.issue };
}

function view(contents: FileContents, context: FileContext): FileView {
  const { network } = context;
  switch (contents.kind) {
    case 'bundle':
      return viewBundle(contents.bundle, context);
    case 'beef': {
      const { bumps, txs } = contents.beef;
      const claims = txs.map(({ raw, ...tx }) => ({ ...tx, raw, bytes: raw.length, bumps }));
      const subject = claims.find(({ txid }) => txid === contents.subject);
      if (subject === undefined)
        return {
          kind: 'problem',
          issue: issue('beef-no-subject', 'the transaction that it is about is not in it'),
        };
      const others = claims.filter((claim) => claim !== subject);
      const proven = others.filter((claim) => checkClaim(claim, context.chain).verdict.state === 'proven');
      return {
        kind: 'transaction',
        as: 'beef',
        network,
        tx: viewTx(subject, context),
        others: others.length,
        othersProven: proven.length,
      };
    }
    case 'transaction': {
      const { txid, raw } = contents;
      const tx = viewTx({ txid, raw, bytes: raw.length, bumps: [] }, context);
      return { kind: 'transaction', as: 'transaction', network, tx, others: 0, othersProven: 0 };
    }
    case 'block':
      return viewBlock(contents, context);
  }
}

function viewBundle(bundle: Bundle, context: FileContext): FileView {
  const { network } = context;
  if (bundle.network !== network)
    return { kind: 'problem', issue: issue('file-other-network', bundle.network, { path: network }) };
  const { headers, raw, content } = bundle;
  if (headers !== undefined) context.offerHeaders(headers.from, headers.list);
  const tx = viewTx({ ...bundle, bytes: raw.length }, context);
  const claimed = content?.kind === 'post' ? content.text : undefined;
  const words = tx.posts.map(({ text }) => text);
  // Somebody may read the file in an editor, where nothing else says what the transaction holds.
  if (tx.verdict.state !== 'refuted' && claimed !== undefined && !words.includes(clip(claimed, MAX_TEXT)))
    return {
      kind: 'problem',
      issue: issue('bundle-content', 'the words in the file are not in the transaction'),
    };
  return { kind: 'transaction', as: 'bundle', network, tx, others: 0, othersProven: 0 };
}

function viewBlock({ block, raw }: Extract<FileContents, { kind: 'block' }>, context: FileContext): FileView {
  const { chain, index, network } = context;
  const { header, transactions } = block;
  const txids = transactions.map(({ txid }) => txid);
  const height = chain.heightOf(header.hash);
  const speaking = transactions
    .map(({ txid, offset, bytes }, at) => ({ txid, raw: raw.subarray(offset, offset + bytes), at }))
    .filter((tx) => readItems(tx.raw, index.chain).length > 0);
  return {
    kind: 'block',
    network,
    hash: header.hash,
    time: header.time,
    bytes: raw.length,
    transactions: txids.length,
    ...(height !== undefined && { height }),
    found: speaking.slice(0, MAX_FOUND).map(({ txid, raw: tx, at }) => {
      const place =
        height === undefined ? undefined : { height, hash: header.hash, index: at, time: header.time };
      const verdict: Verdict = place === undefined ? { state: 'held' } : { state: 'proven', place };
      return isSegwit(tx)
        ? viewTx({ txid, raw: tx, bytes: tx.length, bumps: [] }, context)
        : describe({ txid, raw: tx }, { verdict }, context);
    }),
    speaking: speaking.length,
  };
}

function viewTx(claim: Claim & { readonly raw: Uint8Array }, context: FileContext): FileTx {
  const { chain, index } = context;
  // No txid covers witnesses. On BTC a path then says nothing about content; on BSV, which has none, they are made up.
  if (!isSegwit(claim.raw)) return describe(claim, checkClaim(claim, chain), context);
  return describe(claim, { verdict: index.chain === 'btc' ? { state: 'held' } : WITNESSED }, context);
}

const WITNESSED: Verdict = {
  state: 'refuted',
  issue: issue('tx-witness', 'a transaction with witnesses, which its txid does not cover'),
};

/** Whether a transaction that was parsed carries witnesses: the marker stands where a count of inputs is never 0. */
const isSegwit = (raw: Uint8Array): boolean => raw[4] === 0;

/** What a transaction says, as the feed would show it under this verdict. */
function describe(
  { txid, raw }: { readonly txid: Txid; readonly raw: Uint8Array },
  { verdict, height }: ReturnType<typeof checkClaim>,
  { chain, index, now }: FileContext,
): FileTx {
  const ourHeight = chain.tip?.height ?? 0;
  const isAhead = verdict.state === 'held' && height !== undefined;
  const base = {
    txid,
    bytes: raw.length,
    ...(isAhead && { ahead: { height, ourHeight } }),
    isHeld: index.tx(txid) !== undefined,
  };
  if (verdict.state === 'refuted') return { ...base, verdict, posts: [], records: [] };
  const { items, authors } = readSignedItems(raw, index.chain);
  const alone = new FeedIndex(index.chain);
  const proof = verdict.state === 'proven' ? verdict : ({ state: 'none' } as const);
  alone.add({ arrival: 0, txid, raw, proof, authors, heldSince: now(), from: 'a file' }, items);
  const held = alone.tx(txid);
  const posts = postsOfTx(alone, held?.tx).map((post) => {
    const shown = postView(alone, post);
    const { handle, key, signature } = shown.author;
    // Who holds a name is for the whole feed to say, not for one file.
    const standing =
      handle === undefined ? undefined : index.ledger.handles.standingOf(handle, key, post.position.height);
    return standing === undefined
      ? shown
      : {
          ...shown,
          author: { ...shown.author, standing: signature === 'wrong' ? ('not-verified' as const) : standing },
        };
  });
  return {
    ...base,
    verdict: held === undefined ? verdict : verdictOf(alone, held),
    posts,
    records: items.flatMap(recordOf),
  };
}

function recordOf(item: FeedItem): FileRecord[] {
  switch (item.kind) {
    case 'handle':
      return [{ kind: 'handle', name: item.name }];
    case 'district':
      return [{ kind: 'district', height: item.height }];
    case 'parcel':
      return [{ kind: 'parcel', index: item.index, height: item.height }];
    case 'identity':
      return [{ kind: 'other', record: 'identity' }];
    case 'follow':
      return [{ kind: 'other', record: item.on ? 'follow' : 'unfollow' }];
    case 'profile':
      return [{ kind: 'other', record: 'profile' }];
    case 'other':
      return [{ kind: 'other', record: item.record }];
    case 'like':
    case 'repost':
      return [{ kind: 'other', record: item.on || item.kind === 'repost' ? item.kind : 'unlike' }];
    case 'post':
      return [];
  }
}
