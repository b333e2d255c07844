import HD from '@bsv/sdk/compat/HD';
import Mnemonic from '@bsv/sdk/compat/Mnemonic';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { clearKeys, deriveKeys, deriveLinkedKeys, type KeyLayout } from '#lib/wallet/keys.ts';
import type { Role } from '#lib/wallet/owner.ts';

const secretOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);
const SEQUENCE = secretOf('000102030405060708090a0b0c0d0e0f');

/** What docs/keys.md promises. A change here loses somebody's key. */
const PATHS: Readonly<Record<KeyLayout, Readonly<Record<Role, string>>>> = {
  1: { payments: "m/44'/236'/0'/0/0", holder: "m/44'/236'/1'/0/0", author: "m/44'/236'/0'/0/0" },
  2: { payments: "m/44'/236'/0'/0/0", holder: "m/44'/236'/1'/0/0", author: "m/44'/236'/2'/0/0" },
};

describe('deriveKeys', () => {
  it('finds the key that every BIP 39 and BIP 44 wallet finds', () => {
    // "abandon … about", m/44'/236'/0'/0/0: the address that other BSV wallets derive from these words.
    const { payments } = deriveKeys(new Uint8Array(16), 'main', 2);
    expect(payments.address).toBe('1K6LZdwpKT5XkEZo2T2kW197aMXYbYMc4f');
    expect(payments.publicKey).toHaveLength(33);
    expect(toHex(payments.hash)).toHaveLength(40);
  });

  it('derives along its paths what @bsv/sdk derives', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.constantFrom<KeyLayout[]>(1, 2),
        fc.constantFrom<Role[]>('payments', 'holder', 'author'),
        (secret, layout, role) => {
          const theirs = HD.fromSeed(Mnemonic.fromEntropy([...secret]).toSeed()).derive(PATHS[layout][role]);
          const ours = deriveKeys(secret, 'main', layout)[role];
          expect(toHex(ours.secretKey)).toBe(theirs.privKey.toHex().padStart(64, '0'));
          expect(toHex(ours.publicKey)).toBe(theirs.pubKey.toString());
          expect(ours.address).toBe(theirs.privKey.toPublicKey().toAddress());
        },
      ),
      { numRuns: 12 },
    );
  });

  it('gives each device a branch of coins, and one author and one holder to all of them', () => {
    const root = HD.fromSeed(Mnemonic.fromEntropy([...SEQUENCE]).toSeed());
    for (const layout of [1, 2] as const) {
      const first = deriveKeys(SEQUENCE, 'main', layout);
      for (let device = 1; device < 8; device += 1) {
        const { payments, holder, author } = deriveKeys(SEQUENCE, 'main', layout, device);
        expect(payments.address).toBe(root.derive(`m/44'/236'/0'/0/${device}`).privKey.toAddress());
        expect([holder, author]).toEqual([first.holder, first.author]);
      }
    }
    for (const device of [-1, 8, 0.5, Number.NaN])
      expect(() => deriveKeys(SEQUENCE, 'main', 2, device)).toThrow(RangeError);
  });

  it('gives each linked device the branch of coins of its number, and an author of its own', () => {
    const root = HD.fromSeed(Mnemonic.fromEntropy([...SEQUENCE]).toSeed());
    const seen = new Set<string>();
    for (let number = 1; number < 8; number += 1) {
      const { payments, author } = deriveLinkedKeys(SEQUENCE, 'main', number);
      expect(payments).toEqual(deriveKeys(SEQUENCE, 'main', 2, number).payments);
      expect(author.address).toBe(root.derive(`m/44'/236'/4'/${number}'`).privKey.toAddress());
      seen.add(payments.address).add(author.address);
      clearKeys({ payments, author });
      expect([payments.secretKey, author.secretKey]).toEqual([new Uint8Array(32), new Uint8Array(32)]);
    }
    for (const { address } of Object.values(deriveKeys(SEQUENCE, 'main', 2))) seen.add(address);
    expect(seen.size).toBe(2 * 7 + 3);
    for (const number of [-1, 0, 8, 0.5, Number.NaN])
      expect(() => deriveLinkedKeys(SEQUENCE, 'main', number)).toThrow(RangeError);
  });

  it('keeps the roles apart, but for the first layout, in which one key paid and wrote', () => {
    const [first, second] = [deriveKeys(SEQUENCE, 'main', 1), deriveKeys(SEQUENCE, 'main', 2)];
    expect(first.author).toEqual(first.payments);
    expect(new Set(Object.values(second).map(({ address }) => address)).size).toBe(3);
    expect([first.payments, first.holder]).toEqual([second.payments, second.holder]);
  });

  it('writes the addresses of its network', () => {
    for (const key of Object.values(deriveKeys(SEQUENCE, 'main', 2))) expect(key.address).toMatch(/^1/);
    for (const key of Object.values(deriveKeys(SEQUENCE, 'devnet', 2))) expect(key.address).toMatch(/^[mn]/);
  });

  it('takes a secret of 16 bytes and no other', () => {
    for (const length of [0, 15, 17, 32]) {
      expect(() => deriveKeys(new Uint8Array(length), 'main', 2)).toThrow(RangeError);
    }
  });

  it('is cleared to zeros', () => {
    const keys = deriveKeys(SEQUENCE, 'main', 2);
    clearKeys(keys);
    for (const { secretKey } of Object.values(keys)) expect(secretKey).toEqual(new Uint8Array(32));
  });
});
