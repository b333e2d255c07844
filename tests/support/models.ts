import { base64 } from '@scure/base';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeGlb } from '#lib/media/model/glb.ts';

/** Any glTF, for tests to break. */
export type AnyGltf = Record<string, unknown>;

const CORNERS = new Uint8Array(new Float32Array([-1, 0, 1, 1, 0, 1, 1, 0, -1, -1, 0, -1, 0, 1.5, 0]).buffer);
const FACES = new Uint8Array(new Uint16Array([0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4, 0, 2, 1, 0, 3, 2]).buffer);

/** The bytes of a pyramid: five corners, then its faces. */
export const PYRAMID_BIN = concatBytes([CORNERS, FACES]);

/** A red pyramid, all of whose numbers stand in its one buffer. */
export const pyramid = (changes: AnyGltf = {}): AnyGltf => ({
  asset: { version: '2.0', generator: 'a test' },
  scene: 0,
  scenes: [{ nodes: [0] }],
  nodes: [{ mesh: 0 }],
  meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
  materials: [{ pbrMetallicRoughness: { baseColorFactor: [0.9, 0.2, 0.1, 1], metallicFactor: 0 } }],
  accessors: [
    { bufferView: 0, componentType: 5126, count: 5, type: 'VEC3', min: [-9, -9, -9], max: [9, 9, 9] },
    { bufferView: 1, componentType: 5123, count: 18, type: 'SCALAR' },
  ],
  bufferViews: [
    { buffer: 0, byteLength: CORNERS.length },
    { buffer: 0, byteOffset: CORNERS.length, byteLength: FACES.length },
  ],
  buffers: [{ byteLength: PYRAMID_BIN.length }],
  ...changes,
});

/** The binary form. */
export const asGlb = (gltf: AnyGltf, bin: Uint8Array = PYRAMID_BIN): Uint8Array<ArrayBuffer> =>
  encodeGlb(gltf, bin);

/** The text form, with its bytes in it. */
export const asGltf = (gltf: AnyGltf, bin: Uint8Array = PYRAMID_BIN): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    encodeUtf8(
      JSON.stringify({
        ...gltf,
        buffers: [
          { uri: `data:application/octet-stream;base64,${base64.encode(bin)}`, byteLength: bin.length },
        ],
      }),
    ),
  );

/** The same with a picture that lies elsewhere. */
export const leakyPyramid = (origin: string): AnyGltf =>
  pyramid({ textures: [{ source: 0 }], images: [{ uri: `${origin}/picture.png` }] });

/** The same with a picture on its faces. */
export const texturedPyramid = (picture: Uint8Array): AnyGltf =>
  pyramid({
    materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0 } }],
    textures: [{ source: 0 }],
    images: [{ uri: `data:image/png;base64,${base64.encode(picture)}` }],
  });
