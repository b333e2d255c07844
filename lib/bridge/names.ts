import * as z from 'zod/mini';
import {
  isBlockHash,
  isOutpoint,
  isTxid,
  type BlockHash,
  type Outpoint,
  type Txid,
} from '#lib/bytes/brand.ts';

// What messages of every worker name things by. Apart from the views of the feed, which the service worker has no use for.

export const txid = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value));
export const outpoint = z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value));
export const blockHash = z.custom<BlockHash>((value) => typeof value === 'string' && isBlockHash(value));
export const count = z.number().check(z.nonnegative());
