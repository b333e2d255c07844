import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import type { Chain } from '#lib/chain/network.ts';
import type { RecordKind, SignatureFault } from '#lib/protocols/index.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import type { TitleEventView } from './title-events.ts';
import type { VersionView } from './versions.ts';

/** Whether the name above a post belongs to the key that wrote it. */
export type HandleStanding =
  /** That key held the handle at that height. */
  | 'verified'
  /** Somebody holds the handle, and not this key; or the signature does not fit. */
  | 'not-verified'
  /** Nobody has claimed the handle. */
  | 'unclaimed';

/** Who wrote a post, as far as it can be known. */
export type AuthorView = {
  /** Hash160 of the author's key in hex; profiles and avatars are made from it. Absent when nothing names a key. */
  readonly key?: string;
  /** The `name` of `name.bitter` as the post says it, or the handle that the key holds. */
  readonly handle?: string;
  readonly standing?: HandleStanding;
  /** What the key calls itself; nobody vouches for it. Absent beside a handle. */
  readonly name?: string;
  /** What is suspicious in how the handle is written (`markName`); absent when nothing is. */
  readonly nameMarks?: readonly Issue[];
  /** How the key is known. `wrong` is a signature that is present and does not fit; it never falls through. */
  readonly signature: 'sigma' | 'aip' | 'input' | 'wrong' | 'none';
  /** Why a `wrong` signature is. */
  readonly fault?: SignatureFault;
};

/** One line of the post that this one answers. */
export type ParentView = {
  readonly txid: Txid;
  /** The first post of the talk, as far as it is known; absent where that is the parent. */
  readonly root?: Txid;
  readonly id?: Outpoint;
  readonly author?: AuthorView;
  /** At most 140 characters of its text, or its warning; absent while it is not held. */
  readonly excerpt?: string;
  /** It is no post but the claim of this district: what was said there. */
  readonly district?: number;
};

/** A post that another names in its words. */
export type QuoteView = {
  /** The part of the text that names it. */
  readonly said: string;
  readonly txid: Txid;
  /** Absent, with all that follows, while it is not held. */
  readonly id?: Outpoint;
  readonly author?: AuthorView;
  /** At most 280 characters of its words, or its warning. */
  readonly text?: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly media?: MediaView;
  /** It is no post but a file that somebody inscribed; then nothing else is there but its names. */
  readonly file?: EmbedView;
};

/** An inscription that a post names: a picture, a page, a film. Of one that this device does not hold only the name is known. */
export type EmbedView = {
  readonly id: Outpoint;
  readonly record?: RecordKind;
  /** Of its transaction. */
  readonly bytes?: number;
};

/** A picture that travels inside the post's own transaction. The bytes are asked for by id. */
export type MediaView = {
  readonly kind: 'image';
  readonly id: Outpoint;
  readonly contentType: string;
  readonly bytes: number;
  /** What its writer says is on it; absent where nothing was said. */
  readonly alt?: string;
};

/** A post as screens show it. Plain data: it crosses from the feed worker to the page. */
export type PostView = {
  readonly id: Outpoint;
  readonly txid: Txid;
  readonly chain: Chain;
  readonly author: AuthorView;
  readonly text: string;
  /** Why a reader should be asked before the words are shown; empty when no reason is given. */
  readonly warning?: string;
  readonly media?: MediaView;
  readonly replyTo?: ParentView;
  readonly quote?: QuoteView;
  /** Other versions of it by the same author; absent where none is held. */
  readonly versions?: VersionView;
  /** Who of those whom the reader follows handed it on; only in the timeline that it stands in for that. */
  readonly reposted?: {
    /** At most three of `count`, the first first. */
    readonly by: readonly AuthorView[];
    readonly count: number;
  };
  readonly counts: CountsView;
  readonly verdict: Verdict;
  /** Size of the transaction in bytes. */
  readonly bytes: number;
  /** When this device first held it, in milliseconds since 1970; block time is in the verdict. */
  readonly heldSince: number;
  /** The source or neighbour that gave the bytes. */
  readonly from: string;
  /** How the bytes came, where that was measured. */
  readonly delivery?: DeliveryView;
  /** What was odd in the record and yet read; absent when nothing was. */
  readonly issues?: readonly Issue[];
};

/** How a transaction reached this device. */
export type DeliveryView = {
  readonly kind: 'source' | 'neighbour';
  /** The source's name, or the neighbour's PeerId. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly bytes: number;
  /** From asking to having the bytes. */
  readonly ms: number;
};

/** A page of a timeline, newest first. */
export type TimelinePage = {
  /** May be fewer than asked for, even none, before the end: one page looks at so many posts and no more. */
  readonly posts: readonly PostView[];
  /** Where the next, older page begins; absent at the end. */
  readonly next?: string;
  /** Where the page before, of newer posts, ends; absent where there is none, and where nobody can go back. */
  readonly prev?: string;
  /** What is folded between, above and below these posts, newest first; only for a query that `folds`. */
  readonly folds?: readonly FoldView[];
};

/** Posts that follow one another and are not shown, because their authors are far from whom the reader follows. */
export type FoldView = {
  /** The shown post right below them; absent for those that are older than all that is shown. */
  readonly above?: Outpoint;
  /** The newest of them. */
  readonly first: Outpoint;
  readonly count: number;
  /** At most three of their authors (hash160 in hex), newest first. */
  readonly by: readonly string[];
};

/** Which posts. */
export type TimelineOf =
  /** All that are held. */
  | { readonly kind: 'latest' }
  /** All that are held, in the order in which they came to this device. */
  | { readonly kind: 'here' }
  /** Those of a key (hash160 in hex). */
  | { readonly kind: 'author'; readonly key: string }
  /** Of whom this device follows, in private or by records of its own keys. */
  | { readonly kind: 'following' }
  /** Of whom a list of the reader's names. */
  | { readonly kind: 'list'; readonly name: string }
  /** Of whom a key follows by its own records, for everybody to read. */
  | { readonly kind: 'followed-by'; readonly key: string }
  /** Those that a neighbour gave. */
  | { readonly kind: 'neighbours' }
  /** Those with any of some tags, each without `#`: 1 to 16. A search for `#a #b` gives those that have all of them. */
  | { readonly kind: 'hashtag'; readonly tags: readonly string[] }
  /** Those that name a handle, which is said without `@` and `.bitter`. */
  | { readonly kind: 'mentions'; readonly name: string }
  /** Those that a key (hash160 in hex) likes now, by when it said so. `only` does not count. */
  | { readonly kind: 'liked'; readonly key: string }
  /** Those that this device keeps, by when they were kept. */
  | { readonly kind: 'bookmarks' };

export type TimelineQuery = {
  readonly of: TimelineOf;
  /** Only those that answer no other, only answers, or only those with a picture. */
  readonly only?: 'posts' | 'replies' | 'media';
  /** Cursor: only older posts than there. */
  readonly after?: string;
  /** Cursor: the newer posts that come right before it. Counts where `after` is absent. Bookmarks know no such thing. */
  readonly before?: string;
  /** The page begins with this post, where that is held. Counts where no cursor is given. */
  readonly from?: Outpoint;
  /** Of the latest: authors beyond two steps of whom the reader follows are folded. */
  readonly folds?: boolean;
  /** 1 to 100. */
  readonly limit: number;
};

/**
 * Posts that hold every word of a text, and what else it asks for:
 *
 * - `#tag`; `"these words in a row"`
 * - `from:name`, with or without `@` and `.bitter`, or `from:` and a hash160 in hex
 * - `has:media`, `is:reply`
 * - `before:` and `after:` a day (`2026-01-31`), a month (`2026-01`) or a height (`812000`); neither counts what is in it.
 *   A post is as old as its block; while it is in none, as the moment at which this device got it
 * - `-` before any of these for posts of which it is not so.
 */
export type SearchQuery = {
  /** At most 200 UTF-16 units. */
  readonly text: string;
  readonly after?: string;
  /** 1 to 100. */
  readonly limit: number;
};

/** What others did about a transaction. */
export type CountsView = {
  readonly replies: number;
  readonly reposts: number;
  readonly likes: number;
  /** Posts that name this one in their words; counted for a post that is opened, absent when there is none. */
  readonly quotes?: number;
};

/** A post among its ancestors (root first) and replies (oldest first, nested by `replyTo`). */
export type ThreadView = {
  readonly post: PostView;
  readonly ancestors: readonly PostView[];
  readonly replies: readonly PostView[];
};

/** Something that others did and that concerns this device's own keys. */
export type ActivityView =
  | {
      readonly kind: 'reply' | 'mention';
      readonly id: string;
      /** Milliseconds since 1970. */
      readonly at: number;
      readonly post: PostView;
    }
  | {
      readonly kind: 'like' | 'repost';
      readonly id: string;
      /** Of the newest of them. */
      readonly at: number;
      readonly to: ParentView;
      /** At most five, newest first, of `count`. */
      readonly by: readonly AuthorView[];
      readonly count: number;
    }
  | {
      readonly kind: 'follow';
      readonly id: string;
      readonly at: number;
      readonly by: readonly AuthorView[];
      readonly count: number;
    }
  | {
      /** Of a handle or a district: its claim came in, it changed hands, or others claimed it too, those as one entry. */
      readonly kind: 'title';
      readonly id: string;
      readonly at: number;
      readonly event: TitleEventView;
      /** Others who claimed it too, at most five of `count`, newest first. */
      readonly by: readonly AuthorView[];
      readonly count: number;
    };

export type ProfileView = {
  readonly key: string;
  /** What the key says of itself; nobody vouches for it. `image` is a `data:` URL. */
  readonly alias?: {
    readonly name?: string;
    readonly description?: string;
    readonly image?: string;
    /** The inscription that their handle opens. */
    readonly page?: Outpoint;
  };
  /** Handles that this key holds, oldest claim first. */
  readonly handles: readonly HandleView[];
  readonly districts: readonly number[];
  readonly posts: number;
};

export type HandleView = {
  readonly name: string;
  /** Hash160 (hex) of the holder's key. */
  readonly holder: string;
  readonly id: Outpoint;
  /** The output that it lies in now; absent where that is not known. */
  readonly at?: Outpoint;
  readonly verdict: Verdict;
  /** As in {@link AuthorView}. */
  readonly nameMarks?: readonly Issue[];
};

/** What is known about a handle or a district as of a height that we checked. Absence cannot be proven, so it is said with the height. */
export type ClaimStanding = {
  readonly asOfHeight: number;
  readonly sources: readonly string[];
  /** The first claim in chain order; absent when none is known. */
  readonly first?: {
    /** Hash160 (hex) of the key that holds it now; empty when that is nobody, or nobody that we can name. */
    readonly holder: string;
    /** Hash160 (hex) of the key that the claim was given to. */
    readonly claimant: string;
    readonly id: Outpoint;
    readonly verdict: Verdict;
    /** Why nobody holds it any more: see `Ending` of the ledger. */
    readonly ended?: 'merged' | 'fee' | 'lost';
  };
  /** Later claims, in order: shown as lost races. */
  readonly rivals: readonly { readonly holder: string; readonly id: Outpoint }[];
};

/** What the feed worker says about itself on the status page. */
export type FeedStatus = {
  readonly headerHeight: number;
  readonly headerHash?: string;
  readonly posts: number;
  readonly proven: number;
  readonly refused: number;
  /** Why nothing is stored on this device, as a `StoreError` says it: another version wrote it, or the browser refuses. */
  readonly unstored?: 'unavailable' | 'newer' | 'quota' | 'exists' | 'closed' | 'malformed' | 'aborted';
  readonly sources: readonly {
    readonly name: string;
    readonly state: 'asking' | 'agrees' | 'unreachable' | 'refused';
    readonly detail?: string;
    readonly lastAnswer?: number;
    /** The highest header that it gave. */
    readonly height?: number;
    /** It follows another chain than ours, with less work. */
    readonly isRival?: boolean;
  }[];
};
