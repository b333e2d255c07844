import { idAt, type BlockColumns } from '#lib/chain/block-columns.ts';
import type { DistrictTransaction } from './client.ts';

/** A row of the columns: nothing of it is made before somebody looks. */
class Row implements DistrictTransaction {
  private readonly columns: BlockColumns;
  private readonly at: number;

  constructor(columns: BlockColumns, at: number) {
    this.columns = columns;
    this.at = at;
  }

  get txid(): string {
    return idAt(this.columns, this.at);
  }

  get outputSats(): bigint {
    return BigInt(this.columns.sats[this.at] ?? 0);
  }

  get bytes(): number {
    return this.columns.bytes[this.at] ?? 0;
  }

  get vbytes(): number {
    return this.columns.vbytes[this.at] ?? 0;
  }
}

/** The columns of a block as its transactions, in block order. */
export const transactionsOf = (columns: BlockColumns): readonly DistrictTransaction[] =>
  Array.from({ length: columns.sats.length }, (_, at) => new Row(columns, at));
