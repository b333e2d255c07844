import type { Signer } from '#lib/publish/platform.ts';
import type { CoreStore } from '#lib/store/core-store.ts';

/** Both signers that a reader may have chosen between. */
export type Signers<Own extends Signer> = {
  readonly own: Own;
  readonly outside: Required<Pick<Signer, 'publish' | 'cancel'>>;
  readonly store: Pick<CoreStore, 'publication'>;
};

/**
 * One signer for the outbox: each draft goes to the wallet that its writer chose when it was saved. Bytes that have left
 * once are sent again as they are, which this device does by itself.
 */
export function chooseSigner<Own extends Signer>({ own, outside, store }: Signers<Own>): Signer {
  return {
    async publish(id, intent, context) {
      const draft = await store.publication(id);
      const isForOutside = draft?.payer !== undefined && draft.earlier === undefined;
      return (isForOutside ? outside : own).publish(id, intent, context);
    },
    addFunding: (raw) => own.addFunding(raw),
    cancel: (id) => outside.cancel(id),
  };
}
