import { toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Signer, SigningAnswer } from '#lib/publish/platform.ts';
import type { Intent, Payer } from '#lib/publish/publication.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { OutsideAnswer } from '#lib/wallet/outside-desk.ts';
import { isForOutside } from '#lib/wallet/outputs.ts';
import { OutsideError, troubleOf, type ConnectOutside, type OutsideWallet } from './wallet.ts';

export type OutsideView = {
  readonly connected?: { readonly payer: Payer; /** Hash160 in hex. */ readonly holder: string };
};

/** Another wallet that pays for what is said here, and holds what is claimed; as a person has to do with it. */
export interface OutsideDesk {
  view(): OutsideView;
  /** Asks a wallet. Rejects with an {@link OutsideError}. */
  connect(payer: Payer): Promise<void>;
  disconnect(): void;
  /** Who is to pay for this; nobody else where it moves something of our own or is one of several. */
  payerFor(intent: Intent, then: number): Payer | undefined;
  /** Stops waiting for a person's answer over there. Their words are kept. */
  stopAsking(id: string): Promise<void>;
}

/** The same as a signer like this device's own. */
export type OutsideWallets = Omit<OutsideDesk, 'stopAsking'> & Required<Pick<Signer, 'publish' | 'cancel'>>;

/** The signer's part (lib/wallet/outside-desk.ts), however it is reached. */
export type OutsideSigner = {
  next(id: string, holder: Uint8Array, word: Uint8Array | undefined): Promise<OutsideAnswer>;
  enter(
    id: string,
    holder: Uint8Array,
    word: Uint8Array | undefined,
    made: Pick<Awaited<ReturnType<OutsideWallet['pay']>>, 'raw' | 'sources'>,
  ): Promise<OutsideAnswer>;
};

/** Whether somebody on this device, in whichever tab, does just that; and a way to be the one who does. */
export interface Alone {
  /** Runs `work` unless another tab is at it, and says whether it was run. */
  run(name: string, work: () => Promise<void>): Promise<boolean>;
  isTaken(name: string): Promise<boolean>;
}

type Parts = {
  readonly network: Network;
  readonly satsPerKilobyte: number;
  readonly store: Pick<CoreStore, 'publication'>;
  readonly signer: OutsideSigner;
  readonly wallets: Readonly<Record<Payer, ConnectOutside>>;
  readonly alone: Alone;
  /** A wallet came or went. */
  readonly onChange: () => void;
};

/** What a person is asked over there. */
type Request = {
  /** Ends with what came of their answer. */
  readonly work: Promise<SigningAnswer>;
  /** Ends the wait of whoever asked; absent once that was stopped, until somebody asks again. */
  stop?: () => void;
};

const later = (code: 'wallet-asks' | 'wallet-waits'): SigningAnswer => ({ state: 'later', code });
const refused = (code: string, detail = ''): SigningAnswer => ({
  state: 'refused',
  failure: { code, detail },
});

export function createOutsideWallets(parts: Parts): OutsideWallets {
  const { network, satsPerKilobyte, store, signer, wallets, alone, onChange } = parts;
  let wallet: OutsideWallet | undefined;
  /**
   * What is open over there, by draft. It stays until the wallet answers, also when nobody waits for it any more: asked
   * again, the person has that one question before them and not two.
   */
  const open = new Map<string, Request>();

  async function make(id: string, own: OutsideWallet): Promise<OutsideAnswer> {
    let word: Uint8Array | undefined;
    let next = await signer.next(id, own.holder, undefined);
    if (next.state === 'sign') {
      word = await own.sign(next.message);
      next = await signer.next(id, own.holder, word);
    }
    if (next.state !== 'pay') return next;
    const { raw, sources, sent } = await own.pay(next.outputs, satsPerKilobyte);
    const entered = await signer.enter(id, own.holder, word, { raw, sources });
    if (entered.state === 'signed') void sent?.();
    return entered;
  }

  /** Asks the person, and enters what they gave. Never rejects. */
  async function ask(id: string, own: OutsideWallet): Promise<SigningAnswer> {
    let answer: SigningAnswer = later('wallet-asks');
    try {
      await alone.run(id, async () => {
        const made = await make(id, own);
        // Its words are gone, or the key is locked: whoever opens that asks again.
        answer = made.state === 'signed' || made.state === 'refused' ? made : later('wallet-waits');
      });
    } catch (error) {
      const { code } = troubleOf(error);
      answer = refused(code);
      if (code === 'wallet-gone' && wallet === own) {
        wallet = undefined;
        onChange();
      }
    }
    return answer;
  }

  function begin(id: string, own: OutsideWallet): Request {
    const work = ask(id, own).finally(() => open.delete(id));
    const request: Request = { work };
    open.set(id, request);
    return request;
  }

  return {
    view: () =>
      wallet === undefined
        ? {}
        : {
            connected: {
              payer: wallet.payer,
              holder: toHex(wallet.holder),
            },
          },
    async connect(payer) {
      if (network === 'btc') throw new OutsideError('wallet-network');
      wallet = await wallets[payer](network);
      onChange();
    },
    disconnect() {
      wallet = undefined;
      onChange();
    },
    payerFor: (intent, then) => (then === 0 && isForOutside(intent) ? wallet?.payer : undefined),
    async publish(id) {
      const draft = await store.publication(id);
      // Taken back or given up a moment ago: nothing is said of what it may be by now.
      if (draft?.state !== 'draft') return later('wallet-waits');
      const own = wallet?.payer === draft.payer ? wallet : undefined;
      const request = open.get(id) ?? (own && begin(id, own));
      if (request === undefined) return later((await alone.isTaken(id)) ? 'wallet-asks' : 'wallet-waits');
      // One alone hears the answer, so that it is entered once.
      if (request.stop !== undefined) return later('wallet-asks');
      const stopped = Promise.withResolvers<undefined>();
      request.stop = () => stopped.resolve(undefined);
      return { state: 'asked', settled: Promise.race([request.work, stopped.promise]) };
    },
    cancel(id) {
      const request = open.get(id);
      request?.stop?.();
      delete request?.stop;
    },
  };
}
