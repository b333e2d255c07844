import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSecret, openSecret, SECRET_BYTES, sealSecret, VaultError } from '#lib/wallet/vault.ts';

const flip = (bytes: Uint8Array, at: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, index) => (index === at % bytes.length ? byte ^ 1 : byte));

describe('the vault', () => {
  it('gives back what was sealed, after a clone as storage makes it', async () => {
    const secret = newSecret();
    expect(secret).toHaveLength(SECRET_BYTES);
    const row = structuredClone(await sealSecret(secret));
    expect(await openSecret(row)).toEqual(secret);
  });

  it('keeps a wrapping key that cannot be taken out', async () => {
    const { wrappingKey } = await sealSecret(newSecret());
    expect(wrappingKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', wrappingKey)).rejects.toThrow();
    expect(wrappingKey.usages.toSorted()).toEqual(['unwrapKey', 'wrapKey']);
  });

  it('never uses a key or an IV twice, nor shows the secret', async () => {
    const secret = newSecret();
    const [one, other] = [await sealSecret(secret), await sealSecret(secret)];
    const parts = [one, other].flatMap(({ secret: a, dataKey: b }) => [a.iv, b.iv, a.sealed, b.sealed]);
    expect(new Set(parts.map(String)).size).toBe(parts.length);
    expect(parts.map(String).join().includes(String(secret))).toBe(false);
  });

  it('does not open when a bit of it was changed', async () => {
    const row = await sealSecret(newSecret());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('dataKey', 'secret'),
        fc.constantFrom('iv', 'sealed'),
        fc.nat(),
        async (box, part, at) => {
          const changed = { ...row, [box]: { ...row[box], [part]: flip(row[box][part], at) } };
          await expect(openSecret(changed)).rejects.toThrow(VaultError);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not open when its parts stand in for one another', async () => {
    const row = await sealSecret(newSecret());
    const other = await sealSecret(newSecret());
    for (const changed of [
      { ...row, secret: row.dataKey },
      { ...row, secret: other.secret },
      { ...row, dataKey: other.dataKey },
      { ...row, wrappingKey: other.wrappingKey },
    ]) {
      await expect(openSecret(changed)).rejects.toThrow(VaultError);
    }
  });
});
