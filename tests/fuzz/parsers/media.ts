import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { judgePicture } from '#lib/media/caps.ts';
import { readName, writeName } from '#lib/media/inscription-name.ts';
import { readMarkdown } from '#lib/media/markdown.ts';
import { decodeGlb } from '#lib/media/model/glb.ts';
import { readModel } from '#lib/media/model/read-model.ts';
import { readPictureHeader } from '#lib/media/pictures/index.ts';
import { findReferences } from '#lib/media/references.ts';
import { listScript } from '#lib/media/script-lines.ts';
import { asGltf, pyramid, texturedPyramid } from '#tests/support/models.ts';
import { avifHeader, gifHeader, jpegHeader, pngHeader, webpHeader } from '#tests/support/pictures.ts';
import { accepted, insist, outcomeOf, refused, type Parser } from '../parser.ts';
import { bytes, run, type Part } from '../part.ts';
import { jsonPart } from '../samples/json-part.ts';

/** Bytes cut where formats have their marks, lengths and sizes: small pieces first, since headers come first. */
function pieces(whole: Uint8Array): Part {
  const parts: Part[] = [];
  for (let at = 0; at < whole.length; at += 4) parts.push(bytes(whole.slice(at, at + 4)));
  return run(...parts);
}

const picture = (format: string, samples: readonly [Uint8Array, ...Uint8Array[]]): Parser => ({
  name: `picture-${format}`,
  samples: () => [pieces(samples[0]), ...samples.slice(1).map(pieces)],
  read: (input) =>
    outcomeOf(input, readPictureHeader(input, `image/${format}`), (header) => {
      const { width, height, passes } = header;
      insist(
        [width, height, passes].every((value) => Number.isSafeInteger(value) && value >= 1),
        'a size that is none',
      );
      insist(['now', 'asked', 'never'].includes(judgePicture(input.length, header).shown), 'no judgement');
    }),
});

const PIECES = [
  '# a\n',
  '- b\n',
  '**c** ',
  '_d_ ',
  '`e` ',
  '[f](g) ',
  '![h](i)',
  '> j\n',
  '```\nk\n```\n',
  '---\n',
  '<b>l</b>',
  '\n\n',
];

const markdown: Parser = {
  name: 'markdown',
  samples: () => {
    const parts = PIECES.map((piece) => bytes(encodeUtf8(piece)));
    return [run(...parts), run(...parts.toReversed()), run(...parts, ...parts)];
  },
  read: (input) => {
    const text = decodeUtf8(input);
    if (text === undefined) return refused('not-utf8');
    const blocks = readMarkdown(text);
    insist(blocks.length <= text.length + 1, 'more blocks than letters');
    return accepted('ok', ...blocks.map(({ kind }) => kind));
  },
};

const ID = 'ab'.repeat(32);

const references: Parser = {
  name: 'references',
  samples: () => {
    const part = (...texts: readonly string[]): Part => run(...texts.map((text) => bytes(encodeUtf8(text))));
    return [
      part('<img src="/content/', ID, 'i0', '">'),
      part('<a href="', '/content/', ID, 'i0', '">'),
      part('import "', 'https://ordinals.com', '/content/', ID, '_12', '"'),
      part('/r/metadata/', ID, 'i0', ' ', '/r/inscription/', ID, 'i9'),
    ];
  },
  read: (input) => {
    const text = decodeUtf8(input);
    if (text === undefined) return refused('not-utf8');
    const found = findReferences(text);
    for (const { id, start, end } of found)
      insist(text.slice(start, end).endsWith(id), 'a reference that does not stand where it says');
    const name = readName(text);
    insist(name === undefined || readName(writeName(name)) !== undefined, 'a name that cannot be written');
    return found.length === 0 && name === undefined
      ? refused('none')
      : accepted(...found.map(({ kind }) => kind), 'ok');
  },
};

const script: Parser = {
  name: 'script-lines',
  samples: () => [
    pieces(Uint8Array.of(0, 0x63, 3, 0x6f, 0x72, 0x64, 0x51, 1, 0x61, 0, 2, 1, 2, 0x68, 0x76, 0xa9, 0x87)),
  ],
  read: (input) => {
    const { lines, isCut } = listScript(input);
    insist(
      lines.every(({ name, does }) => name !== '' && does !== ''),
      'an operation without words',
    );
    return isCut ? refused('cut') : accepted('ok');
  },
};

/** Models as text, with what a writer adds that nobody draws. */
const model: Parser = {
  name: 'model',
  samples: () => [
    jsonPart(JSON.parse(decodeUtf8(asGltf(pyramid())) ?? '{}')),
    jsonPart(
      JSON.parse(
        decodeUtf8(
          asGltf({
            ...texturedPyramid(pngHeader(4, 4)),
            nodes: [
              { children: [1, 2], name: 'a' },
              { mesh: 0, scale: [1, 2, 3] },
              { mesh: 0, extras: { b: 1 } },
            ],
            animations: [{ channels: [], samplers: [] }],
            cameras: [{ type: 'perspective', perspective: { yfov: 1, znear: 1 } }],
            extensionsUsed: ['KHR_materials_unlit'],
          }),
        ) ?? '{}',
      ),
    ),
  ],
  read: (input) =>
    outcomeOf(input, readModel(input), ({ summary, glb }) => {
      const again = readModel(glb);
      insist(
        again.ok && JSON.stringify(again.value.summary) === JSON.stringify(summary),
        'what is written is another model',
      );
      const written = decodeGlb(glb);
      const text = written.ok ? (decodeUtf8(written.value.json) ?? 'uri') : 'uri';
      insist(!text.includes('uri'), 'an address');
      insist(glb.length <= 8 * input.length + 1_024, 'more bytes than were given');
    }),
};

export const MEDIA_PARSERS: readonly Parser[] = [
  picture('png', [pngHeader(640, 480), pngHeader(64, 64, 9)]),
  picture('jpeg', [jpegHeader(640, 480), jpegHeader(64, 64, 9)]),
  picture('gif', [gifHeader(640, 480), gifHeader(64, 64, 9)]),
  picture('webp', [webpHeader(640, 480), webpHeader(64, 64, 'lossless'), webpHeader(64, 64, 'extended', 9)]),
  picture('avif', [avifHeader(640, 480), avifHeader(64, 64, 9)]),
  model,
  markdown,
  references,
  script,
];
