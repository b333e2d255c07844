import * as z from 'zod/mini';
import { isOutpoint, isTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Movement } from '#lib/ledger/ordinals.ts';

const moveRowSchema = z.object({
  arrival: z.number(),
  txid: z.custom<Txid>((value) => typeof value === 'string' && isTxid(value)),
  inputs: z.array(z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value))),
  outputs: z.array(z.object({ sats: z.number(), owner: z.string() })),
  carries: z.boolean(),
});

/** What a transaction does with ordinals that are followed. Its place is that of the transaction. */
export type MoveRow = Omit<Movement, 'position'> & { readonly arrival: number };

export const decodeMoveRow = (row: unknown): MoveRow | undefined => moveRowSchema.safeParse(row).data;
