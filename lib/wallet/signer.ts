import { fromHex, toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import type { CraftRequest, Crafted } from '#lib/publish/signing-desk.ts';
import type { AccountRow } from '#lib/store/core-rows.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { craftTransaction } from './craft.ts';
import { coinsPaidTo } from './funding.ts';
import { deriveAccountKey, type AccountKey } from './keys.ts';
import { newSecret, openSecret, sealSecret, VaultError } from './vault.ts';

/** What only the holder of the key can do. It signs what it builds itself from an intent; never a digest from outside. */
export interface LocalSigner {
  /** The account, made now if there is none. Its secret is on the disk, sealed, before this resolves. */
  ensureAccount(): Promise<AccountRow>;
  account(): Promise<AccountRow | undefined>;
  /** Builds, signs and checks a transaction; makes the account when there is none. */
  craft(request: CraftRequest): Promise<Crafted>;
  /**
   * Takes a transaction that pays us and answers how many coins were new.
   *
   * @throws {TypeError} when the bytes are no transaction.
   */
  addFunding(raw: Uint8Array): Promise<number>;
}

export type LocalSignerOptions = {
  readonly network: Network;
  readonly store: Pick<CoreStore, 'account' | 'vault' | 'createAccount' | 'addCoins'>;
  readonly now: () => number;
};

/** Opens the signer over a core store. The secret is opened when it is first needed, and only its key stays in memory. */
export function createLocalSigner({ network, store, now }: LocalSignerOptions): LocalSigner {
  let opened: Promise<AccountKey> | undefined;

  async function ensureAccount(): Promise<AccountRow> {
    const known = await store.account();
    if (known !== undefined) return known;
    const secret = newSecret();
    try {
      const { hash, address } = deriveAccountKey(secret, network);
      const vault = await sealSecret(secret);
      return await store.createAccount(vault, {
        id: 'main',
        key: toHex(hash),
        address,
        createdAt: now(),
        callbackToken: toHex(crypto.getRandomValues(new Uint8Array(32))),
      });
    } finally {
      secret.fill(0);
    }
  }

  async function openKey(): Promise<AccountKey> {
    const account = await ensureAccount();
    const vault = await store.vault();
    if (vault === undefined) throw new VaultError('the account has no secret on this device');
    const secret = await openSecret(vault);
    try {
      const key = deriveAccountKey(secret, network);
      // A key that is not the account's would lock the coins away for ever.
      if (toHex(key.hash) !== account.key || key.address !== account.address) {
        throw new VaultError('the secret belongs to another account');
      }
      return key;
    } finally {
      secret.fill(0);
    }
  }

  function key(): Promise<AccountKey> {
    const opening = (opened ??= openKey());
    opening.catch(() => {
      // Not for ever: storage may have been busy.
      if (opened === opening) opened = undefined;
    });
    return opening;
  }

  return {
    ensureAccount,
    account: () => store.account(),
    craft: async (request) => craftTransaction(request, await key()),
    async addFunding(raw) {
      const { key: hex } = await ensureAccount();
      const coins = coinsPaidTo(fromHex(hex) ?? new Uint8Array(20), raw);
      if (!coins.ok) throw new TypeError(`not a transaction: ${coins.issue.code}`);
      return store.addCoins(coins.value);
    },
  };
}
