import { toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import type { AccountRow, VaultRow2 } from '#lib/store/core-rows.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { keysOfDevice, packDeviceSecret, syncKeyIn, type DeviceSecret } from './device-secret.ts';
import { clearKeys, deriveKeys, NEWEST_LAYOUT, type AccountKeys, type KeyLayout } from './keys.ts';
import { deriveSyncKey } from './sync-key.ts';
import {
  newSecret,
  openDataKey,
  openFirstVault,
  openSecret,
  opensByItself,
  sealSecret,
  type Opener,
} from './vault.ts';
import { VaultError } from './vault-error.ts';

/** For how long a vault with a passphrase stays open after it was last used. */
export const IDLE_MS = 10 * 60_000;

export type KeyringStore = Pick<
  CoreStore,
  'account' | 'vault' | 'createAccount' | 'changeVault' | 'changeAccount'
>;

export type KeyringOptions = {
  readonly network: Network;
  readonly store: KeyringStore;
  readonly now: () => number;
  /** Calls back after so many milliseconds, and gives a way to take that back. */
  readonly after?: (ms: number, then: () => void) => () => void;
  /** Told when the keys are gone from memory without anybody having asked for that. */
  readonly onIdle?: () => void;
};

/**
 * `absent`: there is no key. `open`: this device opens it by itself. `locked`, `unlocked`: a passphrase is needed, or was
 * given a while ago.
 */
export type LockState = 'absent' | 'open' | 'locked' | 'unlocked';

/** Holds the keys while they are open. Everything in it is forgotten with the worker. */
export interface Keyring {
  ensureAccount(): Promise<AccountRow>;
  /** The account, with its row brought up to date. @throws {VaultError} `absent` */
  account(): Promise<AccountRow>;
  /** The vault, brought to the newest form. @throws {VaultError} `absent` */
  vault(): Promise<VaultRow2>;
  /**
   * Runs `work` with the keys. The holder's is only there (else empty) where `withHolder` says so, and cleared afterwards.
   *
   * @throws {VaultError} `locked`, `absent`, `broken`; `linked` where the holder's key is on another device.
   */
  withKeys<T>(withHolder: boolean, work: (keys: AccountKeys) => T): Promise<T>;
  /**
   * Runs `work` with the secret behind the words, and clears it afterwards. Throws as {@link withKeys} does.
   */
  withSecret<T>(work: (secret: Uint8Array<ArrayBuffer>, account: AccountRow) => Promise<T>): Promise<T>;
  /** 32 bytes that every device of this person has and nobody else. The caller clears them. Throws as {@link withKeys} does. */
  syncKey(): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws {VaultError} `wrong`, `absent`, `broken`. */
  unlock(opener: Opener): Promise<void>;
  lock(): void;
  state(): Promise<LockState>;
  /** Seals a secret that came from elsewhere. `device` says which of its devices this is; the first where it is absent. @throws {VaultError} `occupied` when there is another key here. */
  adopt(secret: Uint8Array, layout: KeyLayout, device?: number): Promise<AccountRow>;
  /** Seals what another device of this person handed over, with the handle (without suffix) of their posts. @throws {VaultError} `occupied` */
  join(secret: DeviceSecret, device: number, handle?: string): Promise<AccountRow>;
}

/** What a vault holds: a secret behind words, or the keys of a linked device. */
type Held = { readonly secret: Uint8Array; readonly holds: VaultRow2['holds'] };
/** Where keys lie below a secret. */
type Place = { readonly layout: KeyLayout; readonly device: number };

type PublicSide = Required<Pick<AccountRow, 'key' | 'address' | 'holder' | 'layout'>>;

type Opened = { readonly id: string; readonly dataKey: CryptoKey; keys?: AccountKeys };

export function createKeyring(options: KeyringOptions): Keyring {
  const { network, store, now, onIdle, after = afterMs } = options;
  let opened: Opened | undefined;
  let stopWaiting: (() => void) | undefined;

  function lock(): void {
    stopWaiting?.();
    stopWaiting = undefined;
    if (opened?.keys !== undefined) clearKeys(opened.keys);
    opened = undefined;
  }

  function wait(): void {
    stopWaiting?.();
    stopWaiting = after(IDLE_MS, () => {
      lock();
      onIdle?.();
    });
  }

  const keysIn = ({ secret, holds }: Held, { layout, device }: Place): AccountKeys =>
    holds === 'device' ? keysOfDevice(secret, network) : deriveKeys(secret, network, layout, device);

  const publicSide = (held: Held, place: Place): PublicSide => {
    const keys = keysIn(held, place);
    clearKeys(keys);
    const { layout } = place;
    const { author, payments, holder } = keys;
    return { key: toHex(author.hash), address: payments.address, holder: toHex(holder.hash), layout };
  };

  const newRow = (held: Held, place: Place): AccountRow => ({
    id: 'main',
    ...publicSide(held, place),
    ...(place.device > 0 && { device: place.device }),
    ...(held.holds === 'device' && { linked: true }),
    createdAt: now(),
    callbackToken: toHex(crypto.getRandomValues(new Uint8Array(32))),
  });

  async function ensureAccount(): Promise<AccountRow> {
    const known = await store.account();
    if (known !== undefined) return known;
    const secret = newSecret();
    try {
      return await store.createAccount(await sealSecret(secret), newRow(behindWords(secret), FIRST_PLACE));
    } finally {
      secret.fill(0);
    }
  }

  async function vault(): Promise<VaultRow2> {
    const row = await store.vault();
    if (row === undefined) throw new VaultError('absent', 'there is no key on this device');
    if (row.version === 2) return row;
    // From a build with one way in: sealed anew, and the old row goes only when the new one opens to the same secret.
    const secret = await openFirstVault(row);
    try {
      const fresh = await sealSecret(secret);
      const again = await openSecret(fresh, await openDataKey(fresh, { kind: 'device' }));
      if (toHex(again) !== toHex(secret))
        throw new VaultError('broken', 'the new vault holds something else');
      again.fill(0);
      await store.changeVault(undefined, fresh);
    } finally {
      secret.fill(0);
    }
    return vault();
  }

  async function open(): Promise<Opened> {
    const row = await vault();
    const id = toHex(row.binding);
    if (opened?.id !== id) {
      // Another vault than a moment ago: somebody forgot that key, or brought another.
      lock();
      if (!opensByItself(row)) throw new VaultError('locked', 'the key is locked');
      opened = { id, dataKey: await openDataKey(row, { kind: 'device' }) };
    }
    if (!opensByItself(row)) wait();
    return opened;
  }

  async function withHeld<T>(
    work: (held: Held & { readonly secret: Uint8Array<ArrayBuffer> }, account: AccountRow) => Promise<T>,
  ): Promise<T> {
    const { dataKey } = await open();
    const row = await vault();
    const held = { secret: await openSecret(row, dataKey), holds: row.holds };
    try {
      return await work(held, await account(held));
    } finally {
      held.secret.fill(0);
    }
  }

  const withSecret: Keyring['withSecret'] = (work) =>
    withHeld(async ({ secret, holds }, row) => {
      if (holds === 'device') throw new VaultError('linked', 'the words are on another device');
      return work(secret, row);
    });

  /** The account's row, brought up to date where an older build wrote it. */
  async function account(held: Held): Promise<AccountRow> {
    const row = await store.account();
    if (row === undefined) throw new VaultError('absent', 'there is no key on this device');
    const { layout, device } = placeOf(row);
    const known = publicSide(held, { layout, device });
    // A key that is not the account's would lock the coins away for ever.
    if (known.key !== row.key || known.address !== row.address)
      throw new VaultError('broken', 'the secret belongs to another account');
    if (row.holder === known.holder && row.layout === layout) return row;
    return store.changeAccount((before) => ({ ...before, ...known }));
  }

  async function hotKeys(): Promise<AccountKeys> {
    const held = await open();
    if (held.keys !== undefined) return held.keys;
    const keys = await withHeld(async (secret, row) => keysIn(secret, placeOf(row)));
    keys.holder.secretKey.fill(0);
    held.keys = { ...keys, holder: { ...keys.holder, secretKey: new Uint8Array(0) } };
    return held.keys;
  }

  /** Seals what came from elsewhere. Its coins are still to be looked for. */
  async function take(held: Held, place: Place, handle?: string): Promise<AccountRow> {
    const named = handle === undefined ? {} : { handle };
    const wanted = { ...newRow(held, place), ...named, coinsWanted: true } as const;
    const row = await store.createAccount(await sealSecret(held.secret, held.holds), wanted);
    if (row.key !== wanted.key || row.address !== wanted.address)
      throw new VaultError('occupied', 'there is another key on this device');
    return row;
  }

  return {
    ensureAccount,
    account: () => withHeld(async (_held, row) => row),
    vault,
    async withKeys(withHolder, work) {
      await ensureAccount();
      if (!withHolder) return work(await hotKeys());
      return withSecret(async (secret, row) => {
        const keys = keysIn(behindWords(secret), placeOf(row));
        try {
          return work(keys);
        } finally {
          clearKeys(keys);
        }
      });
    },
    withSecret,
    syncKey: () =>
      withHeld(async ({ secret, holds }) =>
        holds === 'device' ? syncKeyIn(secret) : deriveSyncKey(secret, network),
      ),
    async unlock(opener) {
      const row = await vault();
      const dataKey = await openDataKey(row, opener);
      lock();
      opened = { id: toHex(row.binding), dataKey };
      if (!opensByItself(row)) wait();
    },
    lock,
    async state() {
      const row = await store.vault();
      if (row === undefined) return 'absent';
      if (opensByItself(row)) return 'open';
      return row.version === 2 && opened?.id === toHex(row.binding) ? 'unlocked' : 'locked';
    },
    adopt: (secret, layout, device = 0) => take(behindWords(secret), { layout, device }),
    async join(parts, device, handle) {
      const secret = packDeviceSecret(parts);
      try {
        return await take({ secret, holds: 'device' }, { layout: NEWEST_LAYOUT, device }, handle);
      } finally {
        secret.fill(0);
      }
    },
  };
}

const FIRST_PLACE: Place = { layout: NEWEST_LAYOUT, device: 0 };

const placeOf = ({ layout = 1, device = 0 }: AccountRow): Place => ({ layout, device });

const behindWords = (secret: Uint8Array): Held => ({ secret, holds: undefined });

function afterMs(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}
