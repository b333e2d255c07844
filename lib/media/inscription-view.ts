import type { Txid } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import type { Chain } from '#lib/chain/network.ts';
import type { RecordKind } from '#lib/protocols/record.ts';
import type { Judgement } from './caps.ts';
import type { ModelSummary } from './model/read-model.ts';
import type { PictureHeader } from './pictures/index.ts';
import type { ScriptListing } from './script-lines.ts';
import type { TreeNode } from './tree.ts';

/** How content is shown. What can run is shown shut; what is not known is offered as a file. */
export type ShownAs =
  | 'picture'
  | 'drawing'
  | 'audio'
  | 'video'
  | 'model'
  | 'page'
  | 'site'
  | 'markdown'
  | 'json'
  | 'code'
  | 'text'
  | 'file';

/** The bytes that an inscription shows, and what was found out about them without drawing or running anything. */
export type ContentView = {
  readonly shownAs: ShownAs;
  /** The media type that the bytes were found to have, or else the declared one; without parameters. */
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Hash of `body` in hex. */
  readonly sha256: string;
  readonly filename?: string;
  /** Of a site: what lies at its paths. */
  readonly files?: readonly { readonly path: string; readonly id: string }[];
  /** Of JSON. */
  readonly tree?: TreeNode;
  /** Of pictures. */
  readonly picture?: PictureHeader;
  /** Of a model that can be drawn. */
  readonly model?: ModelSummary;
  /** Why a picture or a model is not drawn, although its bytes begin as one. */
  readonly issue?: Issue;
  /** Whether a picture, sound or film is shown by itself. */
  readonly judgement?: Judgement;
};

/** A tree that metadata or properties were read into, or why they were not. */
export type TreeView =
  | { readonly ok: true; readonly tree: TreeNode }
  | { readonly ok: false; readonly issue: Issue };

export type ParentName = {
  readonly id: string;
  /** What is known of the claim: see `ParentStanding`. 1Sat has no rule for it, so there it is `unknown`. */
  readonly standing: 'revealed' | 'spent' | 'refused' | 'unknown';
};

/** Another inscription of the same transaction. */
export type SiblingView = {
  readonly id: string;
  readonly contentType?: string;
  readonly bytes: number;
};

/** An inscription as the viewer shows it. Plain data: it crosses from the media worker to the page. */
export type InscriptionView = {
  readonly id: string;
  readonly txid: Txid;
  readonly chain: Chain;
  /** `output 0` on BSV; input and envelope on BTC. */
  readonly place:
    | { readonly vout: number; readonly sats: number }
    | { readonly input: number; readonly offset: number };
  /** What the record is, by the protocol that knows it. */
  readonly kind: RecordKind;
  /** As it was declared. */
  readonly declaredType?: string;
  readonly contentEncoding?: string;
  /** Size of the body as it lies on the chain; absent when there is none. */
  readonly bodyBytes?: number;
  /** Size of the transaction. */
  readonly txBytes: number;
  /** Absent when there is nothing to show, or it could not be opened: then `closed` says why. */
  readonly content?: ContentView;
  readonly closed?: Issue;
  /** What was odd, and read all the same. */
  readonly issues: readonly Issue[];
  /** The rule of ord that it breaks, or that it once broke. BTC alone. */
  readonly curse?: string;
  readonly metaprotocol?: string;
  readonly pointer?: bigint;
  readonly parents: readonly ParentName[];
  /** Inscriptions of the same transaction that name this one as their parent. */
  readonly children: readonly string[];
  readonly delegate?: { readonly id: string; readonly isShown: boolean };
  readonly metadata?: TreeView;
  readonly properties?: TreeView;
  /** MAP: keys and values, then lists. */
  readonly map: readonly { readonly key: string; readonly value: string }[];
  /** The collection that MAP says it belongs to. */
  readonly collection?: { readonly id?: string; readonly name?: string };
  /** Hash160 (hex) of the key that it was given to, where a plain lock says so. */
  readonly owner?: string;
  readonly siblings: readonly SiblingView[];
  /** How many siblings there are beyond those listed. */
  readonly moreSiblings: number;
  readonly script: ScriptListing;
};
