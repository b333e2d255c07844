import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';

/** A picture that a post carries, as it is written: what it was made from stays on the device. */
export type PostPicture = {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: 'image/webp' | 'image/jpeg' | 'image/png';
  /** What is on it, in words; empty when its writer said that it only decorates. */
  readonly alt: string;
};

/** What a post says, and under which name. */
export type Words = {
  readonly text: string;
  readonly handle?: string;
  readonly picture?: PostPicture;
  /** Why a reader should be asked before the words are shown. */
  readonly warning?: string;
  /** The earlier post of one's own that this is a new version of. */
  readonly replaces?: Outpoint;
};

/** Words of one post that were not published yet. */
export type DraftPart = {
  readonly text: string;
  readonly picture?: PostPicture;
  /** Empty while it is asked for and not yet said. */
  readonly warning?: string;
};

/** What stands in the composer: a post, and behind it those that go on with it. `more` is absent when there are none. */
export type Draft = DraftPart & { readonly more?: readonly DraftPart[] };

/** What a person says of themselves; it replaces whatever they said before. */
export type SelfDescription = {
  readonly name?: string;
  readonly description?: string;
  /** A small picture as a `data:` URL. */
  readonly image?: string;
  /** The inscription that a handle of theirs opens. */
  readonly page?: Outpoint;
};

/** A file to be inscribed: its bytes under the type that readers are to show them as. */
export type FileContent = {
  readonly body: Uint8Array<ArrayBuffer>;
  /** One that `lib/protocols/file.ts` writes. */
  readonly contentType: string;
  /** What it is called, for whoever lists inscriptions. */
  readonly name?: string;
};

/** Where something of ours lies, and the whole script of that output; it pays to the holder alone where that is absent. */
type Moved = { readonly from: Outpoint; readonly script?: Uint8Array };

/** What the signer turns into outputs; nothing else decides what is signed. */
export type Intent =
  | ({ readonly kind: 'post' } & Words)
  | ({ readonly kind: 'reply'; readonly to: Outpoint } & Words)
  | { readonly kind: 'like'; readonly to: Txid }
  | { readonly kind: 'repost'; readonly to: Txid }
  /** Follows an identity in public, or takes that back: one by its id, or the one of which a key (hash160) is the root. */
  | {
      readonly kind: 'follow';
      readonly of: { readonly bapId: string } | { readonly key: string };
      readonly on: boolean;
    }
  | { readonly kind: 'claim-handle'; readonly name: string }
  | { readonly kind: 'claim-district'; readonly height: number }
  | ({ readonly kind: 'profile' } & SelfDescription)
  | ({ readonly kind: 'inscribe' } & FileContent)
  /** Cuts a parcel out of a district of ours, which lies in output `from`. */
  | ({
      readonly kind: 'cut-parcel';
      readonly index: number;
      readonly height: number;
    } & Moved)
  /**
   * Puts a picture on a parcel of ours: a child of it, inscribed with the parcel, which lies in output `from`, in hand.
   * `what` is its name, for the person alone.
   */
  | ({ readonly kind: 'adorn'; readonly what: string; readonly parent: Outpoint } & FileContent & Moved)
  /** Hands what lies in output `from` to whoever owns an address. `what` is its name, for the person alone. */
  | ({ readonly kind: 'hand-on'; readonly what: string; readonly to: string } & Moved)
  /** Puts coins for `posts` posts aside for whoever opens a link. */
  | ({ readonly kind: 'invite' } & Invite)
  /** Takes the coin of such a link: one that somebody gave us, or an own one that nobody opened. */
  | {
      readonly kind: 'take-in';
      readonly from: Outpoint;
      readonly sats: number;
      readonly posts: number;
      readonly own: boolean;
    }
  /** Pays an address and writes nothing. `thanks` is the post that it is for, kept on this device alone. */
  | { readonly kind: 'pay'; readonly to: string; readonly sats: number; readonly thanks?: Outpoint }
  /** Takes what lies at another key to our own. Signed by that key, which is kept nowhere: it is never signed anew. */
  | { readonly kind: 'sweep'; readonly from: string; readonly sats: number }
  /** The holder names the posting key of another device of ours, and its first coins go there. */
  | ({ readonly kind: 'link-device' } & LinkedDevice)
  /** The holder takes the word of such a device back, for good. */
  | { readonly kind: 'end-device'; readonly number: number };

/** A device as it is linked; its link is made anew from this and the words, whenever it is asked for. */
export type LinkedDevice = {
  /** Which of the person's devices it is, 1 to 7. */
  readonly number: number;
  /** Hash160 in hex of the key that it posts with. */
  readonly key: string;
  /** Where its coins lie. */
  readonly to: string;
  /** So many coins of so many satoshis. */
  readonly coins: number;
  readonly each: number;
};

/** What an invite holds. Its link is made anew from this and the words, whenever it is asked for. */
export type Invite = {
  /** Where its key lies below the secret, 0 to 2^31 - 1. */
  readonly number: number;
  /** The address of that key. */
  readonly to: string;
  readonly sats: number;
  readonly posts: number;
  /** Whom it suggests to follow, hash160s in hex. */
  readonly follows: readonly string[];
};

/**
 * Answers the publication `after`, whose transaction is not known yet: the next post of a thread. Becomes a reply once
 * that one is signed (`thread.ts`).
 */
export type Continuation = { readonly kind: 'continue'; readonly after: string } & Words;

/** The next file of a site, behind the publication `after`. Becomes an inscription once that one is signed. */
export type NextFile = { readonly kind: 'next-file'; readonly after: string } & FileContent;

/** The directory of a site, behind its last file. It names the files by their transactions, so it is signed last. */
export type SiteDirectory = {
  readonly kind: 'site';
  readonly after: string;
  readonly name?: string;
  /** Paths from the root of the site, and the publications of what lies there. */
  readonly files: readonly { readonly path: string; readonly of: string }[];
};

/** What is signed only once the publication before it is. */
export type Successor = Continuation | NextFile | SiteDirectory;

/** What goes on with a first intent when it is saved. `part` counts from the first, which is 0. */
export type Following =
  | ({ readonly kind?: never } & Words)
  | ({ readonly kind: 'next-file' } & FileContent)
  | {
      readonly kind: 'site';
      readonly name?: string;
      readonly files: readonly { readonly path: string; readonly part: number }[];
    };

/** What a person wants to write. */
export type StoredIntent = Intent | Successor;

/** Whether it hangs on a publication before it. */
export const isSuccessor = (intent: StoredIntent): intent is Successor => 'after' in intent;

/** Wallets besides our own: those that speak BRC-100, and Yours. */
export type Payer = 'brc100' | 'yours';

/** The states of a publication, in the words that screens use (`in-block` reads "in block N"). */
export type PublicationState = 'draft' | 'queued' | 'sent' | 'seen' | 'in-block' | 'failed';

/** Why a publication failed or waits. Its text is kept; `code` is stable, `detail` is the broadcaster's own words. */
export type Failure = { readonly code: string; readonly detail: string; readonly broadcaster?: string };

/** A transaction of ours. From its signing on these bytes never change. */
export type SignedTx = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  /** Extended format (BRC-30), which lets a broadcaster check fee and scripts by itself. */
  readonly ef: Uint8Array;
  readonly inputs: readonly Outpoint[];
  readonly feeSats: number;
};

/**
 * A draft on its way to the chain. `draft` holds the words and no transaction yet (no key, no coins or no fee known);
 * from `queued` on the signed bytes are fixed and the same bytes are sent until a verdict.
 */
export type Publication = {
  /** Local and random; the outbox's key. */
  readonly id: string;
  readonly network: Network;
  readonly createdAt: number;
  readonly intent: StoredIntent;
  /** The publication that goes on with this one, saved together with it. */
  readonly next?: string;
  readonly state: PublicationState;
  /** The other wallet that is to pay for it; this device's own key where there is none. */
  readonly payer?: Payer;
  /** What a screen said that it costs, in satoshis, before a person pressed; absent where nothing was said. */
  readonly shown?: number;
  /** What a person said may be spent on it, in satoshis, above what is spent without asking. */
  readonly approved?: number;
  readonly tx?: SignedTx;
  /**
   * Transactions that were refused before this one was made, oldest first. A refusal may have been a lie: should one of
   * them turn up, it takes its place back. The next one spends a coin of the last where it can, so that only one of
   * them can ever be mined.
   */
  readonly earlier?: readonly SignedTx[];
  /** How often `tx` was handed over. Counted before the first byte leaves. */
  readonly attempts: number;
  /** How often in a row a broadcaster named a rival for our coins, or did not know them. */
  readonly contested?: number;
  readonly place?: BlockPlace;
  /** The broadcaster that is asked last: it refused this, and a person wants to hear another. */
  readonly avoid?: string;
  /** Why it is `failed`. */
  readonly failure?: Failure;
  /** Why it has not moved on yet, when something is in its way. */
  readonly waiting?: Failure;
  /**
   * A person gave it up. It is kept, out of sight, because its bytes have left: should a refusal have been a lie, it comes
   * back with its coins.
   */
  readonly forgotten?: true;
  /** Grows with every write: the compare-and-set of the outbox. */
  readonly revision: number;
};
