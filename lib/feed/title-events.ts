import { outpointTxid, type Outpoint } from '#lib/bytes/brand.ts';
import { isMined } from '#lib/ledger/position.ts';
import type { Title } from '#lib/ledger/titles.ts';
import type { FeedIndex } from './feed-index.ts';
import type { AuthorView } from './post-view.ts';
import { keyView, momentOf } from './views.ts';

/** What belongs to the first who claims it. */
export type TitleOf =
  | { readonly kind: 'handle'; readonly name: string }
  | { readonly kind: 'district'; readonly height: number };

/**
 * Something that happened to a handle or a district that a key claims, holds or held: its claim was first (`won`), came
 * too `late` or is `waiting` for a block; somebody else claimed it too (`rival`); it was `received` or `handed-on`; or
 * that `ended`, and nobody holds it any more.
 */
export type TitleEventView = {
  readonly kind: 'won' | 'late' | 'waiting' | 'rival' | 'received' | 'handed-on' | 'ended';
  readonly id: string;
  readonly of: TitleOf;
  /** Milliseconds since 1970; zero where the transaction is no longer on this device. */
  readonly at: number;
  /** The block that it is in. */
  readonly height?: number;
  /** The other one: who was first, claimed too, gave or got it. Absent for nobody, or nobody that we can name. */
  readonly other?: AuthorView;
  /** Why it ended: see `Ending` of the ledger. */
  readonly why?: 'merged' | 'fee' | 'lost';
};

/** What happened to the handles and districts of some keys (hash160 in hex), newest first. */
export function titleEvents(index: FeedIndex, keys: readonly string[]): readonly TitleEventView[] {
  const { handles, districts } = index.ledger;
  return keys
    .flatMap((key) => [
      ...handles
        .titlesOf(key)
        .flatMap((title) => eventsOf(index, title, { kind: 'handle', name: title.name })),
      ...districts
        .titlesOf(key)
        .flatMap((title) => eventsOf(index, title, { kind: 'district', height: title.name })),
    ])
    .sort((a, b) => (b.height ?? Infinity) - (a.height ?? Infinity) || b.at - a.at || (a.id < b.id ? -1 : 1));
}

function eventsOf(index: FeedIndex, { events }: Title<unknown>, of: TitleOf): readonly TitleEventView[] {
  return events.map((event): TitleEventView => {
    const { kind, position, with: other } = event;
    const txid = event.kind === 'ended' ? event.by : outpointTxid(event.by as Outpoint);
    const tx = index.tx(txid);
    return {
      kind,
      id: `${kind} ${event.by}`,
      of,
      at: tx === undefined ? 0 : momentOf(tx),
      ...(isMined(position) && { height: position.height }),
      ...(other !== '' && { other: keyView(index, other) }),
      ...(event.kind === 'ended' && { why: event.why }),
    };
  });
}
