/** The timelines of the first screen. `here`: all that this device holds, in the order in which it came. */
export type FeedName = 'following' | 'latest' | 'neighbours' | 'here';

/** Where a link leads. Ids live in the fragment, which no host ever receives. */
export type Place =
  /** Without a name: the feed that was open last. */
  | { readonly screen: 'feed'; readonly feed?: FeedName }
  | { readonly screen: 'search'; readonly text?: string }
  /** Posts with any of these tags, without `#`. */
  | { readonly screen: 'tag'; readonly tags: readonly string[] }
  | {
      readonly screen:
        | 'bookmarks'
        | 'activity'
        | 'me'
        | 'neighbours'
        | 'status'
        | 'handle'
        | 'proof'
        | 'account'
        | 'invite'
        | 'make'
        | 'wallet'
        | 'settings';
    }
  /** Without a span: the usual one. */
  | { readonly screen: 'catch-up'; readonly span?: string }
  /** Without a name: all lists. */
  | { readonly screen: 'lists'; readonly name?: string }
  /** `id` is an outpoint or a txid. */
  | { readonly screen: 'post'; readonly id: string }
  /** `who` is a hash160 in hex or `name.bitter`. */
  | { readonly screen: 'profile'; readonly who: string }
  /** With `chain`, of BTC. */
  | { readonly screen: 'district'; readonly height: number; readonly chain?: 'btc' }
  /** `at`: the block in the middle. */
  | { readonly screen: 'map'; readonly at?: number }
  /** `id` is an inscription's id, an outpoint or a txid; empty to be asked for one. */
  | { readonly screen: 'inscription'; readonly id: string };

export function pathOf(place: Place): string {
  if (place.screen === 'inscription') return '/i';
  return place.screen === 'feed' ? '/' : `/${place.screen}`;
}

/** The address of a place: a path that is one of a few, and a fragment that stays in the browser. */
export function hrefOf(place: Place): string {
  switch (place.screen) {
    case 'post':
      return `/post#${place.id}`;
    case 'profile':
      return `/profile#${encodeURIComponent(place.who)}`;
    case 'district':
      return `/district#${place.chain === undefined ? '' : 'btc:'}${place.height}`;
    case 'map':
      return place.at === undefined ? '/map' : `/map#${place.at}`;
    case 'inscription':
      return `/i#${place.id}`;
    case 'feed':
      return place.feed === undefined ? '/' : `/#${place.feed}`;
    case 'search':
      return place.text === undefined ? '/search' : `/search#${encodeURIComponent(place.text)}`;
    case 'tag':
      return `/tag#${place.tags.map((tag) => encodeURIComponent(tag)).join('+')}`;
    case 'catch-up':
      return place.span === undefined ? '/catch-up' : `/catch-up#${place.span}`;
    case 'lists':
      return place.name === undefined ? '/lists' : `/lists#${encodeURIComponent(place.name)}`;
    case 'bookmarks':
    case 'activity':
    case 'me':
    case 'neighbours':
    case 'status':
    case 'handle':
    case 'proof':
    case 'account':
    case 'invite':
    case 'make':
    case 'wallet':
    case 'settings':
      return pathOf(place);
  }
}
