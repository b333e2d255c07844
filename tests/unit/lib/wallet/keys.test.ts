import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { deriveAccountKey } from '#lib/wallet/keys.ts';

describe('deriveAccountKey', () => {
  it('finds the key that every BIP 39 and BIP 44 wallet finds', () => {
    // "abandon … about", m/44'/236'/0'/0/0: the address that other BSV wallets derive from these words.
    const key = deriveAccountKey(new Uint8Array(16), 'main');
    expect(key.address).toBe('1K6LZdwpKT5XkEZo2T2kW197aMXYbYMc4f');
    expect(key.publicKey).toHaveLength(33);
    expect(toHex(key.hash)).toHaveLength(40);
  });

  it('writes the address of its network', () => {
    const secret = fromHex('000102030405060708090a0b0c0d0e0f') ?? new Uint8Array();
    expect(deriveAccountKey(secret, 'main').address).toMatch(/^1/);
    expect(deriveAccountKey(secret, 'devnet').address).toMatch(/^[mn]/);
    expect(deriveAccountKey(secret, 'devnet').hash).toEqual(deriveAccountKey(secret, 'main').hash);
  });

  it('takes a secret of 16 bytes and no other', () => {
    for (const length of [0, 15, 17, 32]) {
      expect(() => deriveAccountKey(new Uint8Array(length), 'main')).toThrow(RangeError);
    }
  });
});
