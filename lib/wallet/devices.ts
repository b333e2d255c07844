import { asSats, outpointTxid, outpointVout, toOutpoint } from '#lib/bytes/brand.ts';
import { decodeAddress } from '#lib/bytes/address.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { isWritableName } from '#lib/protocols/handle-name.ts';
import { decodeDeviceLink, encodeDeviceLink, type DeviceLink } from '#lib/protocols/device-link.ts';
import type { LinkedDevice } from '#lib/publish/publication.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { holdersWords } from './delegation.ts';
import { ownerOf } from './effect.ts';
import { clearKeys, deriveLinkedKeys, isKey } from './keys.ts';
import type { Keyring } from './keyring.ts';
import { deriveSyncKey } from './sync-key.ts';

/** Joined: this device writes by keys of its own from now on. Refused: nothing was changed, by a code that screens know. */
export type Joined = { readonly state: 'joined' } | { readonly state: 'refused'; readonly code: string };

/** What only the holder of the words, or of a link, can do about devices. */
export interface Devices {
  /** The public side of device `number`, to be linked. @throws {VaultError} `locked`, `linked` */
  fresh(number: number): Promise<Pick<LinkedDevice, 'number' | 'key' | 'to'>>;
  /**
   * The fragment of the link that publication `id` was made for; `undefined` when its transaction is not made, or is no
   * such. `handle` (without suffix) is what the person's posts carry; one that this program would not claim is left out.
   *
   * @throws {VaultError} `locked`, `linked`
   */
  link(id: string, handle?: string): Promise<string | undefined>;
  /** Makes this device the one that a link is for, with its first coins. @throws {VaultError} `occupied` */
  join(link: string): Promise<Joined>;
}

export type DevicesOptions = {
  readonly network: Network;
  readonly store: Pick<CoreStore, 'publication' | 'addCoins' | 'changeAccount'>;
  readonly keyring: Keyring;
};

export function createDevices({ network, store, keyring }: DevicesOptions): Devices {
  /** Enters the coins that a link hands over, and then no source needs to be asked for them. */
  async function enterCoins({ at, coins, each }: DeviceLink, address: string): Promise<void> {
    if (coins === 0) return;
    const script = p2pkhScript(decodeAddress(address)?.hash160 ?? new Uint8Array(20));
    const [txid, first] = [outpointTxid(at), outpointVout(at)];
    await store.addCoins(
      Array.from({ length: coins }, (_, place) => ({
        outpoint: toOutpoint(txid, first + place),
        sats: asSats(each),
        script,
        status: 'free' as const,
        depth: 0,
        doubt: 0,
      })),
    );
    await store.changeAccount(({ coinsWanted: _found, ...row }) => row);
  }

  return {
    async fresh(number) {
      await keyring.ensureAccount();
      return keyring.withSecret(async (secret) => {
        const { payments, author } = deriveLinkedKeys(secret, network, number);
        clearKeys({ payments, author });
        return { number, key: toHex(author.hash), to: payments.address };
      });
    },
    async link(id, handle) {
      const row = await store.publication(id);
      if (row?.intent.kind !== 'link-device' || row.tx === undefined || network === 'btc') return undefined;
      const { intent, tx } = row;
      const { number, coins, each } = intent;
      return keyring.withSecret(async (secret, account) => {
        const keys = deriveLinkedKeys(secret, network, number);
        const syncKey = await deriveSyncKey(secret, network);
        const owner = ownerOf(account, network);
        try {
          return encodeDeviceLink({
            network,
            number,
            payments: keys.payments.secretKey,
            author: keys.author.secretKey,
            syncKey,
            holder: toHex(owner.holder.hash),
            from: account.key,
            at: toOutpoint(tx.txid, holdersWords(intent, owner).length),
            coins,
            each,
            ...(handle !== undefined && isWritableName(handle) && { handle }),
          });
        } finally {
          clearKeys(keys);
          syncKey.fill(0);
        }
      });
    },
    async join(text) {
      const read = decodeDeviceLink(text);
      if (!read.ok) return { state: 'refused', code: read.issue.code };
      const link = read.value;
      const { payments, author, syncKey, holder } = link;
      try {
        if (link.network !== network) return { state: 'refused', code: `other-network:${link.network}` };
        if (!isKey(payments) || !isKey(author)) return { state: 'refused', code: 'device-link-damaged' };
        const parts = { payments, author, syncKey, holder: fromHex(holder) ?? new Uint8Array(0) };
        const { address } = await keyring.join(parts, link.number, link.handle);
        await enterCoins(link, address);
        return { state: 'joined' };
      } finally {
        for (const key of [payments, author, syncKey]) key.fill(0);
      }
    },
  };
}
