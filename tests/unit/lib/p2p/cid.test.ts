import { CID } from 'multiformats/cid';
import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { cidOf, doubleSha256Hasher, txidOfCid } from '#lib/p2p/cid.ts';
import { ownRecord } from '#tests/support/own-record.ts';

describe('a txid as a CID', () => {
  it('is the published CID of the first payment ever made (block 170)', () => {
    const txid = asTxid('f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16');
    const cid = cidOf(txid);
    expect(cid.toString()).toBe('bagyqcvrac2pb5a7jgccthen4n427mbogovgp5lkxz6byoy45hnajnrkpdd2a');
    expect(txidOfCid(cid)).toBe(txid);
  });

  it('equals what the bytes hash to', async () => {
    const { txid, raw } = ownRecord('hello');
    expect(CID.createV1(0xb1, await doubleSha256Hasher.digest(raw)).toString()).toBe(cidOf(txid).toString());
  });

  it('no other CID names a transaction', () => {
    const { multihash } = cidOf(asTxid('ab'.repeat(32)));
    expect(txidOfCid(CID.createV1(0x55, multihash))).toBeUndefined();
    expect(
      txidOfCid(CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')),
    ).toBeUndefined();
  });
});
