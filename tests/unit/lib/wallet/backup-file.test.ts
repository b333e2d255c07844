import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NETWORKS } from '#lib/chain/network.ts';
import {
  decodeBackup,
  encodeBackup,
  openBackup,
  sealBackup,
  type BackupFile,
} from '#lib/wallet/backup-file.ts';
import { VaultError } from '#lib/wallet/vault-error.ts';

const bytes = (least: number, most = least) => fc.uint8Array({ minLength: least, maxLength: most });
const file: fc.Arbitrary<BackupFile> = fc.record({
  network: fc.constantFrom(...NETWORKS),
  madeAt: fc.nat({ max: 4_000_000_000 }).map((seconds) => seconds * 1_000),
  kdf: fc.record({
    name: fc.constant('argon2id' as const),
    memoryKiB: fc.integer({ min: 8, max: 262_144 }),
    passes: fc.integer({ min: 1, max: 12 }),
    lanes: fc.constant(1 as const),
    salt: bytes(16, 64),
  }),
  iv: bytes(12),
  sealed: bytes(33),
});

const read = (text: string): BackupFile => {
  const decoded = decodeBackup(text);
  if (!decoded.ok) throw new Error(decoded.issue.code);
  return decoded.value;
};

describe('the file of a copy', () => {
  it('reads what it writes, and writes what it reads', () => {
    fc.assert(
      fc.property(file, (one) => {
        const text = encodeBackup(one);
        expect(read(text)).toEqual(one);
        expect(encodeBackup(read(text))).toBe(text);
        expect(text.length).toBeLessThan(1_000);
      }),
    );
  });

  it('reads nothing else, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), file.map(encodeBackup)), fc.nat(), (text, at) => {
        const cut = text.slice(0, at % (text.length + 1));
        const decoded = decodeBackup(cut);
        if (decoded.ok) expect(cut.trim()).toBe(text.trim());
      }),
    );
  });

  it('asks for no more than a bounded amount of work', () => {
    const [one] = fc.sample(file, 1);
    if (one === undefined) throw new Error('no sample');
    const changed = (from: RegExp, to: string) => decodeBackup(encodeBackup(one).replace(from, to)).ok;
    expect(changed(/"memoryKiB": \d+/, '"memoryKiB": 262145')).toBe(false);
    expect(changed(/"passes": \d+/, '"passes": 13')).toBe(false);
    expect(changed(/"lanes": \d+/, '"lanes": 2')).toBe(false);
    expect(changed(/"salt": "/, '"salt": "zz')).toBe(false);
    expect(decodeBackup(`${encodeBackup(one)}${' '.repeat(5_000)}`).ok).toBe(false);
  });

  it('says when a later version wrote it', () => {
    const [one] = fc.sample(file, 1);
    if (one === undefined) throw new Error('no sample');
    const decoded = decodeBackup(encodeBackup(one).replace('"version": 1', '"version": 2'));
    expect(decoded).toMatchObject({ ok: false, issue: { code: 'newer-copy' } });
  });

  it('opens by its passphrase alone, and not when anything was changed', async () => {
    const secret = Uint8Array.from({ length: 16 }, (_, at) => at * 7);
    const sealed = read(
      encodeBackup(await sealBackup({ secret, layout: 2 }, 'test', 1_700_000_000_999, 'a long winter')),
    );
    expect(sealed.madeAt).toBe(1_700_000_000_000);
    expect(await openBackup(sealed, 'a long winter')).toEqual({ secret, layout: 2 });
    const others: readonly BackupFile[] = [
      { ...sealed, network: 'main' },
      { ...sealed, madeAt: 0 },
      { ...sealed, kdf: { ...sealed.kdf, passes: 1 } },
      { ...sealed, sealed: Uint8Array.from(sealed.sealed, (byte, at) => (at === 3 ? byte ^ 1 : byte)) },
    ];
    await expect(openBackup(sealed, 'a long summer')).rejects.toThrow(VaultError);
    for (const other of others) await expect(openBackup(other, 'a long winter')).rejects.toThrow(VaultError);
  });
});
