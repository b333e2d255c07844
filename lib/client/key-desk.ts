import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import type { Outbox } from '#lib/publish/outbox.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { DeviceDesk } from './devices/device-desk.ts';
import { KeyRefusal, valueOf, type Outcome } from './key-refusal.ts';
import { askPasskey, makePasskey } from './passkey.ts';
import type { SignerLine } from './signer-line.ts';
import { findCoins } from './wallet-desk.ts';

/** How the key on this device is kept. `copies` are the times (ms since 1970) at which copies were made that open. */
export type KeysView = {
  /** `open`: this device opens it by itself. `locked`, `unlocked`: a passphrase is needed, or was given a while ago. */
  readonly lock: 'absent' | 'open' | 'locked' | 'unlocked';
  readonly copies: { readonly file?: number; readonly words?: number };
  readonly passkey: boolean;
  /** Another device linked this one, and has the words and the key that holds. */
  readonly linked?: true;
};

/** How words are drawn: a colour and a font as style sheets have them, pixels of the screen in one of theirs. */
export type WordsLook = {
  readonly ink: string;
  readonly font: string;
  readonly columns: number;
  readonly scale: number;
};

/** What a person does with the key itself. Every method rejects with a {@link KeyRefusal} and then has changed nothing. */
export interface KeyDesk {
  view(): Promise<KeysView>;
  lock(): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  unlockByWords(text: string): Promise<void>;
  /** By a passkey that was added. */
  unlockByPasskey(): Promise<void>;
  /** Makes a passkey one more way in. The browser asks the person for it. */
  addPasskey(passphrase: string): Promise<void>;
  removePasskey(): Promise<void>;
  /** `current` is the passphrase until now, where there is one. */
  setPassphrase(passphrase: string, current?: string): Promise<void>;
  removePassphrase(passphrase: string): Promise<void>;
  /** The text of an encrypted copy. */
  makeFile(passphrase: string): Promise<string>;
  /** Draws the twelve words on a canvas, in the signer's worker: the page never has them as text. */
  showWords(canvas: OffscreenCanvas, look: WordsLook): Promise<void>;
  /** Whether these are the words; a copy of them is known to exist then. */
  checkWords(text: string): Promise<boolean>;
  /** Brings a key back, and looks for its coins. */
  /** `device`: which of the key's devices this is, 0 for the first. */
  restoreFromFile(text: string, passphrase: string, device?: number): Promise<void>;
  restoreFromWords(text: string, device?: number): Promise<void>;
  /** Takes the key off this device. */
  forget(): Promise<void>;
  /** What the devices of one person share. */
  readonly devices: DeviceDesk;
}

type Parts = {
  readonly devices: DeviceDesk;
  readonly store: CoreStore;
  readonly signer: SignerLine;
  readonly feed: Pick<Caller<FeedContract>, 'call'>;
  readonly outbox: Outbox;
  /** By its name, as a passkey is called. */
  readonly network: string;
  readonly satsPerKilobyte: number;
  /** Something about the account is other than before. */
  readonly onChange: () => void;
};

export function createKeyDesk({
  devices,
  store,
  signer,
  feed,
  outbox,
  network,
  satsPerKilobyte,
  onChange,
}: Parts): KeyDesk {
  const ask: SignerLine['ask'] = (question) => signer.ask(question);
  const doing = async (asked: Promise<Outcome<true>>): Promise<void> => {
    await valueOf(asked);
    onChange();
  };

  /** The tab that sends may be another one, whose signer knows no passphrase: what waits is signed in this one. */
  async function signWaiting(): Promise<void> {
    for (const { id, intent } of await store.publications('draft')) {
      await signer.publish(id, intent, { satsPerKilobyte, doubtful: false });
    }
    outbox.wake();
  }

  async function opened(asked: Promise<Outcome<true>>): Promise<void> {
    await doing(asked);
    // What could not be signed now says why, and is tried again by itself.
    signWaiting().catch(() => undefined);
  }

  /**
   * Told only once its coins were looked for, so that nobody leaves the page in the midst of it. Coins that nobody can name
   * now are no reason to say that the key did not come back: it did.
   */
  async function restored(asked: Promise<Outcome<true>>): Promise<void> {
    await valueOf(asked);
    await findCoins({ store, signer, feed }).catch(() => undefined);
    onChange();
    void navigator.storage?.persist?.();
  }

  return {
    devices,
    async view() {
      const [account, vault] = await Promise.all([store.account(), store.vault()]);
      if (account === undefined || vault === undefined) return { lock: 'absent', copies: {}, passkey: false };
      const wraps = vault.version === 1 ? [] : vault.wraps;
      const opensByItself = vault.version === 1 || wraps.some(({ kind }) => kind === 'device');
      const lock = opensByItself ? 'open' : await ask((line, chain) => line.call('lockState', chain));
      return {
        lock,
        copies: account.copies ?? {},
        passkey: wraps.some(({ kind }) => kind === 'passkey'),
        ...(account.linked === true && { linked: true }),
      };
    },
    async lock() {
      await valueOf(ask((line, chain) => line.call('lock', chain)));
      signer.end();
      onChange();
    },
    unlock: (passphrase) =>
      opened(ask((line, chain) => line.call('unlock', { ...chain, by: { kind: 'passphrase', passphrase } }))),
    unlockByWords: (text) => opened(ask((line, chain) => line.call('unlockByWords', { ...chain, text }))),
    async unlockByPasskey() {
      const vault = await store.vault();
      const way = vault?.version === 2 ? vault.wraps.find(({ kind }) => kind === 'passkey') : undefined;
      if (way?.kind !== 'passkey') throw new KeyRefusal('wrong', '');
      const credential = Uint8Array.from(way.credential);
      const prf = await askPasskey({ credential, salt: Uint8Array.from(way.salt) }, navigator.credentials);
      const by = { kind: 'passkey', credential, prf } as const;
      await opened(ask((line, chain) => line.call('unlock', { ...chain, by }))).finally(() => prf.fill(0));
    },
    async addPasskey(passphrase) {
      const made = await makePasskey(network, navigator.credentials);
      const way = { kind: 'passkey', ...made } as const;
      const current = { kind: 'passphrase', passphrase } as const;
      await doing(ask((line, chain) => line.call('addPasskey', { ...chain, way, current }))).finally(() =>
        made.prf.fill(0),
      );
    },
    removePasskey: () => doing(ask((line, chain) => line.call('removePasskey', chain))),
    setPassphrase: (passphrase, current) =>
      doing(
        ask((line, chain) =>
          line.call('setPassphrase', {
            ...chain,
            passphrase,
            current: current === undefined ? { kind: 'device' } : { kind: 'passphrase', passphrase: current },
          }),
        ),
      ),
    removePassphrase: (passphrase) =>
      doing(ask((line, chain) => line.call('removePassphrase', { ...chain, passphrase }))),
    async makeFile(passphrase) {
      const text = await valueOf(ask((line, chain) => line.call('makeFile', { ...chain, passphrase })));
      onChange();
      return text;
    },
    showWords: (canvas, look) =>
      doing(ask((line, chain) => line.call('showWords', { ...chain, canvas, ...look }, undefined, [canvas]))),
    async checkWords(text) {
      const same = await valueOf(ask((line, chain) => line.call('checkWords', { ...chain, text })));
      onChange();
      return same;
    },
    restoreFromFile: (text, passphrase, device = 0) =>
      restored(
        ask((line, chain) =>
          line.call('restore', { ...chain, copy: { from: 'file', text, passphrase, device } }),
        ),
      ),
    async restoreFromWords(text, device = 0) {
      const keys = await valueOf(ask((line, chain) => line.call('keysOfWords', { ...chain, text })));
      // Words do not say which layout they were used with; what was written with them does.
      const written = await Promise.all(
        keys.map(async ({ layout, key }) => {
          const profile = await feed.call('profile', { who: key });
          return { layout, has: profile === undefined ? 0 : profile.posts + profile.handles.length };
        }),
      );
      const first = written.find(({ layout }) => layout === 1);
      const newest = written.find(({ layout }) => layout === 2);
      const layout = (first?.has ?? 0) > 0 && (newest?.has ?? 0) === 0 ? 1 : 2;
      await restored(
        ask((line, chain) =>
          line.call('restore', { ...chain, copy: { from: 'words', text, layout, device } }),
        ),
      );
    },
    async forget() {
      await valueOf(ask((line, chain) => line.call('forget', chain)));
      signer.end();
      onChange();
    },
  };
}
