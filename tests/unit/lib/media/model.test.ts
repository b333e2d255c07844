import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64 } from '@scure/base';
import { concatBytes } from '#lib/bytes/concat.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { decodeGlb } from '#lib/media/model/glb.ts';
import { readModel } from '#lib/media/model/read-model.ts';
import { asGlb, asGltf, pyramid, PYRAMID_BIN, type AnyGltf } from '#tests/support/models.ts';
import { pngHeader } from '#tests/support/pictures.ts';

/** The code of the issue that stopped it. */
function refusal(body: Uint8Array): string | undefined {
  const read = readModel(body);
  return read.ok ? undefined : read.issue.code;
}

const of = (changes: AnyGltf): string | undefined => refusal(asGlb(pyramid(changes)));

/** What is written for the drawing. */
function written(body: Uint8Array) {
  const read = readModel(body);
  if (!read.ok) throw new Error(read.issue.message);
  const glb = decodeGlb(read.value.glb);
  if (!glb.ok) throw new Error(glb.issue.message);
  return { text: decodeUtf8(glb.value.json) ?? '', bin: glb.value.bin, summary: read.value.summary };
}

const withImage = (image: object): AnyGltf => pyramid({ images: [image], textures: [{ source: 0 }] });
const dataOf = (bytes: Uint8Array, type = 'image/png') => `data:${type};base64,${base64.encode(bytes)}`;

describe('a model that can be drawn', () => {
  it.each([
    ['binary', asGlb(pyramid())],
    ['text', asGltf(pyramid())],
  ])('%s: is counted, and written anew with nothing but what is drawn', (_form, body) => {
    const { text, bin, summary } = written(body);
    expect(summary).toEqual({ shapes: 1, triangles: 6, vertices: 5, pictures: 0, pixels: 0 });
    expect(bin).toEqual(PYRAMID_BIN);
    const gltf = JSON.parse(text);
    // The box is measured, whatever the file says of it.
    expect(gltf.accessors[0]).toMatchObject({ min: [-1, 0, -1], max: [1, 1.5, 1], count: 5 });
    expect(text).not.toMatch(/uri|generator/);
    // What is written can be read, and says the same.
    expect(written(readOk(body)).text).toBe(text);
  });

  it('counts a shape as often as it stands somewhere', () => {
    const nodes = [{ children: [1, 2] }, { mesh: 0 }, { mesh: 0, translation: [3, 0, 0] }];
    const { summary } = written(asGlb(pyramid({ nodes })));
    expect(summary).toMatchObject({ shapes: 2, triangles: 12, vertices: 5 });
  });

  it('takes its pictures along, and forgets by which way they came', () => {
    const { text, summary } = written(asGlb(withImage({ uri: dataOf(pngHeader(40, 30), 'text/html') })));
    expect(summary).toMatchObject({ pictures: 1, pixels: 1_200 });
    expect(JSON.parse(text).images).toEqual([{ bufferView: 2, mimeType: 'image/png' }]);
  });

  it('leaves out what moves, and what belongs to unknown extensions', () => {
    const odd = {
      animations: [{ channels: [], samplers: [] }],
      cameras: [{ type: 'perspective' }],
      extensions: { EVIL: { uri: 'https://evil.example' } },
      extras: { uri: 'https://evil.example' },
    };
    expect(written(asGlb(pyramid(odd))).text).toBe(written(asGlb(pyramid())).text);
  });

  it('makes room for the last stride of corners that stand in rows', () => {
    const row = concatBytes([...[0, 1, 2].map((at) => corner(at)), PYRAMID_BIN]).subarray(0, 2 * 20 + 12);
    const { text } = written(
      asGlb(
        pyramid({
          meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
          accessors: [{ bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' }],
          bufferViews: [{ buffer: 0, byteLength: row.length, byteStride: 20 }],
          buffers: [{ byteLength: row.length }],
        }),
        row,
      ),
    );
    expect(JSON.parse(text).bufferViews[0]).toMatchObject({ byteLength: 60, byteStride: 20 });
  });
});

const corner = (at: number): Uint8Array => new Uint8Array(new Float32Array([at, at, at, 9, 9]).buffer);
const readOk = (body: Uint8Array): Uint8Array => {
  const read = readModel(body);
  return read.ok ? read.value.glb : new Uint8Array(0);
};

describe('what is not drawn', () => {
  const accessor = (changes: AnyGltf) =>
    of({
      accessors: [
        { bufferView: 0, componentType: 5126, count: 5, type: 'VEC3', ...changes },
        { bufferView: 1, componentType: 5123, count: 18, type: 'SCALAR' },
      ],
    });

  it.each([
    ['numbers without end', () => accessor({ count: 2_000_000_000 }), 'model-bounds'],
    ['numbers outside of their bytes', () => accessor({ count: 6 }), 'model-bounds'],
    ['numbers that begin behind their bytes', () => accessor({ byteOffset: 4_000_000 }), 'model-bounds'],
    ['numbers of nothing', () => accessor({ bufferView: undefined, count: 4e8 }), 'model-sparse'],
    ['numbers that are left out', () => accessor({ sparse: { count: 4e8 } }), 'model-sparse'],
    ['a type that does not fit', () => accessor({ type: 'MAT4' }), 'model-numbers'],
    ['a circle of nodes', () => of({ nodes: [{ children: [1] }, { children: [0] }] }), 'model-circle'],
    ['a node in itself', () => of({ nodes: [{ mesh: 0, children: [0] }] }), 'model-circle'],
    [
      'a tree that doubles at each level',
      () =>
        of({
          nodes: Array.from({ length: 40 }, (_, at) => ({
            mesh: 0,
            children: at < 39 ? [at + 1, at + 1] : [],
          })),
        }),
      'model-circle',
    ],
    [
      'a chain of nodes',
      () =>
        of({
          nodes: Array.from({ length: 70 }, (_, at) => ({ mesh: 0, children: at < 69 ? [at + 1] : [] })),
        }),
      'model-large',
    ],
    [
      'a shape in ten thousand places',
      () =>
        of({
          scenes: [{ nodes: Array.from({ length: 10_000 }, (_, at) => at) }],
          nodes: Array.from({ length: 10_000 }, () => ({ mesh: 0 })),
        }),
      'model-large',
    ],
    ['a node that is not there', () => of({ scenes: [{ nodes: [7] }] }), 'model-malformed'],
    ['a shape that is not there', () => of({ nodes: [{ mesh: 3 }] }), 'model-malformed'],
    ['a scene without shapes', () => of({ nodes: [{}] }), 'model-empty'],
    [
      'bytes elsewhere',
      () => of({ buffers: [{ uri: 'https://evil.example/a.bin', byteLength: 9 }] }),
      'model-outside',
    ],
    ['bytes at a path', () => of({ buffers: [{ uri: '../a.bin', byteLength: 9 }] }), 'model-outside'],
    [
      'a picture elsewhere',
      () => refusal(asGlb(withImage({ uri: '//evil.example/a.png' }))),
      'model-outside',
    ],
    [
      'a picture of scripts',
      () => refusal(asGlb(withImage({ uri: dataOf(encodeUtf8('<svg onload=1>'), 'image/svg+xml') }))),
      'model-picture',
    ],
    [
      'a picture of any size',
      () => refusal(asGlb(withImage({ uri: dataOf(pngHeader(60_000, 60_000)) }))),
      'model-large',
    ],
    ['Draco', () => of({ extensionsRequired: ['KHR_draco_mesh_compression'] }), 'model-packed'],
    ['glTF 1', () => of({ asset: { version: '1.0' } }), 'model-malformed'],
    ['a list that is none', () => of({ nodes: 'x' }), 'model-malformed'],
    ['numbers that are none', () => of({ nodes: [{ mesh: 0, scale: [1, 1, null] }] }), 'model-malformed'],
    ['nothing', () => refusal(new Uint8Array(0)), 'json-malformed'],
    ['words', () => refusal(encodeUtf8('{}')), 'model-malformed'],
  ] as const)('%s', (_what, read, code) => {
    expect(read()).toBe(code);
  });

  it('views that are the same bytes again and again', () => {
    const bin = new Uint8Array(4_000_000);
    const count = 333_333;
    const views = Array.from({ length: 8 }, () => ({ buffer: 0, byteLength: bin.length }));
    const gltf = pyramid({
      bufferViews: views,
      accessors: views.map((_, at) => ({ bufferView: at, componentType: 5126, count, type: 'VEC3' })),
      meshes: [{ primitives: views.map((_, at) => ({ attributes: { POSITION: at } })) }],
      buffers: [{ byteLength: bin.length }],
    });
    expect(refusal(asGlb(gltf, bin))).toBe('model-large');
  });

  it('a corner that is not there, or nowhere', () => {
    const bin = Uint8Array.from(PYRAMID_BIN);
    bin[60] = 200;
    expect(refusal(asGlb(pyramid(), bin))).toBe('model-bounds');
    const nowhere = Uint8Array.from(PYRAMID_BIN);
    nowhere.set([0, 0, 0xc0, 0x7f], 0);
    expect(refusal(asGlb(pyramid(), nowhere))).toBe('model-numbers');
  });
});

describe('any bytes', () => {
  it('are a model or an issue, and what is written can be read again', () => {
    const models = [asGlb(pyramid()), asGltf(pyramid()), asGlb(withImage({ uri: dataOf(pngHeader(4, 4)) }))];
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { maxLength: 8 }),
        fc.nat(2_000),
        (model, changes, cut) => {
          const bytes = Uint8Array.from(model.subarray(0, cut < 1_000 ? model.length : cut));
          for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
          const read = readModel(bytes);
          if (!read.ok) {
            expect(read.issue.code).toMatch(/^(?:model|json)-/);
            return;
          }
          const again = readModel(read.value.glb);
          expect(again.ok && again.value.summary).toEqual(read.value.summary);
        },
      ),
      { numRuns: 500 },
    );
  });
});
