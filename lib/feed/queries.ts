import { outpointTxid } from '#lib/bytes/brand.ts';
import type { Claim, ClaimOrder } from '#lib/ledger/claims.ts';
import type { Ending } from '#lib/ledger/ordinals.ts';
import { chosenName } from './chosen-name.ts';
import type { FeedIndex } from './feed-index.ts';
import { placeNow } from './plot.ts';
import { keysOfPerson, postsOfPerson } from './people.ts';
import type { ClaimStanding, HandleView, ProfileView } from './post-view.ts';
import { marksOf, verdictOf } from './views.ts';

const KEY = /^[0-9a-f]{40}$/;
const HANDLE_SUFFIX = '.bitter';

/**
 * A key's page, by the key (hash160 in hex) or by a handle (`name.bitter`). A handle that nobody claims has none.
 *
 * Who writes and who holds may be two keys, of which the second gave the first its word. They are shown as one where the
 * first has written under a handle of the second: a word that nobody took up would put anything on anybody's page. All
 * keys of a person have one page, that of the first of them.
 */
export function queryProfile(index: FeedIndex, who: string): ProfileView | undefined {
  const asked = KEY.test(who)
    ? who
    : who.endsWith(HANDLE_SUFFIX)
      ? writerOf(index, who.slice(0, -HANDLE_SUFFIX.length))
      : undefined;
  if (asked === undefined) return undefined;
  const person = keysOfPerson(index, asked);
  const [key = asked] = person.keys;
  const holders = holdersOf(index, key);
  const handles = holders.flatMap((holder) =>
    index.ledger.handles.heldBy(holder).map(({ name, id }): HandleView => ({
      name,
      holder,
      id,
      ...placeNow(index, id),
      verdict: claimVerdict(index, { id }),
      ...marksOf(name),
    })),
  );
  return {
    key,
    ...aliasView(index, key),
    handles,
    districts: holders.flatMap((holder) => [...index.ledger.districts.heldBy(holder)]),
    posts: postsOfPerson(index, person),
  };
}

/** A key, and those that gave it their word where it took that up: they are shown as one. */
export const holdersOf = (index: FeedIndex, key: string): readonly string[] => [
  key,
  ...index.ledger.holdersBehind(key).filter((holder) => isTakenUp(index, key, holder)),
];

/** The devices that a holder named, each with what is held of its key's own posts; without a key where it was ended. */
export const queryDevices = (
  index: FeedIndex,
  holder: string,
): readonly { readonly number: number; readonly key?: string; readonly posts: number }[] =>
  index.ledger.devicesOf(holder).map((device) => ({
    ...device,
    posts: device.key === undefined ? 0 : index.lists.of(device.key).length,
  }));

/** What a key says of itself; of its name what can be shown. */
function aliasView(index: FeedIndex, key: string): Pick<ProfileView, 'alias'> {
  const said = index.ledger.aliases.of(key);
  if (said === undefined) return {};
  const { description, image, page } = said;
  const name = chosenName(index, key);
  return {
    alias: {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(image !== undefined && { image }),
      ...(page !== undefined && { page }),
    },
  };
}

/** Whether a key has written under a handle that `holder` has. */
function isTakenUp(index: FeedIndex, key: string, holder: string): boolean {
  const names = new Set(index.ledger.handles.heldBy(holder).map(({ name }) => name));
  if (names.size === 0) return false;
  for (const row of index.lists.of(key).before()) {
    const handle = index.posts.handleNumbers.at(row);
    if (handle > 0 && names.has(index.posts.handles.at(handle - 1))) return true;
  }
  return false;
}

/**
 * Hash160 (hex) of the key that writes under a handle, said without `.bitter`: of those that have its holder's word, the
 * first that took it up, else the holder's own; `undefined` for nobody.
 */
export function writerOf(index: FeedIndex, name: string): string | undefined {
  const holder = holderOf(index, name);
  if (holder === undefined) return undefined;
  return index.ledger.speakersFor(holder).find((speaker) => isTakenUp(index, speaker, holder)) ?? holder;
}

function holderOf(index: FeedIndex, name: string): string | undefined {
  const { first } = index.ledger.handles.claimsOf(name);
  const holder = first === undefined ? '' : index.ledger.handles.holderOf(first);
  return holder === '' ? undefined : holder;
}

/** What is said of absence: as of which height, and by whose lists. */
export type AsOf = { readonly height: number; readonly sources: readonly string[] };

/** The standing of a handle, by its name without `.bitter`. */
export const queryHandle = (index: FeedIndex, name: string, asOf: AsOf): ClaimStanding =>
  standing(index, index.ledger.handles, index.ledger.handles.claimsOf(name), asOf);

/** The standing of the district of a block. */
export const queryDistrict = (index: FeedIndex, height: number, asOf: AsOf): ClaimStanding =>
  standing(index, index.ledger.districts, index.ledger.districts.claimsOf(height, asOf.height), asOf);

/** The part of a registry that says who has what a claim made. */
type Registry<Name> = {
  holderOf(claim: Claim<Name>): string;
  endingOf(claim: Claim<Name>): Ending | undefined;
};

function standing<Name>(
  index: FeedIndex,
  registry: Registry<Name>,
  { first, rivals }: ClaimOrder<Name>,
  asOf: AsOf,
): ClaimStanding {
  const ended = first && registry.endingOf(first)?.why;
  return {
    asOfHeight: asOf.height,
    sources: asOf.sources,
    ...(first === undefined
      ? {}
      : {
          first: {
            holder: registry.holderOf(first),
            claimant: first.holder,
            id: first.id,
            verdict: claimVerdict(index, first),
            ...(ended === undefined ? {} : { ended }),
          },
        }),
    rivals: rivals.map(({ holder, id }) => ({ holder, id })),
  };
}

function claimVerdict(index: FeedIndex, { id }: Pick<Claim<unknown>, 'id'>) {
  const tx = index.tx(outpointTxid(id));
  return tx === undefined ? ({ state: 'held' } as const) : verdictOf(index, tx);
}
