import { toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import type { AccountRow, KdfParams, VaultRow2, VaultWrap } from '#lib/store/core-rows.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { decodeBackup, encodeBackup, openBackup, sealBackup, type BackedUp } from './backup-file.ts';
import { clearKeys, deriveKeys, type KeyLayout } from './keys.ts';
import type { Keyring } from './keyring.ts';
import { freshKdf, isWeaker } from './passphrase.ts';
import { addWay, keepWays, openDataKey, openSecret, type NewWay, type Opener } from './vault.ts';
import { VaultError } from './vault-error.ts';
import { secretOfWords, wordsOf } from './words.ts';

/**
 * What a key is restored from. `layout` is where words alone cannot say it. `device` is for a key that is used elsewhere as well:
 * each device has coins of its own.
 */
export type Copy =
  | { readonly from: 'words'; readonly text: string; readonly layout: KeyLayout; readonly device?: number }
  | { readonly from: 'file'; readonly text: string; readonly passphrase: string; readonly device?: number };

/**
 * What a person does with the key itself. Every change is one strict transaction by compare-and-set, and an old way in goes
 * only after the new one was read back from the disk and opened.
 */
export interface Custody {
  /** Closes the vault by a passphrase: from then on this device alone does not open it. `current` opens it now. */
  setPassphrase(passphrase: string, current: Opener): Promise<void>;
  /** Lets this device open the vault by itself again. */
  removePassphrase(passphrase: string): Promise<void>;
  /** A passkey as one more way in. @throws {VaultError} */
  addPasskey(way: Extract<NewWay, { kind: 'passkey' }>, current: Opener): Promise<void>;
  removePasskey(): Promise<void>;
  unlock(opener: Opener): Promise<void>;
  /** Opens the vault by the twelve words. */
  unlockByWords(text: string): Promise<void>;
  /** The text of an encrypted copy, which was opened once more before it is given. */
  makeFile(passphrase: string): Promise<string>;
  /** Hands the twelve words to `show`, which runs in this worker. */
  showWords(show: (words: readonly string[]) => void): Promise<void>;
  /** Whether these are the words; notes that a copy of them exists where they are. */
  checkWords(text: string): Promise<boolean>;
  /** The posting keys (hash160 in hex) that words stand for, one for each layout. */
  keysOfWords(text: string): Promise<readonly { readonly layout: KeyLayout; readonly key: string }[]>;
  restore(copy: Copy): Promise<AccountRow>;
  /** Takes the key off this device. @throws {VaultError} `no-copy`, `in-use`. */
  forget(): Promise<void>;
}

export type CustodyOptions = {
  readonly network: Network;
  readonly store: Pick<CoreStore, 'vault' | 'changeVault' | 'changeAccount' | 'forgetAccount'>;
  readonly keyring: Keyring;
  readonly now: () => number;
  /** How much work a passphrase is from now on, with a salt of its own. */
  readonly kdf?: () => KdfParams;
};

export function createCustody({ network, store, keyring, now, kdf = freshKdf }: CustodyOptions): Custody {
  /** A passphrase that is derived once, however often a change has to open by it. */
  const typed = <Way extends Opener>(way: Way): Way =>
    way.kind === 'passphrase' ? { ...way, derived: new Map() } : way;
  const newPassphrase = (passphrase: string) =>
    typed({ kind: 'passphrase', passphrase, kdf: kdf() } as const);

  /** Writes `after`, reads it back from the disk and opens it by `opener`: it must hold what `before` did. */
  async function enter(before: VaultRow2, by: Opener, after: VaultRow2, opener: Opener): Promise<VaultRow2> {
    const old = await openSecret(before, await openDataKey(before, by));
    try {
      await store.changeVault(before.revision, after);
      const read = await store.vault();
      if (read?.version !== 2 || read.revision !== after.revision)
        throw new VaultError('busy', 'the vault was changed at the same moment');
      const again = await openSecret(read, await openDataKey(read, opener));
      const same = toHex(old) === toHex(again);
      again.fill(0);
      if (!same) throw new VaultError('broken', 'the vault holds something else');
      return read;
    } finally {
      old.fill(0);
    }
  }

  /**
   * Puts a way in the place of those that `goes` names, in two steps: the new one is added, written, read back and opened,
   * and only then the old ones go. Whatever ends this in between leaves a vault that both open.
   */
  async function replaceWays(by: Opener, way: NewWay, goes: (wrap: VaultWrap) => boolean): Promise<void> {
    const before = await keyring.vault();
    const both = await enter(before, by, await addWay(before, by, way), way);
    const newest = both.wraps.length - 1;
    const after = keepWays(both, (wrap, at) => at === newest || !goes(wrap));
    if (after.wraps.length < both.wraps.length) await enter(both, way, after, way);
  }

  async function noteCopy(kind: 'file' | 'words'): Promise<void> {
    await store.changeAccount((row) => ({ ...row, copies: { ...row.copies, [kind]: now() } }));
  }

  function secretIn(text: string): Uint8Array<ArrayBuffer> {
    const secret = secretOfWords(text);
    if (!secret.ok) throw new VaultError('wrong', secret.issue.code);
    return secret.value;
  }

  async function opened(copy: Copy): Promise<BackedUp> {
    if (copy.from === 'words') return { secret: secretIn(copy.text), layout: copy.layout };
    const file = decodeBackup(copy.text);
    if (!file.ok) throw new VaultError('broken', file.issue.code);
    if (file.value.network !== network) throw new VaultError('wrong', `other-network:${file.value.network}`);
    return openBackup(file.value, copy.passphrase);
  }

  return {
    async setPassphrase(passphrase, current) {
      const way = newPassphrase(passphrase);
      await replaceWays(typed(current), way, ({ kind }) => kind === 'passphrase' || kind === 'device');
      await keyring.unlock(way);
    },
    async removePassphrase(passphrase) {
      const by = typed({ kind: 'passphrase', passphrase } as const);
      await replaceWays(by, { kind: 'device' }, ({ kind }) => kind === 'passphrase');
      keyring.lock();
    },
    addPasskey: (way, current) => replaceWays(typed(current), way, ({ kind }) => kind === 'passkey'),
    async removePasskey() {
      const before = await keyring.vault();
      await store.changeVault(
        before.revision,
        keepWays(before, ({ kind }) => kind !== 'passkey'),
      );
    },
    async unlock(given) {
      const opener = typed(given);
      await keyring.unlock(opener);
      if (opener.kind !== 'passphrase') return;
      const { wraps } = await keyring.vault();
      // Made when guessing was dearer: wrapped anew, now that the passphrase is here.
      const way = newPassphrase(opener.passphrase);
      if (wraps.some((wrap) => wrap.kind === 'passphrase' && isWeaker(wrap.kdf, way.kdf)))
        await replaceWays(opener, way, ({ kind }) => kind === 'passphrase');
    },
    async unlockByWords(text) {
      const secret = secretIn(text);
      try {
        await keyring.unlock({ kind: 'words', secret });
      } finally {
        secret.fill(0);
      }
    },
    makeFile: (passphrase) =>
      keyring.withSecret(async (secret, { layout = 1 }) => {
        const text = encodeBackup(await sealBackup({ secret, layout }, network, now(), passphrase, kdf()));
        const read = decodeBackup(text);
        if (!read.ok) throw new VaultError('broken', read.issue.code);
        const again = await openBackup(read.value, passphrase);
        const same = toHex(again.secret) === toHex(secret) && again.layout === layout;
        again.secret.fill(0);
        if (!same) throw new VaultError('broken', 'the copy holds something else');
        await noteCopy('file');
        return text;
      }),
    showWords: (show) => keyring.withSecret(async (secret) => show(wordsOf(secret).split(' '))),
    checkWords: (text) =>
      keyring.withSecret(async (secret) => {
        const given = secretOfWords(text);
        const same = given.ok && toHex(given.value) === toHex(secret);
        if (given.ok) given.value.fill(0);
        if (same) await noteCopy('words');
        return same;
      }),
    async keysOfWords(text) {
      const secret = secretIn(text);
      return ([1, 2] as const).map((layout) => {
        const keys = deriveKeys(secret, network, layout);
        clearKeys(keys);
        return { layout, key: toHex(keys.author.hash) };
      });
    },
    async restore(copy) {
      const { secret, layout } = await opened(copy);
      try {
        await keyring.adopt(secret, layout, copy.device);
        await noteCopy(copy.from);
        return await keyring.account();
      } finally {
        secret.fill(0);
      }
    },
    async forget() {
      const outcome = await store.forgetAccount();
      if (outcome !== 'forgotten') throw new VaultError(outcome, outcome);
      keyring.lock();
    },
  };
}
