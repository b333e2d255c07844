import type { Txid } from '#lib/bytes/brand.ts';
import type { TxLayout } from '#lib/chain/tx-layout.ts';
import { layoutTxid } from '#lib/chain/tx.ts';

/** The transaction behind its inscriptions: hashed once, when the first of them is asked for its id. */
export class RawTx {
  readonly layout: TxLayout;
  private hashed: Txid | undefined = undefined;

  constructor(layout: TxLayout) {
    this.layout = layout;
  }

  get txid(): Txid {
    this.hashed ??= layoutTxid(this.layout);
    return this.hashed;
  }
}
