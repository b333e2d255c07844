import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { decodeInviteLink } from '#lib/protocols/invite-link.ts';
import type { Outbox } from '#lib/publish/outbox.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { sentenceOf } from '#lib/publish/sentences.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { CHANGE_BYTES, feeRate, paidFee, transactionBytes } from '#lib/wallet/fee.ts';
import { inviteOutpoint, takeInId } from '#lib/wallet/take-in-id.ts';
import { msg, t, tell } from '#lib/language/t.ts';
import type { AppConfig } from './config.ts';
import { inviteState, type InviteState, type Spender } from './invite-view.ts';
import { keySentence } from './key-sentences.ts';
import type { SignerLine } from './signer-line.ts';

/** An invite of one's own. */
export type InviteView = {
  /** The publication that made it. */
  readonly id: string;
  readonly posts: number;
  readonly sats: number;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly state: InviteState;
  /** Why it waits or failed. */
  readonly sentence?: string;
};

/** What a link offers, and how far this device is with it. */
export type OfferView = {
  readonly posts: number;
  readonly sats: number;
  /** Hash160 in hex of whoever invites, and of whom they suggest to follow. */
  readonly from: string;
  readonly follows: readonly string[];
  /** `gone`: somebody was first, as the network or a source says. */
  readonly state: 'new' | 'on-its-way' | 'yours' | 'failed' | 'gone';
  /** Why it waits or failed. */
  readonly sentence?: string;
};

/** An invite could not be read, opened, made or taken back. The message is a sentence for the person. */
export class InviteRefusal extends Error {
  override readonly name = 'InviteRefusal';
}

/** What a person does with invites. Every method rejects with an {@link InviteRefusal} and then has changed nothing. */
export interface InviteDesk {
  /** Own invites, the newest first. A source is asked whether those that hold a coin still do. */
  list(): Promise<readonly InviteView[]>;
  /** What one for so many posts holds, in satoshis. */
  worth(posts: number): number;
  make(posts: number, follows: readonly string[]): Promise<void>;
  /** The address to give away. Whoever has it can open the invite. */
  link(id: string): Promise<string>;
  takeBack(id: string): Promise<void>;
  /** Reads a link's fragment. */
  read(text: string): Promise<OfferView>;
  /** Takes what it holds: signed and on the disk when this resolves; it goes by itself. */
  open(text: string): Promise<void>;
}

type Parts = {
  readonly config: AppConfig;
  readonly store: CoreStore;
  readonly signer: SignerLine;
  readonly feed: Pick<Caller<FeedContract>, 'call'>;
  readonly outbox: Outbox;
  /** Where this app is served from: `https://host`. */
  readonly origin: string;
  readonly onChange: () => void;
};

/** A post of about five hundred letters. */
const POST_BYTES = 1_000;
/** For so long a source's word about a coin holds. */
const ASKED_MS = 20_000;
/** Longest that we wait for that word before we go on without it. */
const PATIENCE_MS = 6_000;

const SENTENCES: Readonly<Record<string, string>> = {
  'invite-damaged': msg(
    'This is no whole invite: a part of the link is missing, or something in it was changed. Nothing happened; ask for the link again.',
  ),
  'invite-newer': msg(
    'This invite was made by a newer Nabo. Nothing happened; reload to get the newest, and open it again.',
  ),
  'invite-empty': msg('What this invite holds is less than it costs to take. Nothing happened.'),
  known: msg('You have opened this invite already.'),
  'not-found': msg('This invite is not made yet. Nothing happened; try again in a moment.'),
};

function sentenceFor(code: string, detail = ''): string {
  const [, network] = /^other-network:([a-z]{1,10})$/.exec(code) ?? [];
  if (network !== undefined)
    return t('This invite is for the network {network}. Nothing happened; turn to that network first.', {
      network,
    });
  const own = Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined;
  return own === undefined ? keySentence(code, detail) : tell(own);
}

type Answer<Value> =
  | { readonly state: 'done'; readonly value: Value }
  | { readonly state: 'refused'; readonly code: string; readonly detail: string };

async function done<Value>(asked: Promise<Answer<Value>>): Promise<Value> {
  const answer = await asked;
  if (answer.state === 'refused') throw new InviteRefusal(sentenceFor(answer.code, answer.detail));
  return answer.value;
}

type TakenIn = { readonly state: 'entered' } | { readonly state: 'refused'; readonly code: string };

export function createInviteDesk(parts: Parts): InviteDesk {
  const { config, store, signer, feed, outbox, origin, onChange } = parts;
  const { satsPerKilobyte } = config;
  const asked = new Map<Outpoint, { readonly at: number; readonly spender: Promise<Spender> }>();

  /** A source's word about a coin. Nobody is asked twice in a breath, and one that is spent stays so. */
  function spenderOf(at: Outpoint): Promise<Spender> {
    const known = asked.get(at);
    if (known !== undefined && performance.now() - known.at < ASKED_MS) return known.spender;
    const spender = feed.call('spender', { at }, AbortSignal.timeout(PATIENCE_MS)).then(
      ({ txid }): Spender => (txid === undefined ? {} : { txid }),
      () => undefined,
    );
    asked.set(at, { at: performance.now(), spender });
    return spender;
  }

  async function viewOf(row: Publication): Promise<InviteView | undefined> {
    const { id, intent, createdAt } = row;
    if (intent.kind !== 'invite') return undefined;
    const at = inviteOutpoint(row);
    const back = at && (await store.publication(takeInId(at)));
    const settled = back?.state === 'seen' || back?.state === 'in-block';
    const spender = at === undefined || settled || row.state === 'failed' ? undefined : await spenderOf(at);
    const state = inviteState(row, back, spender);
    const sentence = state === 'taking-back' && back !== undefined ? sentenceOf(back) : sentenceOf(row);
    const { posts, sats } = intent;
    return { id, posts, sats, madeAt: createdAt, state, ...(sentence !== undefined && { sentence }) };
  }

  async function taken(answer: Promise<Answer<TakenIn>>): Promise<void> {
    const value = await done(answer);
    if (value.state === 'refused' && value.code !== 'known') throw new InviteRefusal(sentenceFor(value.code));
    outbox.wake();
    onChange();
  }

  return {
    async list() {
      const rows = (await store.publications()).filter(({ intent }) => intent.kind === 'invite');
      const views = await Promise.all(rows.map(viewOf));
      return views.flatMap((view) => view ?? []).toReversed();
    },
    worth(posts) {
      const rate = feeRate(satsPerKilobyte);
      // Each post is a fee and the satoshi that it lies in; taking the coin costs a fee as well.
      return posts * (paidFee(POST_BYTES, rate) + 1) + paidFee(transactionBytes(1, [CHANGE_BYTES]), rate);
    },
    async make(posts, follows) {
      const key = await done(signer.ask((line, chain) => line.call('freshInvite', chain)));
      await outbox.publish({ kind: 'invite', ...key, posts, sats: this.worth(posts), follows }, [], {
        // The button says so.
        shown: [this.worth(posts)],
      });
      onChange();
    },
    async link(id) {
      const fragment = await done(signer.ask((line, chain) => line.call('inviteLink', { ...chain, id })));
      return `${origin}/invite#${fragment}`;
    },
    takeBack: (id) =>
      taken(signer.ask((line, chain) => line.call('takeInviteBack', { ...chain, id, satsPerKilobyte }))),
    async read(text) {
      const link = decodeInviteLink(text);
      if (!link.ok) throw new InviteRefusal(sentenceFor(link.issue.code));
      const { network, outpoint, posts, sats, from, follows, secretKey } = link.value;
      secretKey.fill(0);
      if (network !== config.network) throw new InviteRefusal(sentenceFor(`other-network:${network}`));
      const offer = { posts, sats, from: from.key, follows };
      const own = await store.publication(takeInId(outpoint));
      if (own === undefined) {
        const spender = await spenderOf(outpoint);
        return { ...offer, state: spender?.txid === undefined ? 'new' : 'gone' };
      }
      const sentence = sentenceOf(own);
      const gone = own.failure?.code === 'conflict' || own.failure?.code === 'inputs-refused';
      const state =
        own.state === 'failed'
          ? gone
            ? 'gone'
            : 'failed'
          : own.state === 'seen' || own.state === 'in-block'
            ? 'yours'
            : 'on-its-way';
      return { ...offer, state, ...(sentence !== undefined && { sentence }) };
    },
    open: (text) =>
      taken(signer.ask((line, chain) => line.call('openInvite', { ...chain, link: text, satsPerKilobyte }))),
  };
}
