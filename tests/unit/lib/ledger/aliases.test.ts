import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { Aliases, type Alias } from '#lib/ledger/aliases.ts';
import { Identities } from '#lib/ledger/identities.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';

const keyOf = (name: string): string => toHex(hash160(new TextEncoder().encode(name)));
const [root = '', next = '', thief = ''] = ['root', 'next', 'thief'].map(keyOf);
const idOf = (key: string, version = 0x6f): string =>
  bapIdOf(encodeAddress(fromHex(key) ?? new Uint8Array(20), version));

const alias = (height: number, signer: string, name: string, bapId = idOf(signer)): Alias => ({
  id: toOutpoint(asTxid(height.toString(16).padStart(64, '0')), 0),
  bapId,
  signer,
  name,
  position: { height, index: 1, vout: 0 },
});

describe('Aliases', () => {
  it('are the last word of a key, in the order of the chain', () => {
    const aliases = new Aliases(new Identities());
    aliases.put(alias(12, root, 'Later'));
    aliases.put(alias(10, root, 'Sooner'));
    expect(aliases.of(root)?.name).toBe('Later');
    // A block that was replaced takes it along, and another may bring it back.
    aliases.remove(alias(12, root, 'Later').id);
    expect(aliases.of(root)?.name).toBe('Sooner');
    aliases.put({ ...alias(10, root, 'Sooner'), position: { height: 14, index: 1, vout: 0 } });
    expect(aliases.of(root)?.position.height).toBe(14);
  });

  it('are nobody else’s: an id belongs to its root, and to the key that it names', () => {
    const identities = new Identities();
    const aliases = new Aliases(identities);
    aliases.put(alias(10, thief, 'Root, really', idOf(root)));
    expect(aliases.of(thief)).toBeUndefined();
    expect(aliases.of(root)).toBeUndefined();
    aliases.put(alias(11, next, 'Next', idOf(root)));
    expect(aliases.of(next)).toBeUndefined();
    identities.put({
      id: toOutpoint(asTxid('ab'.repeat(32)), 0),
      bapId: idOf(root),
      signer: root,
      key: next,
      position: { height: 9, index: 1, vout: 0 },
    });
    expect(aliases.of(next)?.name).toBe('Next');
  });
});
