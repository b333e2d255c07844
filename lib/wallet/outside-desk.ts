import { encodeAddress } from '#lib/bytes/address.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import type { TxOutput } from '#lib/chain/tx.ts';
import type { Failure, Intent, Publication, SignedTx } from '#lib/publish/publication.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { Keyring } from './keyring.ts';
import { checkOutside, outsideStep, type OutsideStep } from './outside.ts';

export type OutsideAnswer =
  | OutsideStep
  /** It is signed, checked and on the disk. */
  | { readonly state: 'signed' }
  /** There is no such draft, or it is not for another wallet. */
  | { readonly state: 'none' }
  | { readonly state: 'refused'; readonly failure: Failure };

/** The signer's part where another wallet pays. The words come from the books alone, never from whoever asks. */
export interface OutsideDesk {
  /** What the wallet of `holder` (20 bytes) is to do next for a draft. @throws {VaultError} `locked` */
  next(id: string, holder: Uint8Array, word?: Uint8Array): Promise<OutsideAnswer>;
  /** Takes what it made, checks it and enters it. @throws {VaultError} `locked` */
  enter(
    id: string,
    holder: Uint8Array,
    made: {
      readonly raw: Uint8Array;
      readonly sources: readonly TxOutput[];
      readonly word?: Uint8Array;
      readonly satsPerKilobyte: number;
    },
  ): Promise<OutsideAnswer>;
}

type Options = {
  readonly network: Network;
  readonly store: Pick<CoreStore, 'publication'>;
  readonly keyring: Keyring;
  /** Enters it in the books; false when the draft has moved on. */
  readonly put: (draft: Publication, tx: SignedTx) => Promise<boolean>;
};

export function createOutsideDesk({ network, store, keyring, put }: Options): OutsideDesk {
  const version = NETWORK_PARAMS[network].addressVersion;

  async function step(
    id: string,
    hash: Uint8Array,
    word: Uint8Array | undefined,
  ): Promise<{ readonly draft: Publication; readonly answer: OutsideAnswer } | undefined> {
    const draft = await store.publication(id);
    if (draft?.state !== 'draft' || draft.payer === undefined || 'after' in draft.intent) return undefined;
    const intent: Intent = draft.intent;
    const holder = { hash, address: encodeAddress(hash, version) };
    const next = await keyring.withKeys(false, ({ author }) => outsideStep(intent, author, holder, word));
    return { draft, answer: next.ok ? next.value : refused(next.issue.code, next.issue.message) };
  }

  return {
    async next(id, holder, word) {
      return (await step(id, holder, word))?.answer ?? { state: 'none' };
    },
    async enter(id, holder, { raw, sources, word, satsPerKilobyte }) {
      const found = await step(id, holder, word);
      if (found === undefined) return { state: 'none' };
      const { draft, answer } = found;
      if (answer.state !== 'pay') return answer;
      const tx = checkOutside(answer.outputs, raw, sources, satsPerKilobyte);
      if (!tx.ok) return refused(tx.issue.code, tx.issue.message);
      return (await put(draft, tx.value)) ? { state: 'signed' } : { state: 'none' };
    },
  };
}

const refused = (code: string, detail: string): OutsideAnswer => ({
  state: 'refused',
  failure: { code, detail },
});
