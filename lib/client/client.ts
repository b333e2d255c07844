import type { BlockHash, Outpoint, Txid } from '#lib/bytes/brand.ts';
import type { ExchangeRate } from '#lib/chain/exchange-rate.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import type { CatchUpQuery, CatchUpView } from '#lib/feed/catch-up.ts';
import type { NearnessView } from '#lib/feed/circle.ts';
import type { ListView } from '#lib/feed/lists.ts';
import type { FollowView } from '#lib/feed/public-follows.ts';
import type { ProfileDetails } from '#lib/feed/profile-details.ts';
import type { SuggestionView } from '#lib/feed/suggestions.ts';
import type {
  ActivityView,
  ClaimStanding,
  FeedStatus,
  PostView,
  ProfileView,
  SearchQuery,
  ThreadView,
  TimelinePage,
  TimelineQuery,
} from '#lib/feed/post-view.ts';
import type { ProofFile } from '#lib/feed/export-proof.ts';
import type {
  BtcClaimView,
  BtcDistrictView,
  BtcPart,
  HeightsOn,
  HeldLand,
  LandView,
  PlotView,
} from '#lib/feed/land-view.ts';
import type { FileView } from '#lib/feed/file-view.ts';
import type { ImportView } from '#lib/feed/held-transfer.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import type { Draft, Following, Intent, Publication, StoredIntent } from '#lib/publish/publication.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';
import type { ReadingPlace } from '#lib/store/place-store.ts';
import type { RequestTotal } from '#lib/store/request-store.ts';
import type { Keep } from '#lib/bridge/feed-views.ts';
import type { AppConfig } from './config.ts';
import type { MeetStep, Met } from '#lib/bridge/direct-messages.ts';
import type { DirectView } from './direct-line.ts';
import type { InscriptionDesk } from './inscriptions.ts';
import type { Identities } from './accounts.ts';
import type { NoticeDesk } from './notices.ts';
import type { LinkDesk } from './link-desk.ts';
import type { InviteDesk } from './invite-desk.ts';
import type { KeyDesk } from './key-desk.ts';
import type { OutsideDesk } from './outside/desk.ts';
import type { Pulled } from './plug.ts';
import type { WalletDesk } from './wallet-desk.ts';
import type { LastView } from './last-view.ts';
import type { StorageCaps, StorageClass } from './storage-caps.ts';
import type { Shared } from './take-shared.ts';

export type { Identities, IdentityView } from './accounts.ts';
export type { DeviceView, HandedView, LinkDesk } from './link-desk.ts';
export type { InviteDesk, InviteView, OfferView } from './invite-desk.ts';
export type { KeyDesk, KeysView } from './key-desk.ts';
export type { OutsideDesk, OutsideView } from './outside/desk.ts';

export type { DirectView, MeetStep, Met, NeighboursView, ReadingPlace };

/** The reader's own key on this device. */
export type AccountView = {
  /** Hash160 of the key that signs posts, in hex. */
  readonly key: string;
  /** Hash160s (hex) of the keys that hold its handles and plots. */
  readonly holders: readonly string[];
  /** Where coins come to. */
  readonly address: string;
  /** The handle that new posts carry: the first that this key holds, proven or on its way. */
  readonly handle?: string;
  readonly balanceSats: number;
  /** Another device linked this one, and has the words and the key that holds. */
  readonly linked?: true;
  /** When copies of the key were made (ms since 1970); absent while there is none. */
  readonly copied?: number;
  /**
   * Why a copy is asked for now: a first post is in a block, or there are more coins than one would like to lose. Absent
   * before that, and once there is a copy.
   */
  readonly copyWanted?: 'posted' | 'coins';
};

/** A transaction of a block, as its parcel is drawn and listed. */
export type DistrictTransaction = {
  /** Its id, or the beginning of it (20 bytes in hex) where this device kept the block: `wholeId` gives all of it. */
  readonly txid: string;
  readonly outputSats: bigint;
  readonly bytes: number;
  readonly vbytes: number;
};

/** A district: the land that block `height` gives, drawn only when its bytes were checked. */
export type DistrictView = {
  readonly height: number;
  readonly claim: ClaimStanding;
  /** Absent when no source has the block, with the reason in `issue`. */
  readonly block?: {
    readonly place: Omit<BlockPlace, 'index'>;
    /** Whether the Merkle root of `transactions` equals that of a header in our checked chain. */
    readonly rootChecked: boolean;
    readonly bytes: number;
    /** It took about two to the power of this hashes to make its header. */
    readonly workBits: number;
    readonly transactions: readonly DistrictTransaction[];
    readonly from: string;
  };
  readonly issue?: Issue;
  /** Who held it, and which parcels were cut out of it. */
  readonly plot: PlotView;
};

export type StatusView = {
  readonly config: AppConfig;
  readonly feed: FeedStatus;
  /** Every request to a host outside, summed up by host and purpose, most bytes first. Absent without storage. */
  readonly requests?: readonly RequestTotal[];
  readonly outbox: Readonly<Record<Publication['state'], number>>;
  readonly storage?: { readonly usage: number; readonly quota: number; readonly persisted: boolean };
  readonly serviceWorker: 'none' | 'installing' | 'active' | 'waiting';
  /** False after a request to the host failed; true after one succeeded. Never navigator.onLine. */
  readonly hostReachable: boolean;
};

/** Unsent words, where they belong and since when they lie there, in milliseconds since 1970. */
export type KeptDraft = Draft & { readonly place: string; readonly savedAt: number };

/** What changed; screens invalidate the matching queries. */
export type Topic = 'feed' | 'outbox' | 'account' | 'status' | 'neighbours';

/** Whether a name may be claimed, before any money. `issues` are the rules that it breaks. */
export type HandleAvailability = {
  readonly name: string;
  readonly issues: readonly Issue[];
  readonly standing?: ClaimStanding;
};

/** Everything that screens can ask for. One object, made once by `createClient`; screens get it from context. */
export interface Client {
  readonly config: AppConfig;
  /** Networks that this host offers, the chosen one first. */
  readonly networks: readonly Network[];
  /** Ends everything that this client runs, for another network's to take its place. What is saved stays. */
  close(): void;
  timeline(query: TimelineQuery, signal?: AbortSignal): Promise<TimelinePage>;
  /** Posts that a text asks for, newest first by when they came here: see {@link SearchQuery}. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<TimelinePage>;
  /** How near a key (hash160 in hex) is to the reader, by whom people follow as far as this device holds it. */
  nearness(key: string, signal?: AbortSignal): Promise<NearnessView>;
  /** Whom the reader follows, and of which of them the world knows. */
  follows(signal?: AbortSignal): Promise<readonly FollowView[]>;
  /** Whom the reader may want to follow, worked out of what this device holds. */
  suggestions(signal?: AbortSignal): Promise<readonly SuggestionView[]>;
  /** Those of the named posts that are held, at most 100 at once. */
  heldPosts(ids: readonly Outpoint[], signal?: AbortSignal): Promise<readonly PostView[]>;
  /** Keeps a post or a person on this device, in private, or no longer. Resolves once that is stored. */
  keep(what: Keep): Promise<void>;
  /** What is kept, newest first. */
  kept(
    kind: Exclude<Keep['kind'], 'list-name'> | 'block-listed',
  ): Promise<readonly { readonly id: string; readonly at: number }[]>;
  /** Takes a file of keys that somebody else blocks: they are blocked here, too. `undefined` for what is no such file. */
  takeBlockList(file: Blob): Promise<{ readonly name: string; readonly keys: number } | undefined>;
  /** What {@link takeBlockList} would take, and takes nothing. */
  readBlockList(file: Blob): Promise<{ readonly name: string; readonly keys: number } | undefined>;
  /** The text of such a file of whom the reader blocks, under the reader's name; `undefined` when that is nobody. */
  ownBlockList(): Promise<string | undefined>;
  /** What was written in a time, by author, out of what this device holds. */
  catchUp(query: CatchUpQuery, signal?: AbortSignal): Promise<CatchUpView>;
  /** The reader's lists of people, by name. */
  lists(signal?: AbortSignal): Promise<readonly ListView[]>;
  /** Everything that this device holds and keeps, as one file (docs/held-file.md). No key is in it. */
  exportHeld(): Promise<Blob>;
  /** Takes such a file of this or another device, checking all of it. Resolves when it is stored. */
  importHeld(file: Blob): Promise<ImportView>;
  /** What others did that concerns this device's own keys, found in what is held: no source is asked for it. */
  activity(signal?: AbortSignal): Promise<readonly ActivityView[]>;
  /** Where the reader was in a list of posts at the last visit; `undefined` at its top, and without storage. */
  readPlace(list: string): Promise<ReadingPlace | undefined>;
  /** Keeps that place for the next visit; none is the top. What cannot be stored is lost without a word. */
  keepPlace(list: string, place: ReadingPlace | undefined): Promise<void>;
  /** Leaves what is on screen for the first frame of the next visit; none takes the last one away. */
  keepLastView(view: LastView | undefined): Promise<void>;
  /** `id` is an outpoint or a bare txid, as the fragment of /post gives it. `undefined`: not on this device. */
  thread(id: string, signal?: AbortSignal): Promise<ThreadView | undefined>;
  /** `who` is a hash160 in hex or a handle (`name.bitter`). */
  profile(who: string, signal?: AbortSignal): Promise<ProfileView | undefined>;
  /** What is known of a key (hash160 in hex) besides what it wrote. */
  profileDetails(key: string, signal?: AbortSignal): Promise<ProfileDetails>;
  handleAvailability(name: string, signal?: AbortSignal): Promise<HandleAvailability>;
  district(height: number, signal?: AbortSignal): Promise<DistrictView>;
  /** The land of a district of BTC. Whoever is asked for its block learns that somebody here looks at it. */
  btcBlock(height: number, signal?: AbortSignal): Promise<Pick<DistrictView, 'block' | 'issue'>>;
  /** The whole id of a transaction of a block, for which its source is asked for all of the block where nothing here has it. */
  wholeId(block: BlockHash, index: number, signal?: AbortSignal): Promise<Txid | undefined>;
  /** Hears how many transactions of a block have come while it is read in parts, until the returned function is called. */
  followBlock(height: number, onProgress: (done: number, of: number) => void): () => void;
  /** All claimed districts. */
  land(signal?: AbortSignal): Promise<LandView>;
  /** A part of a list of winners of BTC, by its number from 0. */
  btcPart(part: number, signal?: AbortSignal): Promise<BtcPart>;
  /** What is said of a district of BTC; claims are searched for in the blocks from its own to `searchTo`. Whoever is asked learns that somebody here looks at it. */
  btcDistrict(height: number, searchTo: number, signal?: AbortSignal): Promise<BtcDistrictView>;
  /** What a claim of BTC says, by its inscription id. */
  btcClaim(id: string, signal?: AbortSignal): Promise<BtcClaimView>;
  /** Blocks by the time of their headers, in seconds: from the first to before the second. */
  heightsOn(from: number, to: number, signal?: AbortSignal): Promise<HeightsOn | undefined>;
  /** Blocks whose land this device keeps, a part at a time: `from` is 0, then what the answer before says. */
  heldLand(chain: 'own' | 'btc', from: number, signal?: AbortSignal): Promise<HeldLand>;
  /** Bytes of a post's own picture, or `undefined` when it is not held. */
  media(id: Outpoint, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The viewer of inscriptions; what it needs is loaded with the first call. */
  inscriptions(): Promise<InscriptionDesk>;
  /** A file that proves what an outpoint or a txid names to anybody; `undefined` when it is not held. */
  exportProof(id: string): Promise<ProofFile | undefined>;
  /** What a file holds that a person gave us, judged on this device without asking anybody. */
  checkFile(bytes: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<FileView>;
  status(): Promise<StatusView>;
  neighbours(): Promise<NeighboursView>;
  /** How many neighbours that are near said by themselves that they hold a post; nobody is asked for it. */
  holders(txid: Txid): Promise<number>;
  /** Whether this device hands on what it holds. Off, it serves and announces nothing. Kept across restarts. */
  setSharing(on: boolean): Promise<void>;
  /** How it is going with lines from browser to browser; `undefined` where neighbours do not meet at all. */
  direct(): Promise<DirectView | undefined>;
  /** Whether a tab of this profile makes such lines: neighbours then see its network address. Kept across restarts. */
  setDirect(on: boolean): Promise<void>;
  /** Whether pictures that were shown here go by them as well: neighbours then learn which. Kept across restarts. */
  setMedia(on: boolean): Promise<void>;
  /** One step of meeting somebody who is next to this device, by codes; `undefined` where neighbours do not meet. */
  meetNear(step: MeetStep): Promise<Met | undefined>;
  /** Takes devnet and host away for a while, really; only where a devnet's launcher offers it. Rejects when they stay. */
  readonly pullPlug?: () => Promise<Pulled>;
  account(): Promise<AccountView | undefined>;
  /** The identities on this device. */
  identities(): Promise<Identities>;
  /** What a person does with the key itself. */
  keys(): Promise<KeyDesk>;
  /** What a person does with coins. */
  wallet(): Promise<WalletDesk>;
  /** Being told of what comes while the app is closed. */
  notices(): Promise<NoticeDesk>;
  /** What a person does with invites: links that hold coins for somebody's first posts. */
  invites(): Promise<InviteDesk>;
  /** What a person does with devices of theirs that have keys of their own. */
  links(): Promise<LinkDesk>;
  /** Another wallet that pays and holds. */
  outside(): Promise<OutsideDesk>;
  /** Own publications, newest first, with the words of those that are not in a block yet. */
  publications(): Promise<readonly PublicationView[]>;
  /**
   * Saves first, then makes a key and finds coins where they are missing. Resolves when saved: nothing is lost from then on.
   * `then` are posts that go on with it, each answering the one before, or the other files of a site; they are saved with
   * it, all or none. `shown` is what the screen said that each of them costs, in satoshis: the signer asks before it signs
   * anything dearer.
   */
  publish(intent: Intent, then?: readonly Following[], shown?: readonly number[]): Promise<PublicationView>;
  /** Sends a failed or waiting publication again, now. `avoid` names a broadcaster that is asked last then. */
  retry(id: string, avoid?: string): Promise<void>;
  /** The bytes of a publication's transaction in hex, for whoever wants to send it by other means. */
  rawTransaction(id: string): Promise<string | undefined>;
  /**
   * Forgets a failed or unsent publication, and of its thread all that has not left. Their words go back to the composer's
   * draft, whose place this answers.
   */
  discard(id: string): Promise<string | undefined>;
  /** The composer's unsent words for a place (`new`, or the outpoint that is answered). */
  loadDraft(place: string): Promise<Draft>;
  saveDraft(place: string, draft: Draft): Promise<void>;
  /** Says that somebody writes in a place, until aborted: no words of another device come under their hands. Resolves when it holds. */
  holdDraft(place: string, until: AbortSignal): Promise<void>;
  /** All that is unsent, the latest first. A `#` in the place ends it: what was put aside there, to make room. */
  drafts(): Promise<readonly KeptDraft[]>;
  /** Estimated size and fee of an intent, without signing. */
  estimate(intent: StoredIntent): Promise<{ readonly bytes: number; readonly sats: number }>;
  /** What a coin of this network is worth, by a source's word; `undefined` on networks of play money and where nobody says. */
  rate(signal?: AbortSignal): Promise<ExchangeRate | undefined>;
  /** What another app shared with this one, once. */
  takeShared(): Promise<Shared | undefined>;
  /** How much may be held on this device. */
  caps(): Promise<StorageCaps>;
  /** Chooses that, in MB. It holds from the next start on. */
  setCap(kind: StorageClass, megabytes: number): Promise<void>;
  /** Forgets the account of requests. */
  clearRequests(): Promise<void>;
  /** Takes the waiting update of the app and reloads this page. Screens ask for it only while nothing is being written. */
  updateApp(): Promise<void>;
  subscribe(listener: (topic: Topic) => void): () => void;
}

/** A publication as screens show it: its post looks like any other, with a state of its own. */
export type PublicationView = {
  readonly id: string;
  readonly publication: Omit<Publication, 'tx'> & { readonly txid?: Txid; readonly feeSats?: number };
  /** The post of which it is a reply; absent while that has no name yet. */
  readonly answers?: Outpoint;
  /** Present for posts and replies. */
  readonly post?: Omit<PostView, 'id' | 'txid'> & { readonly id?: Outpoint; readonly txid?: Txid };
  /** Why it waits or failed, as a sentence; absent while all is well. */
  readonly sentence?: string;
  /** It is on its way to the disk: shown, and not promised yet. */
  readonly saving?: true;
};
