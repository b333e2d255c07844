import { decodeAddress, encodeAddress } from '#lib/bytes/address.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import type { CraftRequest } from '#lib/publish/signing-desk.ts';
import type { AccountRow } from '#lib/store/core-rows.ts';
import { planTransaction } from './build.ts';
import type { Coin } from './coins.ts';
import { spentBy } from './outputs.ts';
import type { Owner, Party } from './owner.ts';

/** What the transaction of an intent would do, in satoshis; or why there is none. */
export type Effect =
  | {
      readonly state: 'planned';
      /** All that leaves the account: what is paid, the fee, the satoshi of an inscription. */
      readonly spends: number;
      readonly feeSats: number;
      /** Largest size of the transaction. */
      readonly bytes: number;
      /** Coins that it spends, and what of them comes back. */
      readonly coins: number;
      readonly change: number;
      /** It is more than is spent without asking. */
      readonly isAbove: boolean;
    }
  /** `unsettled`: there is enough, at the end of too long a chain of unmined transactions. */
  | { readonly state: 'short'; readonly code: 'insufficient-funds' | 'unsettled'; readonly shortBy: number }
  | { readonly state: 'refused'; readonly code: string; readonly detail: string };

/** Plans as the signer does, and says what comes of it. Nothing is signed and nothing is kept. */
export function effectOf(
  request: CraftRequest,
  { owner, isAbove }: { readonly owner: Owner; readonly isAbove: (sats: number) => boolean },
): Effect {
  const plan = planTransaction(request, owner);
  if (!plan.ok) return { state: 'refused', code: plan.issue.code, detail: plan.issue.message };
  if (plan.value.state === 'short') return { state: 'short', ...plan.value.shortage };
  const { feeSats, bytes, inputs, change } = plan.value.unsigned;
  const spends = spentBy({ feeSats }, request.intent);
  return {
    state: 'planned',
    spends,
    feeSats,
    bytes,
    coins: inputs.length,
    change: change.reduce((sum, sats) => sum + sats, 0),
    isAbove: isAbove(spends),
  };
}

/** The public side of an account, as its row has it. */
export function ownerOf({ key, address, holder = key }: AccountRow, network: Network): Owner {
  const party = (hex: string): Party => {
    const hash = fromHex(hex) ?? new Uint8Array(20);
    return { hash, address: encodeAddress(hash, NETWORK_PARAMS[network].addressVersion) };
  };
  const payments = { hash: decodeAddress(address)?.hash160 ?? new Uint8Array(20), address };
  return { payments, holder: party(holder), author: party(key) };
}

/** An inscription of ours as a coin, for a plan that moves it. */
export const holdingAt = (outpoint: Outpoint, { holder }: Owner): Coin => ({
  outpoint,
  sats: 1,
  script: p2pkhScript(holder.hash),
  status: 'free',
  depth: 0,
  doubt: 0,
});
