import { asBlockHash } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { parseHeader, type Header } from '#lib/chain/header.ts';
import { encodeCoinbase } from './coinbase.ts';

/** The first block's only transaction. Its output is spendable like any other coinbase's. */
export const GENESIS_COINBASE = encodeCoinbase(0, 0, 0);

/** The first header of every devnet: 1 January 2026, lowest difficulty, the root of {@link GENESIS_COINBASE}. */
const GENESIS_HEADER_HEX =
  '00000020000000000000000000000000000000000000000000000000000000000000000027322301ebcd43f74db0d828d568fa829f556befdbb49852a64368e0c0ebcf9f00b95569ffff7f2000000000';

export const GENESIS_HASH = asBlockHash('7162d1918f3cbc8c86bcf15d17a77dbc9eadda93d72382bbf76328089e7a151f');

/** {@link GENESIS_HEADER_HEX} taken apart. */
export function genesisHeader(): Header {
  const header = parseHeader(fromHex(GENESIS_HEADER_HEX) ?? new Uint8Array(0));
  if (!header.ok || header.value.hash !== GENESIS_HASH) throw new Error('the genesis header is not itself');
  return header.value;
}
