import type { Outpoint } from '#lib/bytes/brand.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import type { Intent } from '#lib/publish/publication.ts';
import type { Crafted } from '#lib/publish/signing-desk.ts';
import type { UnsignedTx } from './build.ts';
import { selectCoins, type Coin } from './coins.ts';
import { finish, refused } from './craft.ts';
import { feeRate } from './fee.ts';
import type { SigningKey } from './keys.ts';
import type { Owner } from './owner.ts';
import { signForeign } from './sign.ts';

export type TakeInRequest = {
  readonly intent: Extract<Intent, { kind: 'take-in' }>;
  /** The key of the link. */
  readonly key: SigningKey;
  /** Whom it is paid to: ourselves. */
  readonly owner: Owner;
  readonly satsPerKilobyte: number;
};

/**
 * Takes the coin of an invite: its whole worth but for the fee goes to our payment key, in post-sized coins. What the coin is
 * worth is what the link says; a signature covers that, so that a false word is refused by the network.
 */
export function craftTakeIn({ intent, key, owner, satsPerKilobyte }: TakeInRequest): Crafted {
  const coin = foreignCoin(intent.from, intent.sats, key);
  let rate: number;
  try {
    rate = feeRate(satsPerKilobyte);
  } catch (error) {
    return refused('fee-rate', error instanceof Error ? error.message : '');
  }
  const chosen = selectCoins({ coins: [coin], outputBytes: [], outputSats: 0, rate });
  if ('code' in chosen || chosen.change.length === 0)
    return refused('invite-empty', 'its coin is not worth its fee');
  const unsigned: UnsignedTx = { ...chosen, drafts: [], rate };
  return finish({ intent, unsigned, owner, payer: key.hash }, signForeign(unsigned, key, owner));
}

const foreignCoin = (outpoint: Outpoint, sats: number, { hash }: SigningKey): Coin => ({
  outpoint,
  sats,
  script: p2pkhScript(hash),
  status: 'free',
  depth: 0,
  doubt: 0,
});
