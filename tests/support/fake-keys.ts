import type { KeyDesk, KeysView } from '#lib/client/key-desk.ts';
import { KeyRefusal } from '#lib/client/key-refusal.ts';

/** A key desk without a key: it keeps a passphrase in the open, and answers in the real one's sentences. */
export function createFakeKeys(told: () => void, start: Partial<KeysView> = {}): KeyDesk {
  let view: KeysView = { lock: 'open', copies: {}, passkey: false, ...start };
  let passphrase = 'correct horse';
  const change = (part: Partial<KeysView>): void => {
    view = { ...view, ...part };
    told();
  };
  const insist = (given: string): void => {
    if (given !== passphrase) throw new KeyRefusal('wrong', '');
  };
  let inStep = false;
  return {
    devices: {
      view: async () => ({ state: inStep ? 'on' : 'off' }),
      async set(on) {
        inStep = on;
        told();
      },
    },
    view: async () => view,
    lock: async () => change({ lock: 'locked' }),
    async unlock(given) {
      insist(given);
      change({ lock: 'unlocked' });
    },
    async unlockByPasskey() {
      if (!view.passkey) throw new KeyRefusal('passkey-declined', '');
      change({ lock: 'unlocked' });
    },
    async addPasskey(given) {
      insist(given);
      change({ passkey: true });
    },
    removePasskey: async () => change({ passkey: false }),
    unlockByWords: async () => change({ lock: 'unlocked' }),
    async setPassphrase(given, current) {
      if (current !== undefined) insist(current);
      passphrase = given;
      change({ lock: 'unlocked' });
    },
    async removePassphrase(given) {
      insist(given);
      change({ lock: 'open' });
    },
    async makeFile() {
      change({ copies: { ...view.copies, file: 1_790_000_000_000 } });
      return '{"nabo":"key"}\n';
    },
    showWords: async () => undefined,
    async checkWords(text) {
      const same = text === 'the right words';
      if (same) change({ copies: { ...view.copies, words: 1_790_000_000_000 } });
      return same;
    },
    async restoreFromFile(text) {
      if (!text.includes('nabo')) throw new KeyRefusal('broken', 'not-a-copy');
      change({ lock: 'open' });
    },
    restoreFromWords: async () => change({ lock: 'open' }),
    async forget() {
      if (view.copies.file === undefined) throw new KeyRefusal('no-copy', '');
      change({ lock: 'absent', copies: {} });
    },
  };
}
