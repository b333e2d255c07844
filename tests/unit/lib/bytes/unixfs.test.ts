import fc from 'fast-check';
import { expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import {
  cidOf,
  decodeFileNode,
  encodeFileNode,
  fileBlocks,
  isBlockOf,
  LEAF_BYTES,
  MOST_LEAVES,
  parseCid,
} from '#lib/bytes/unixfs.ts';

const fileOf = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) & 255);

// What ipfs-unixfs-importer 17.1.1 says of the same bytes, with CIDv1, raw leaves and chunks of 256 KiB.
it.each([
  [1000, 'bafkreigiljbr4d7fowzgbeuj2osaijauofpuabqsk5nbexjm4vlt2yehgi'],
  [262_144, 'bafkreibdffnmnzlbq264m4kqmxcslchnncczdb567t7xahpgbhdyigvtr4'],
  [262_145, 'bafybeielov4zxeb3kwwrtgpluv2mh72hsf7vjypbok654v7i2ox5ylnlje'],
  [1_000_000, 'bafybeibuixlb7tz4oxx3iimql5l5erxezzx7d6u4m6dsj5thakltodmici'],
])('a file of %i bytes has the name that IPFS gives it', (size, cid) => {
  const file = fileBlocks(fileOf(size));
  expect(file.cid).toBe(cid);
  for (const [name, block] of file.blocks) {
    const parsed = parseCid(name);
    expect(parsed && isBlockOf(parsed, block)).toBe(true);
    expect(parsed && isBlockOf(parsed, Uint8Array.of(...block.slice(0, 5), 1))).toBe(false);
  }
  const root = parseCid(cid);
  const node = root?.kind === 'node' ? decodeFileNode(file.blocks.get(cid) ?? new Uint8Array(0)) : undefined;
  const leaves = node?.ok === true ? node.value.digests.map((digest) => cidOf('leaf', digest)) : [cid];
  const whole = concatBytes(leaves.map((name) => file.blocks.get(name) ?? new Uint8Array(0)));
  expect(sha256(whole)).toEqual(sha256(fileOf(size)));
});

const node = fc
  .record({ count: fc.integer({ min: 2, max: MOST_LEAVES }), last: fc.integer({ min: 1, max: LEAF_BYTES }) })
  .map(({ count, last }) => ({
    size: (count - 1) * LEAF_BYTES + last,
    digests: Array.from({ length: count }, (_, at) => sha256(Uint8Array.of(at, last & 255))),
  }));

it('a node is read back as it was written', () => {
  fc.assert(
    fc.property(node, (wanted) => {
      expect(decodeFileNode(encodeFileNode(wanted))).toEqual({ ok: true, value: wanted });
    }),
  );
});

it('a changed node is refused, or is the node of another file in its own one form', () => {
  const change = fc.record({ at: fc.nat(), value: fc.integer({ min: 0, max: 255 }), cut: fc.boolean() });
  fc.assert(
    fc.property(node, change, (wanted, { at, value, cut }) => {
      const bytes = encodeFileNode(wanted);
      const place = at % bytes.length;
      const changed = cut ? bytes.slice(0, place) : bytes.with(place, value);
      const read = decodeFileNode(changed);
      if (read.ok) expect(encodeFileNode(read.value)).toEqual(changed);
      else expect(read.issue.code).toBe('unixfs-node');
    }),
  );
});

it('any bytes are a node in its one form, or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const read = decodeFileNode(bytes);
      if (read.ok) expect(encodeFileNode(read.value)).toEqual(bytes);
    }),
  );
});

it('a name has one form, and every other text is none', () => {
  const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(digest, fc.constantFrom('leaf' as const, 'node' as const), (bytes, kind) => {
      const cid = cidOf(kind, bytes);
      expect(parseCid(cid)).toEqual({ kind, digest: bytes });
      // The last letter has two bits more than the digest.
      const others = [
        cid.toUpperCase(),
        `${cid}a`,
        cid.slice(0, -1),
        `${cid.slice(0, -1)}7`,
        `z${cid.slice(1)}`,
      ];
      for (const other of others) expect(parseCid(other)).toBeUndefined();
    }),
  );
});

it('a file that one node cannot name is not cut', () => {
  expect(() => fileBlocks(new Uint8Array(MOST_LEAVES * LEAF_BYTES + 1))).toThrow(RangeError);
});
