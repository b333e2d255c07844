import { toHex } from '#lib/bytes/hex.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Outbox } from '#lib/publish/outbox.ts';
import type { Intent, Payer } from '#lib/publish/publication.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { OutsideAnswer } from '#lib/wallet/outside-desk.ts';
import { isForOutside } from '#lib/wallet/outputs.ts';
import { OutsideError, troubleOf, type ConnectOutside, type OutsideWallet } from './wallet.ts';

export type OutsideView = {
  readonly connected?: { readonly payer: Payer; /** Hash160 in hex. */ readonly holder: string };
};

/** Another wallet that pays for what is said here, and holds what is claimed. */
export interface OutsideDesk {
  view(): OutsideView;
  /** Asks a wallet. Rejects with an {@link OutsideError}. */
  connect(payer: Payer): Promise<void>;
  disconnect(): void;
  /** Who is to pay for this; nobody else where it moves something of our own or is one of several. */
  payerFor(intent: Intent, then: number): Payer | undefined;
  /** Has a draft paid for that waits for the connected wallet. Whatever comes of it stands in the books. */
  sign(id: string): Promise<void>;
  /** The same for all that wait. */
  signWaiting(): Promise<void>;
}

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

type Parts = {
  readonly network: Network;
  readonly satsPerKilobyte: number;
  readonly store: Pick<CoreStore, 'publication' | 'publications'>;
  readonly signer: OutsideSigner;
  readonly outbox: Pick<Outbox, 'decline' | 'wake'>;
  readonly wallets: Readonly<Record<Payer, ConnectOutside>>;
  /** Runs `work` unless somebody on this device does just that. */
  readonly alone: (name: string, work: () => Promise<void>) => Promise<void>;
  readonly onChange: () => void;
};

export function createOutsideDesk(parts: Parts): OutsideDesk {
  const { network, satsPerKilobyte, store, signer, outbox, wallets, alone, onChange } = parts;
  let wallet: OutsideWallet | undefined;

  async function work(id: string, own: OutsideWallet): Promise<OutsideAnswer> {
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

  async function signWaiting(): Promise<void> {
    if (wallet === undefined) return;
    for (const { id } of await store.publications('draft')) await sign(id);
  }

  async function sign(id: string): Promise<void> {
    const own = wallet;
    const draft = await store.publication(id);
    if (own === undefined || draft?.state !== 'draft' || draft.payer !== own.payer) return;
    // Its bytes have left once: the same go again, and nobody is asked.
    if (draft.earlier !== undefined) return;
    let done = false;
    await alone(id, async () => {
      try {
        const answer = await work(id, own);
        done = answer.state !== 'none';
        if (answer.state === 'refused') await outbox.decline(id, answer.failure);
      } catch (error) {
        const { code } = troubleOf(error);
        done = true;
        if (code === 'wallet-gone') wallet = undefined;
        await outbox.decline(id, { code, detail: '' });
      }
    });
    if (!done) return;
    outbox.wake();
    onChange();
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
      await signWaiting();
    },
    disconnect() {
      wallet = undefined;
      onChange();
    },
    payerFor: (intent, then) => (then === 0 && isForOutside(intent) ? wallet?.payer : undefined),
    sign,
    signWaiting,
  };
}
