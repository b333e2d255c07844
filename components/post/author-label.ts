import { encodeAddress } from '#lib/bytes/address.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import type { AuthorView } from '#lib/feed/post-view.ts';

/** A key in few letters: the ends of its address, as wallets and explorers show it. */
export function shortAddress(key: string, network: Network): string {
  const hash160 = fromHex(key);
  if (hash160 === undefined || hash160.length !== 20) return 'unknown key';
  const address = encodeAddress(hash160, NETWORK_PARAMS[network].addressVersion);
  return `${address.slice(0, 4)}…${address.slice(-4)}`;
}

/** One line that names an author: the handle that the post carries, else the key, else that nobody is named. */
export function authorLabel(author: AuthorView, network: Network): string {
  if (author.handle !== undefined) return `${author.handle}.bitter`;
  return author.key === undefined ? 'no name' : shortAddress(author.key, network);
}
