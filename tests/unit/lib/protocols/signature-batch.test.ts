import { secp256k1 } from '@noble/curves/secp256k1.js';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { readSignedItems } from '#lib/feed/items.ts';
import {
  appendSigma,
  encodePost,
  encodeSignature,
  sigmaMessage,
  signedMessageHash,
} from '#lib/protocols/index.ts';
import { scanModule } from '#tests/support/module-scan.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const INPUT = toOutpoint(asTxid('11'.repeat(32)), 0);

type Signed = { readonly raw: Uint8Array; readonly key: string; readonly expected: 'sigma' | 'wrong' };

/** A post by person `n`; every third one was changed behind the signature's back. */
function signedPost(n: number): Signed {
  const secret = new Uint8Array(32).fill(1 + (n % 7));
  const owner = hash160(secp256k1.getPublicKey(secret, n % 2 === 0));
  const { script } = encodePost({ text: `words number ${1_000 + n}`, owner });
  const hash = signedMessageHash(sigmaMessage(script, INPUT));
  const recovered = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' });
  const signature = encodeSignature(recovered, n % 2 === 0);
  const signed = appendSigma(script, { address: encodeAddress(owner, 0), signature, vin: 0 });
  const isForged = n % 3 === 0;
  if (isForged) signed[toHex(signed).indexOf(toHex(encodeUtf8('words'))) / 2] = 0x57;
  return {
    raw: txWithOutputs({ script: signed }),
    key: toHex(owner),
    expected: isForged ? 'wrong' : 'sigma',
  };
}

describe('a batch of signatures', () => {
  it('is checked one by one: none that is wrong spoils or borrows from its neighbours', () => {
    const batch = Array.from({ length: 90 }, (_, n) => signedPost(n));
    const authors = batch.map(({ raw }) => readSignedItems(raw, 'bsv').authors);
    expect(authors).toEqual(
      batch.map(({ key, expected }) => [
        expected === 'sigma'
          ? { vout: 0, signature: 'sigma', key }
          : { vout: 0, signature: 'wrong', fault: 'mismatch' },
      ]),
    );
    expect(authors.flat().filter(({ signature }) => signature === 'wrong')).toHaveLength(30);
  });
});

/** Loaded once somebody connects a wallet of that kind: it looks at the one signature which that wallet gives of a claim. */
const ON_A_CLICK = 'lib/client/outside/brc100.ts';

/** Modules of the project that `entry` loads, by any number of steps. */
function loadedBy(entry: string): ReadonlySet<string> {
  const seen = new Set<string>([ON_A_CLICK]);
  const todo = [entry];
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { specifier, typeOnly } of scanModule(file, readFileSync(path.join(ROOT, file), 'utf8'))
      .references) {
      const isOwn = specifier.startsWith('#') || specifier.startsWith('.');
      const target = specifier.startsWith('#')
        ? specifier.slice(1)
        : path.join(path.dirname(file), specifier);
      if (!typeOnly && isOwn && /\.tsx?$/.test(target) && existsSync(path.join(ROOT, target)))
        todo.push(target);
      if (!typeOnly && !isOwn) seen.add(specifier);
    }
  }
  return seen;
}

describe('signatures are checked off the main thread', () => {
  it('in the feed worker', () => {
    expect(loadedBy('lib/feed/worker.ts')).toContain('lib/protocols/signature.ts');
  });

  it.each(['lib/client/create-client.ts', 'components/client-provider.tsx', 'lib/publish/estimate.ts'])(
    'never by what %s loads into the page',
    (entry) => {
      const loaded = loadedBy(entry);
      expect(loaded.size).toBeGreaterThan(10);
      expect(loaded).not.toContain('lib/protocols/signature.ts');
      expect(loaded).not.toContain('lib/protocols/signed-message.ts');
    },
  );
});
