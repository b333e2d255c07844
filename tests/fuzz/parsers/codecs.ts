import { brotliCompressSync, crc32 } from 'node:zlib';
import { decodeCbor, type CborValue } from '#lib/bytes/cbor.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { unpack } from '#lib/bytes/unpack.ts';
import { HEADER_BYTES, splitHeaders } from '#lib/chain/header.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { markName, nameLikeness } from '#lib/protocols/name-marks.ts';
import { mineTestBranch, mineTestHeader } from '#tests/support/mined-headers.ts';
import { accepted, insist, outcomeOf, refused, type Parser } from '../parser.ts';
import { bytes, number, run, type Part } from '../part.ts';
import { headerPart } from '../samples/block-part.ts';
import { cborPart, type Cbor } from '../samples/cbor-part.ts';
import { Random } from '../random.ts';

/** How deep and how many: both are bounded by the reader. */
function measure(value: CborValue): { depth: number; items: number } {
  const inner: readonly CborValue[] =
    value instanceof Map ? [...value].flat() : Array.isArray(value) ? (value as readonly CborValue[]) : [];
  const sizes = inner.map(measure);
  return {
    depth: 1 + Math.max(0, ...sizes.map(({ depth }) => depth)),
    items: 1 + sizes.reduce((sum, { items }) => sum + items, 0),
  };
}

const cbor: Parser = {
  name: 'cbor',
  samples: () => [
    cborPart(
      new Map<Cbor, Cbor>([
        ['title', 'a picture'],
        ['traits', [1, -2, 3.5, true, null]],
        ['data', Uint8Array.of(1, 2, 3)],
      ]),
    ),
    cborPart(new Map<Cbor, Cbor>([['__proto__', new Map<Cbor, Cbor>([['deep', [[[[[[0]]]]]]]])]])),
    cborPart([{ tag: 1, content: 5 }, { tag: 2, content: new Uint8Array(9) }, new Map<Cbor, Cbor>([[1, 2]])]),
    run(number(1, 0x9f), cborPart('in parts'), cborPart(7), number(1, 0xff)),
  ],
  read: (input) =>
    outcomeOf(input, decodeCbor(input), (value) => {
      const { depth, items } = measure(value);
      insist(
        depth <= 65 && items <= input.length,
        `${depth} levels and ${items} items of ${input.length} bytes`,
      );
    }),
};

const LIMITS = { maxBytes: 256 * 1024, maxMs: 10_000 };

/** Content that opens to at most {@link LIMITS}. */
const packed = (encoding: 'br' | 'gzip', samples: Parser['samples']): Parser => ({
  name: `packed-${encoding}`,
  // A decoder is made for each of them, with tables and a window of its own.
  every: 100,
  samples,
  read: async (input) => {
    const opened = await unpack(input, encoding, LIMITS);
    return outcomeOf(input, opened, ({ length }) =>
      insist(length <= LIMITS.maxBytes, `opens to ${length} bytes`),
    );
  },
});

/** gzip (RFC 1952) of blocks that are not compressed (RFC 1951, 3.2.4), of which a test can take every part apart. */
function gzipPart(content: Uint8Array): Part {
  const half = content.length >> 1;
  const stored = (data: Uint8Array, isLast: boolean): Part =>
    run(number(1, isLast ? 1 : 0), number(2, data.length), number(2, ~data.length & 0xffff), bytes(data));
  return run(
    bytes(Uint8Array.of(0x1f, 0x8b, 8)),
    number(1, 0),
    // Time, level and system: nobody reads them.
    ...[1, 2, 3, 4, 0, 3].map((value) => number(1, value)),
    stored(content.subarray(0, half), false),
    stored(content.subarray(half), true),
    number(4, crc32(content)),
    number(4, content.length),
  );
}

/** Brotli has no inner lengths that a tree could show: it is one run of bits, cut here where a change is worth a try. */
function brotliPart(content: Uint8Array): Part {
  const compressed = new Uint8Array(brotliCompressSync(content));
  const cut = (from: number, to?: number): Part => bytes(compressed.slice(from, to));
  return run(cut(0, 1), cut(1, 3), cut(3, 8), cut(8, 20), cut(20));
}

const NOISE = new Random(1, 1).bytes(200);
const WORDS = encodeUtf8('a post about the weather and a bridge over the river. '.repeat(8));

/** A name as it stands in a record: marks cost one walk whatever letters it has. */
const name: Parser = {
  name: 'name-marks',
  samples: () => {
    const letters = [
      'satoshi',
      'ѕatoshi',
      'ｓatoshi',
      '한글이름',
      'नमस्ते',
      'a\u0301\u0323\u0301',
      '\ufdfa\ufdfa',
      '0123456789',
    ];
    const part = (text: string): Part => run(...Array.from(text, (letter) => bytes(encodeUtf8(letter))));
    return [part('satoshi'), ...letters.map(part), part(letters.join(''))];
  },
  read: (input) => {
    const text = decodeUtf8(input);
    if (text === undefined) return refused('not-utf8');
    const marks = markName(text).map(({ code }) => code);
    insist(nameLikeness(text).length <= 64 * (text.length + 1), 'a likeness much longer than the name');
    return accepted('ok', ...marks);
  },
};

const headerChain: Parser = {
  name: 'header-chain',
  samples: () => [run(...mineTestBranch(6).map(headerPart)), run(headerPart(mineTestHeader()))],
  read: (input) => {
    const chain = new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 }, { now: () => 1_900_000_000 });
    const extension = chain.extend(0, splitHeaders(input));
    insist(chain.nextHeight <= input.length / HEADER_BYTES, 'more headers than were offered');
    return extension.kind === 'refused' ? refused(extension.issue.code) : accepted(extension.kind);
  },
};

export const CODEC_PARSERS: readonly Parser[] = [
  cbor,
  packed('br', () => [brotliPart(NOISE), brotliPart(WORDS), brotliPart(new Uint8Array(200_000))]),
  packed('gzip', () => [gzipPart(WORDS), gzipPart(NOISE)]),
  name,
  headerChain,
];
