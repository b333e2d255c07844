import { decodeAddress } from '#lib/bytes/address.ts';
import { asSats, type Outpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import { decodeInviteLink, encodeInviteLink, type InviteLink } from '#lib/protocols/invite-link.ts';
import type { Invite, Intent } from '#lib/publish/publication.ts';
import type { Crafted } from '#lib/publish/signing-desk.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { deriveInviteKey, INVITE_NUMBERS, signingKey, type SigningKey } from './keys.ts';
import type { Keyring } from './keyring.ts';
import type { Owner, Party } from './owner.ts';
import { inviteOutpoint, takeInId } from './take-in-id.ts';
import { craftTakeIn } from './take-in.ts';

/** What a transaction that takes an invite's coin becomes in the books. */
export type TakingIn = {
  readonly id: string;
  readonly intent: Extract<Intent, { kind: 'take-in' }>;
  readonly made: Extract<Crafted, { state: 'made' }>;
};

/** `entered`: it is signed, on the disk, and goes by itself. Refused: nothing was changed, by a code that screens know. */
export type TakenIn =
  | { readonly state: 'entered'; readonly id: string }
  | { readonly state: 'refused'; readonly code: string };

/** What only the holder of the keys can do about invites. */
export interface Invites {
  /** A key that no invite had before. @throws {VaultError} `locked` */
  fresh(): Promise<Pick<Invite, 'number' | 'to'>>;
  /**
   * The fragment of an own invite's link; `undefined` when its transaction is not made, or is no invite.
   *
   * @throws {VaultError} `locked`
   */
  link(id: string): Promise<string | undefined>;
  /** Opens a link: its coin goes to this device's account, made now where there is none. */
  open(link: string, satsPerKilobyte: number): Promise<TakenIn>;
  /** Takes the coin of an own invite back. @throws {VaultError} `locked` */
  takeBack(id: string, satsPerKilobyte: number): Promise<TakenIn>;
}

export type InvitesOptions = {
  readonly network: Network;
  readonly store: Pick<CoreStore, 'publication'>;
  readonly keyring: Keyring;
  /** Enters it in the books; false when a transaction for that coin is on its way or arrived already. */
  readonly enter: (taking: TakingIn) => Promise<boolean>;
};

export function createInvites({ network, store, keyring, enter }: InvitesOptions): Invites {
  /** Runs `work` with the key of an own invite, and clears it. */
  const withKey = <T>(number: number, work: (key: SigningKey) => T): Promise<T> =>
    keyring.withSecret(async (secret) => {
      const key = deriveInviteKey(secret, network, number);
      try {
        return work(key);
      } finally {
        key.secretKey.fill(0);
      }
    });

  async function own(id: string): Promise<{ readonly invite: Invite; readonly at: Outpoint } | undefined> {
    const row = await store.publication(id);
    const at = row && inviteOutpoint(row);
    return row?.intent.kind === 'invite' && at !== undefined ? { invite: row.intent, at } : undefined;
  }

  /** The public side of the account: to be paid needs no secret, so a locked key can open an invite too. */
  async function owner(): Promise<Owner> {
    const { address } = await keyring.ensureAccount();
    const payments: Party = { address, hash: decodeAddress(address)?.hash160 ?? new Uint8Array(0) };
    return { payments, holder: payments, author: payments };
  }

  async function take(
    intent: TakingIn['intent'],
    key: SigningKey,
    to: Owner,
    satsPerKilobyte: number,
  ): Promise<TakenIn> {
    const crafted = craftTakeIn({ intent, key, owner: to, satsPerKilobyte });
    if (crafted.state !== 'made')
      return { state: 'refused', code: crafted.state === 'refused' ? crafted.failure.code : crafted.state };
    const id = takeInId(intent.from);
    if (await enter({ id, intent, made: crafted })) return { state: 'entered', id };
    return { state: 'refused', code: 'known' };
  }

  /** The key of somebody's link; `undefined` when the curve has none of this number. */
  function keyOfLink({ secretKey }: InviteLink): SigningKey | undefined {
    try {
      return signingKey(secretKey, network);
    } catch {
      return undefined;
    } finally {
      secretKey.fill(0);
    }
  }

  return {
    async fresh() {
      await keyring.ensureAccount();
      const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
      const number = random % INVITE_NUMBERS;
      return { number, to: await withKey(number, ({ address }) => address) };
    },
    async link(id) {
      const found = await own(id);
      const account = await keyring.ensureAccount();
      if (found === undefined || network === 'btc') return undefined;
      const { invite, at } = found;
      const { hash160 } = decodeAddress(account.address) ?? { hash160: new Uint8Array(20) };
      return withKey(invite.number, ({ secretKey }) =>
        encodeInviteLink({
          network,
          outpoint: at,
          sats: asSats(invite.sats),
          posts: invite.posts,
          secretKey,
          from: { key: account.key, payments: toHex(hash160) },
          follows: invite.follows,
        }),
      );
    },
    async open(text, satsPerKilobyte) {
      const link = decodeInviteLink(text);
      if (!link.ok) return { state: 'refused', code: link.issue.code };
      const { outpoint: from, sats, posts, network: of } = link.value;
      const key = keyOfLink(link.value);
      if (of !== network) return { state: 'refused', code: `other-network:${of}` };
      if (key === undefined) return { state: 'refused', code: 'invite-damaged' };
      try {
        const to = await owner();
        return await take({ kind: 'take-in', from, sats, posts, own: false }, key, to, satsPerKilobyte);
      } finally {
        key.secretKey.fill(0);
      }
    },
    async takeBack(id, satsPerKilobyte) {
      const found = await own(id);
      if (found === undefined) return { state: 'refused', code: 'not-found' };
      const { invite, at: from } = found;
      const to = await owner();
      const intent = { kind: 'take-in', from, sats: invite.sats, posts: invite.posts, own: true } as const;
      const key = await withKey(invite.number, (each) => ({
        ...each,
        secretKey: Uint8Array.from(each.secretKey),
      }));
      try {
        return await take(intent, key, to, satsPerKilobyte);
      } finally {
        key.secretKey.fill(0);
      }
    },
  };
}
