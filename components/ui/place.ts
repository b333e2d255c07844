/** Where a link leads. Ids live in the fragment, which no host ever receives. */
export type Place =
  | {
      readonly screen:
        | 'feed'
        | 'map'
        | 'me'
        | 'neighbours'
        | 'status'
        | 'handle'
        | 'proof'
        | 'account'
        | 'settings';
    }
  /** `id` is an outpoint or a txid. */
  | { readonly screen: 'post'; readonly id: string }
  /** `who` is a hash160 in hex or `name.bitter`. */
  | { readonly screen: 'profile'; readonly who: string }
  | { readonly screen: 'district'; readonly height: number }
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
      return `/district#${place.height}`;
    case 'inscription':
      return `/i#${place.id}`;
    case 'feed':
    case 'map':
    case 'me':
    case 'neighbours':
    case 'status':
    case 'handle':
    case 'proof':
    case 'account':
    case 'settings':
      return pathOf(place);
  }
}
