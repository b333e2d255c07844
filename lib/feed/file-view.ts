import type { BlockHash, Txid } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import type { RecordKind } from '#lib/protocols/record.ts';
import type { PostView } from './post-view.ts';

/** What a transaction says besides posts. */
export type FileRecord =
  | { readonly kind: 'handle'; readonly name: string }
  | { readonly kind: 'district'; readonly height: number }
  | { readonly kind: 'parcel'; readonly index: number; readonly height: number }
  | { readonly kind: 'other'; readonly record: RecordKind };

/** A transaction of a file, judged by this device alone. */
export type FileTx = {
  readonly txid: Txid;
  readonly bytes: number;
  readonly verdict: Verdict;
  /** The block that its path names, when no header of ours is there to confirm or deny it. */
  readonly ahead?: { readonly height: number; readonly ourHeight: number };
  readonly posts: readonly PostView[];
  readonly records: readonly FileRecord[];
  /** Whether the feed of this device has it already. */
  readonly isHeld: boolean;
};

/** What was found in a file that a person gave us. Plain data: it crosses from the feed worker to the page. */
export type FileView =
  | { readonly kind: 'problem'; readonly issue: Issue }
  | {
      readonly kind: 'transaction';
      readonly as: 'bundle' | 'beef' | 'transaction';
      readonly network: Network;
      readonly tx: FileTx;
      /** Transactions that came with it, its ancestors, and how many of them are in blocks that we know. */
      readonly others: number;
      readonly othersProven: number;
    }
  | {
      readonly kind: 'block';
      readonly network: Network;
      readonly hash: BlockHash;
      readonly time: number;
      readonly bytes: number;
      readonly transactions: number;
      /** Its height, when it is on the chain with most work that we checked. */
      readonly height?: number;
      /** Transactions that say something the feed knows: the first of them, and how many there are. */
      readonly found: readonly FileTx[];
      readonly speaking: number;
    };
