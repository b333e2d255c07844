import * as z from 'zod';
import { isBlockHash, isSats, isTxid, type BlockHash, type Sats, type Txid } from '#lib/bytes/brand.ts';

/** Shapes of single columns, for the rows that {@link Sqlite.query} reads. */
export const txidColumn = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value), 'not a txid');
export const blockHashColumn = z.custom<BlockHash>(
  (value) => typeof value === 'string' && isBlockHash(value),
  'not a block hash',
);
export const satsColumn = z.custom<Sats>(
  (value) => typeof value === 'number' && isSats(value),
  'not an amount',
);
export const bytesColumn = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes');
export const flagColumn = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
