import type { Handlers } from '#lib/bridge/call.ts';
import type { SignerContract } from '#lib/bridge/signer-messages.ts';
import type { Network } from '#lib/chain/network.ts';
import type { SigningDesk } from '#lib/publish/signing-desk.ts';
import type { Custody } from './custody.ts';
import type { Devices } from './devices.ts';
import { drawWords } from './draw-words.ts';
import type { Invites } from './invites.ts';
import type { OutsideAnswer, OutsideDesk } from './outside-desk.ts';
import type { LocalSigner } from './signer.ts';
import type { Swept } from './sweep.ts';
import { VaultError } from './vault-error.ts';

export type ChainName = { readonly network: Network; readonly era?: string };

/** All that answers for one chain. */
export type Desk = Pick<SigningDesk, 'publish'> & {
  /** Keeps a sweep and its transaction. */
  readonly enterSweep: (id: string, swept: Swept, made: NonNullable<Swept['made']>) => Promise<void>;
  readonly signer: LocalSigner;
  readonly custody: Custody;
  readonly invites: Invites;
  readonly devices: Devices;
  readonly outside: OutsideDesk;
};

/** With bytes of their own, as a message carries them. */
function plain(answer: OutsideAnswer) {
  if (answer.state === 'sign') return { ...answer, message: Uint8Array.from(answer.message) };
  return answer.state === 'pay' ? { ...answer, outputs: [...answer.outputs] } : answer;
}

const refused = (code: string, detail: string) => ({ state: 'refused', code, detail }) as const;

/**
 * Answers what a page may ask. What a vault refuses is an answer with a code, not a failure of the line. `onClose` is
 * called when other tabs must open the vault anew.
 */
export function signerHandlers(
  deskOf: (chain: ChainName) => Promise<Desk>,
  onClose: () => void,
): Handlers<SignerContract> {
  async function outcome<Value>(chain: ChainName, work: (desk: Desk) => Promise<Value>) {
    try {
      return { state: 'done', value: await work(await deskOf(chain)) } as const;
    } catch (error) {
      if (error instanceof VaultError) return refused(error.kind, error.message);
      if (error instanceof RangeError) return refused('passphrase-length', error.message);
      throw error;
    }
  }

  /** As {@link outcome}, where what was typed may be no key of this network. */
  const swept = async <Value>(chain: ChainName, work: (desk: Desk) => Promise<Value>) => {
    try {
      return await outcome(chain, work);
    } catch (error) {
      if (error instanceof TypeError) return refused(error.message, '');
      throw error;
    }
  };

  /** As {@link outcome}, where nothing but that it was done is to be said. */
  const doing = (chain: ChainName, work: (custody: Custody) => Promise<unknown>) =>
    outcome(chain, async ({ custody }) => {
      await work(custody);
      return true as const;
    });

  /** As {@link doing}, after which the other tabs must ask anew. */
  async function closing(chain: ChainName, work: (custody: Custody) => Promise<unknown>) {
    const answer = await doing(chain, work);
    if (answer.state === 'done') onClose();
    return answer;
  }

  return {
    async ensureAccount(chain) {
      const { key, address } = await (await deskOf(chain)).signer.ensureAccount();
      return { key, address };
    },
    async account(chain) {
      const row = await (await deskOf(chain)).signer.account();
      return row && { key: row.key, address: row.address };
    },
    addFunding: async ({ raw, only, ...chain }) => (await deskOf(chain)).signer.addFunding(raw, only),
    publish: async ({ id, intent, context, ...chain }) => (await deskOf(chain)).publish(id, intent, context),
    freshInvite: (chain) => outcome(chain, ({ invites }) => invites.fresh()),
    inviteLink: ({ id, ...chain }) =>
      outcome(chain, async ({ invites }) => {
        const link = await invites.link(id);
        if (link === undefined) throw new VaultError('absent', 'there is no such invite');
        return link;
      }),
    openInvite: ({ link, satsPerKilobyte, ...chain }) =>
      outcome(chain, ({ invites }) => invites.open(link, satsPerKilobyte)),
    takeInviteBack: ({ id, satsPerKilobyte, ...chain }) =>
      outcome(chain, ({ invites }) => invites.takeBack(id, satsPerKilobyte)),
    freshDevice: ({ number, ...chain }) => outcome(chain, ({ devices }) => devices.fresh(number)),
    deviceLink: ({ id, handle, ...chain }) =>
      outcome(chain, async ({ devices }) => {
        const link = await devices.link(id, handle);
        if (link === undefined) throw new VaultError('absent', 'there is no such link');
        return link;
      }),
    joinDevice: ({ link, ...chain }) => outcome(chain, ({ devices }) => devices.join(link)),
    preview: async ({ intent, context, ...chain }) => {
      // It cannot be planned before the one that it hangs on is signed.
      if ('after' in intent) return undefined;
      return (await deskOf(chain)).signer.preview(intent, context);
    },
    setLimits: ({ each, day, quiet, ...chain }) =>
      outcome(chain, async ({ signer }) => {
        await signer.setLimits({ each, day, ...(quiet !== undefined && { quiet }) });
        return true as const;
      }),
    addressOf: ({ from, ...chain }) => swept(chain, ({ signer }) => signer.addressOf(from)),
    sweep: ({ from, found, satsPerKilobyte, enter, ...chain }) =>
      swept(chain, async ({ signer, enterSweep }) => {
        const { made, ...view } = await signer.sweep(from, { found, satsPerKilobyte }, enter !== undefined);
        if (made !== undefined && enter !== undefined) await enterSweep(enter, view, made);
        return view;
      }),
    outsideNext: ({ id, holder, word, ...chain }) =>
      outcome(chain, ({ outside }) => outside.next(id, holder, word).then(plain)),
    outsideEnter: ({ id, holder, word, raw, sources, satsPerKilobyte, ...chain }) =>
      outcome(chain, ({ outside }) =>
        outside
          .enter(id, holder, { raw, sources, satsPerKilobyte, ...(word !== undefined && { word }) })
          .then(plain),
      ),
    lockState: async (chain) => (await deskOf(chain)).signer.keyring.state(),
    lock: (chain) => closing(chain, async () => (await deskOf(chain)).signer.keyring.lock()),
    unlock: ({ by, ...chain }) => doing(chain, (custody) => custody.unlock(by)),
    unlockByWords: ({ text, ...chain }) => doing(chain, (custody) => custody.unlockByWords(text)),
    setPassphrase: ({ passphrase, current, ...chain }) =>
      closing(chain, (custody) => custody.setPassphrase(passphrase, current)),
    removePassphrase: ({ passphrase, ...chain }) =>
      doing(chain, (custody) => custody.removePassphrase(passphrase)),
    addPasskey: ({ way, current, ...chain }) => doing(chain, (custody) => custody.addPasskey(way, current)),
    removePasskey: (chain) => doing(chain, (custody) => custody.removePasskey()),
    makeFile: ({ passphrase, ...chain }) => outcome(chain, ({ custody }) => custody.makeFile(passphrase)),
    showWords: ({ network, era, ...paper }) =>
      doing({ network, ...(era !== undefined && { era }) }, (custody) =>
        custody.showWords((words) => drawWords(words, paper)),
      ),
    checkWords: ({ text, ...chain }) => outcome(chain, ({ custody }) => custody.checkWords(text)),
    keysOfWords: ({ text, ...chain }) =>
      outcome(chain, async ({ custody }) => [...(await custody.keysOfWords(text))]),
    syncKey: (chain) => outcome(chain, ({ signer }) => signer.keyring.syncKey()),
    restore: ({ copy, ...chain }) => doing(chain, (custody) => custody.restore(copy)),
    forget: (chain) => closing(chain, (custody) => custody.forget()),
  };
}
