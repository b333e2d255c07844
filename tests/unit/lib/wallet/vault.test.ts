import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VaultRow2 } from '#lib/store/core-rows.ts';
import { vaultRowSchema } from '#lib/store/core-rows.ts';
import { DEVICE_SECRET_BYTES } from '#lib/wallet/device-secret.ts';
import {
  addWay,
  keepWays,
  newSecret,
  openDataKey,
  openSecret,
  sealSecret,
  type NewWay,
} from '#lib/wallet/vault.ts';
import { VaultError } from '#lib/wallet/vault-error.ts';
import { SECRET_BYTES } from '#lib/wallet/words.ts';

const flip = (bytes: Uint8Array, at: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, index) => (index === at % bytes.length ? byte ^ 1 : byte));

/** As little work as a passphrase may be, so that many can be tried. */
const kdf = {
  name: 'argon2id',
  memoryKiB: 8,
  passes: 1,
  lanes: 1,
  salt: new Uint8Array(16).fill(3),
} as const;
const DEVICE = { kind: 'device' } as const;

const open = async (row: VaultRow2, way: NewWay = DEVICE): Promise<Uint8Array> =>
  openSecret(row, await openDataKey(row, way));

describe('the vault', () => {
  it('gives back what was sealed, after a clone as storage makes it', async () => {
    const secret = newSecret();
    expect(secret).toHaveLength(SECRET_BYTES);
    const row = vaultRowSchema.parse(structuredClone(await sealSecret(secret)));
    if (row.version !== 2) throw new Error('an old vault');
    expect(await open(row)).toEqual(secret);
  });

  it('holds what a linked device was handed, as a kind of its own and without a way by words', async () => {
    const keys = crypto.getRandomValues(new Uint8Array(DEVICE_SECRET_BYTES));
    const row = vaultRowSchema.parse(structuredClone(await sealSecret(keys, 'device')));
    if (row.version !== 2) throw new Error('an old vault');
    expect(await open(row)).toEqual(keys);
    expect(row.wraps.map(({ kind }) => kind)).toEqual(['device']);
    // Neither stands in for the other.
    const { holds: _, ...asWords } = row;
    await expect(open(asWords)).rejects.toMatchObject({ kind: 'broken' });
    const words = await sealSecret(newSecret());
    await expect(open({ ...words, holds: 'device' })).rejects.toMatchObject({ kind: 'broken' });
    await expect(sealSecret(keys)).rejects.toThrow(RangeError);
    await expect(sealSecret(newSecret(), 'device')).rejects.toThrow(RangeError);
  });

  it('opens by every way that was added, and by no other', async () => {
    const secret = newSecret();
    const ways: readonly NewWay[] = [
      { kind: 'passphrase', passphrase: 'three old lamps', kdf },
      {
        kind: 'passkey',
        credential: Uint8Array.of(1, 2),
        salt: new Uint8Array(32),
        prf: new Uint8Array(32).fill(9),
      },
      { kind: 'words', secret },
    ];
    let row = await sealSecret(secret);
    for (const way of ways) row = await addWay(row, DEVICE, way);
    for (const way of [DEVICE, ...ways]) expect(await open(row, way)).toEqual(secret);
    const wrong: readonly NewWay[] = [
      { kind: 'passphrase', passphrase: 'three new lamps' },
      { kind: 'passkey', credential: Uint8Array.of(1, 2), salt: new Uint8Array(32), prf: new Uint8Array(32) },
      {
        kind: 'passkey',
        credential: Uint8Array.of(3),
        salt: new Uint8Array(32),
        prf: new Uint8Array(32).fill(9),
      },
      { kind: 'words', secret: newSecret() },
    ];
    for (const way of wrong) await expect(open(row, way)).rejects.toMatchObject({ kind: 'wrong' });
  });

  it('is the same passphrase however a keyboard composes it', async () => {
    const row = await addWay(await sealSecret(newSecret()), DEVICE, {
      kind: 'passphrase',
      passphrase: 'caf\u00e9 au lait',
      kdf,
    });
    expect(await open(row, { kind: 'passphrase', passphrase: 'cafe\u0301 au lait' })).toHaveLength(
      SECRET_BYTES,
    );
  });

  it('keeps keys that cannot be taken out', async () => {
    const row = await sealSecret(newSecret());
    const [wrap] = row.wraps;
    if (wrap?.kind !== 'device') throw new Error('no device');
    expect(wrap.key.usages.toSorted()).toEqual(['unwrapKey', 'wrapKey']);
    for (const key of [wrap.key, await openDataKey(row, DEVICE)]) {
      expect(key.extractable).toBe(false);
      await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
    }
  });

  it('never uses a key or an IV twice, nor shows the secret', async () => {
    const secret = newSecret();
    const rows = [await sealSecret(secret), await sealSecret(secret)];
    const parts = rows.flatMap(({ secret: own, wraps }) =>
      [own, ...wraps].flatMap(({ iv, sealed }) => [iv, sealed]),
    );
    expect(new Set(parts.map(String)).size).toBe(parts.length);
    expect(parts.map(String).join().includes(String(secret))).toBe(false);
  });

  it('does not open when a bit of it was changed', async () => {
    const passphrase = { kind: 'passphrase', passphrase: 'three old lamps', kdf } as const;
    const row = await addWay(await sealSecret(newSecret()), DEVICE, passphrase);
    const way: NewWay[] = [DEVICE, passphrase];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...way),
        fc.constantFrom('wrap', 'secret', 'binding', 'salt'),
        fc.constantFrom('iv', 'sealed'),
        fc.nat(),
        async (by, box, part, at) => {
          const spoil = <T extends { iv: Uint8Array; sealed: Uint8Array }>(sealed: T): T => ({
            ...sealed,
            [part]: flip(sealed[part], at),
          });
          const changed: VaultRow2 = {
            ...row,
            ...(box === 'secret' && { secret: spoil(row.secret) }),
            ...(box === 'binding' && { binding: flip(row.binding, at) }),
            wraps: row.wraps.map((wrap) => {
              if (box === 'wrap') return spoil(wrap);
              if (box !== 'salt' || wrap.kind !== 'passphrase') return wrap;
              return { ...wrap, kdf: { ...wrap.kdf, salt: flip(wrap.kdf.salt, at) } };
            }),
          };
          if (box === 'salt' && by.kind === 'device') return;
          await expect(open(changed, by)).rejects.toThrow(VaultError);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('does not open when its parts stand in for one another', async () => {
    const row = await sealSecret(newSecret());
    const other = await sealSecret(newSecret());
    for (const changed of [
      { ...row, secret: other.secret },
      { ...row, wraps: other.wraps },
      { ...row, binding: other.binding },
      { ...row, binding: other.binding, wraps: other.wraps },
    ]) {
      await expect(open(changed)).rejects.toThrow(VaultError);
    }
  });

  it('is never left with a passkey or the words alone', async () => {
    const row = await addWay(await sealSecret(newSecret()), DEVICE, {
      kind: 'passkey',
      credential: Uint8Array.of(1),
      salt: new Uint8Array(32),
      prf: new Uint8Array(32),
    });
    expect(() => keepWays(row, ({ kind }) => kind !== 'device')).toThrow(VaultError);
    expect(keepWays(row, ({ kind }) => kind !== 'passkey').wraps.map(({ kind }) => kind)).toEqual([
      'device',
      'words',
    ]);
  });
});
