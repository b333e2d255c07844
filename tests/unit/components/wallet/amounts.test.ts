import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inCoins, paymentLink, readAmount } from '#components/wallet/amounts.ts';
import { checkAddress } from '#components/wallet/address-check.ts';
import { encodeAddress } from '#lib/bytes/address.ts';

const rate = { currency: 'USD', perCoin: 50, at: 0, from: 'a source' } as const;
const MOST = 21_000_000 * 100_000_000;

describe('an amount', () => {
  it.each([
    ['5000', 5_000],
    [' 5,000 ', 5_000],
    ['1 234 567', 1_234_567],
    ['0', undefined],
    ['-5', undefined],
    ['5.5', undefined],
    ['1,2', undefined],
    ['12,34', undefined],
    ['5e3', undefined],
    ['', undefined],
    ['2100000000000001', undefined],
  ])('in satoshis: %s', (text, sats) => expect(readAmount(text, 'sats', rate)).toBe(sats));

  it.each([
    ['0.01', 20_000],
    ['.01', 20_000],
    ['1', 2_000_000],
    ['1.', 2_000_000],
    ['1,000', 2_000_000_000],
    ['0.000000001', undefined],
    ['0', undefined],
    ['.', undefined],
  ])('in money: %s', (text, sats) => expect(readAmount(text, 'money', rate)).toBe(sats));

  it('in money is none without a rate', () => expect(readAmount('1', 'money', undefined)).toBeUndefined());

  it('is a whole one that there can be, or none, whatever is typed', () => {
    const digits = fc.string({ unit: fc.constantFrom(...Array.from('0123456789., eE+-x')), maxLength: 30 });
    const unit = fc.constantFrom('sats' as const, 'money' as const);
    fc.assert(
      fc.property(digits, unit, fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (text, as, perCoin) => {
        const sats = readAmount(text, as, { ...rate, perCoin });
        if (sats === undefined) return;
        expect(Number.isSafeInteger(sats) && sats > 0 && sats <= MOST).toBe(true);
      }),
    );
  });

  it('in coins says every satoshi and nothing more', () => {
    expect(paymentLink('m1', 5_400)).toBe('bitcoin:m1?sv&amount=0.000054');
    expect(paymentLink('m1', undefined)).toBe('bitcoin:m1?sv');
    expect(inCoins(100_000_000)).toBe('1');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MOST }), (sats) => {
        expect(Math.round(Number(inCoins(sats)) * 100_000_000)).toBe(sats);
        expect(inCoins(sats)).toMatch(/^\d+(?:\.\d*[1-9])?$/);
      }),
    );
  });
});

describe('an address', () => {
  const own = encodeAddress(new Uint8Array(20).fill(1), 0x6f);
  const friend = encodeAddress(new Uint8Array(20).fill(2), 0x6f);
  it.each([
    ['', 'empty'],
    [own, 'own'],
    [friend, 'good'],
    [encodeAddress(new Uint8Array(20).fill(2), 0x00), 'elsewhere'],
    [encodeAddress(new Uint8Array(20).fill(2), 0x05), 'elsewhere'],
    [`${friend.slice(0, -1)}${friend.endsWith('a') ? 'b' : 'a'}`, 'none'],
    [`${friend}a`, 'none'],
    ['somebody', 'none'],
    ['1'.repeat(90), 'none'],
  ])('that is checked: %s', (text, found) => expect(checkAddress(text, own)).toBe(found));
});
