import { expect, test } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { cidTextOf } from '#lib/bytes/cid-text.ts';
import { cidOf } from '#lib/p2p/cid.ts';

test.each(['00'.repeat(32), 'ff'.repeat(32), '0123456789abcdef'.repeat(4), 'f1'.repeat(31) + '80'])(
  'the transaction %s has the name that neighbours know it by',
  (hex) => {
    expect(cidTextOf(asTxid(hex))).toBe(cidOf(asTxid(hex)).toString());
  },
);
