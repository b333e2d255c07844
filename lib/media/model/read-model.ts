import { base64 } from '@scure/base';
import { concatBytes } from '#lib/bytes/concat.ts';
import { issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { MOST_BYTES, MOST_PIXELS } from '../caps.ts';
import { pictureTypeOf, readPictureHeader } from '../pictures/index.ts';
import { decodeGlb, encodeGlb, isGlb } from './glb.ts';
import { gltfSchema, KNOWN_EXTENSIONS, type Gltf } from './gltf.ts';
import { nodesOf } from './node-tree.ts';
import { packShapes, type Packed } from './pack-shapes.ts';

/** What a model would cost to draw, and what is said of it to those who do not see it. */
export type ModelSummary = {
  /** Shapes that are drawn, each as often as it stands somewhere. */
  readonly shapes: number;
  readonly triangles: number;
  /** Corners that are held in memory. */
  readonly vertices: number;
  readonly pictures: number;
  readonly pixels: number;
};

/** A model, and the bytes that draw it: a binary glTF of nothing but what was looked at, which names nothing outside of itself. */
export type Model = { readonly summary: ModelSummary; readonly glb: Uint8Array<ArrayBuffer> };

/** Characters of the text of a binary glTF; with its bytes in the text it may be as long as any file. */
const MAX_JSON = 4_000_000;
const MAX_KEYS = 400_000;
const MAX_PICTURES = 64;
const MAX_SIDE = 8_192;
const DRAWN = /^image\/(?:png|jpeg|webp)$/;
const DATA = /^data:[a-z0-9.+/-]{0,80}(?:;[a-z0-9=.-]{1,40})*;base64,/i;

/**
 * Reads a glTF 2.0 of one file, binary or text with its bytes in it, and says whether it can be drawn within bounds: bytes,
 * parts, corners and pixels are counted before anybody allocates for them. Whatever leads outside of the file, and what needs
 * an unpacker, is refused. An issue has one of the codes `model-malformed`, `-large`, `-outside`, `-packed`, `-bounds`,
 * `-numbers`, `-sparse`, `-circle`, `-picture` or `-empty`, or is one of JSON's.
 */
export function readModel(body: Uint8Array): Result<Model> {
  if (body.length > MOST_BYTES) return fail(issue('model-large', `${body.length} bytes`));
  const parts = isGlb(body) ? decodeGlb(body) : ok({ json: body, bin: undefined });
  if (!parts.ok) return parts;
  const { json, bin } = parts.value;
  const parsed = parseJson(decodeUtf8(json) ?? '', {
    maxLength: bin === undefined ? MOST_BYTES : MAX_JSON,
    maxKeys: MAX_KEYS,
  });
  if (!parsed.ok) return parsed;
  const gltf = gltfSchema.safeParse(parsed.value);
  if (!gltf.success) return fail(issue('model-malformed', 'not a glTF of version 2'));
  const unknown = gltf.data.extensionsRequired.find((name) => !KNOWN_EXTENSIONS.has(name));
  if (unknown !== undefined) return fail(issue('model-packed', 'it needs more than is read here'));
  return build(gltf.data, bin);
}

function build(gltf: Gltf, bin: Uint8Array | undefined): Result<Model> {
  const buffers = buffersOf(gltf, bin);
  if (!buffers.ok) return buffers;
  const nodes = nodesOf(gltf);
  if (!nodes.ok) return nodes;
  const pictures = picturesOf(gltf, buffers.value);
  if (!pictures.ok) return pictures;
  if (!isWired(gltf)) return fail(issue('model-malformed', 'a part of what is not there'));
  const packed = packShapes(gltf, buffers.value, nodes.value);
  if (!packed.ok) return packed;
  const { shapes, triangles, vertices } = packed.value;
  if (shapes === 0) return fail(issue('model-empty', 'no shape in it'));
  const pixels = pictures.value.reduce((sum, each) => sum + each.pixels, 0);
  return ok({
    summary: { shapes, triangles, vertices, pictures: pictures.value.length, pixels },
    glb: write(gltf, packed.value, pictures.value, new Set(nodes.value)),
  });
}

/** The bytes of each buffer, all of them in the file. */
function buffersOf({ buffers }: Gltf, bin: Uint8Array | undefined): Result<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const [at, { uri, byteLength }] of buffers.entries()) {
    const bytes = uri === undefined ? (at === 0 ? bin : undefined) : bytesIn(uri);
    if (bytes === undefined) return fail(issue('model-outside', 'bytes that are not in it'));
    if (byteLength > bytes.length) return fail(issue('model-bounds', 'a buffer that is cut off'));
    found.push(bytes.subarray(0, byteLength));
  }
  return ok(found);
}

/** The bytes of an address that has them in itself; `undefined` for every other. */
function bytesIn(uri: string): Uint8Array | undefined {
  const head = DATA.exec(uri)?.[0];
  if (head === undefined) return undefined;
  try {
    return base64.decode(uri.slice(head.length));
  } catch {
    return undefined;
  }
}

type Picture = { readonly bytes: Uint8Array; readonly mimeType: string; readonly pixels: number };

function picturesOf({ images, bufferViews }: Gltf, buffers: readonly Uint8Array[]): Result<Picture[]> {
  const found: Picture[] = [];
  let pixels = 0;
  if (images.length > MAX_PICTURES) return fail(issue('model-large', 'more pictures than are drawn'));
  for (const { uri, bufferView } of images) {
    const view = bufferView === undefined ? undefined : bufferViews[bufferView];
    const start = view?.byteOffset ?? 0;
    const bytes =
      uri === undefined
        ? view && buffers[view.buffer]?.subarray(start, start + view.byteLength)
        : bytesIn(uri);
    if (bytes === undefined) return fail(issue('model-outside', 'a picture that is not in it'));
    const mimeType = pictureTypeOf(bytes) ?? '';
    const header = DRAWN.test(mimeType) ? readPictureHeader(bytes, mimeType) : undefined;
    if (header?.ok !== true) return fail(issue('model-picture', 'a picture that is none'));
    const { width, height } = header.value;
    pixels += width * height;
    if (Math.max(width, height) > MAX_SIDE || pixels > MOST_PIXELS)
      return fail(issue('model-large', 'more pixels than are drawn'));
    found.push({ bytes, mimeType, pixels: width * height });
  }
  return ok(found);
}

/** Whether all that is named by its number is there. */
function isWired({ images, textures, samplers, materials, meshes, nodes, skins }: Gltf): boolean {
  const has = (list: readonly unknown[], at: number | undefined): boolean =>
    at === undefined || at < list.length;
  const named = materials.flatMap(({ pbrMetallicRoughness: pbr, ...rest }) => [
    pbr?.baseColorTexture,
    pbr?.metallicRoughnessTexture,
    rest.normalTexture,
    rest.occlusionTexture,
    rest.emissiveTexture,
  ]);
  return (
    textures.every((each) => sourceOf(each) !== undefined && has(images, sourceOf(each))) &&
    textures.every(({ sampler }) => has(samplers, sampler)) &&
    named.every((each) => has(textures, each?.index)) &&
    meshes.every(({ primitives }) => primitives.every(({ material }) => has(materials, material))) &&
    nodes.every(({ mesh, skin }) => has(meshes, mesh) && has(skins, skin)) &&
    skins.every(({ joints }) => joints.every((joint) => has(nodes, joint)))
  );
}

const sourceOf = ({ source, extensions }: Gltf['textures'][number]): number | undefined =>
  extensions?.EXT_texture_webp?.source ?? source;

/** The file that is drawn: one buffer, and no address anywhere. */
function write(
  { textures, samplers, materials, nodes, scenes, scene = 0 }: Gltf,
  { views, accessors, meshes, skins }: Packed,
  pictures: readonly Picture[],
  reached: ReadonlySet<number>,
): Uint8Array<ArrayBuffer> {
  const chunks = [...views, ...pictures.map(({ bytes }) => ({ bytes, byteStride: undefined }))];
  const parts: Uint8Array[] = [];
  let length = 0;
  const bufferViews = chunks.map(({ bytes, byteStride }) => {
    const byteOffset = length;
    const gap = new Uint8Array((4 - (bytes.length % 4)) % 4);
    parts.push(bytes, gap);
    length += bytes.length + gap.length;
    return {
      buffer: 0,
      byteOffset,
      byteLength: bytes.length,
      ...(byteStride !== undefined && { byteStride }),
    };
  });
  const gltf = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: scenes[scene]?.nodes ?? [] }],
    nodes: nodes.map(({ children, ...node }, at) =>
      reached.has(at) ? { ...node, ...(children.length > 0 && { children }) } : {},
    ),
    meshes,
    skins,
    accessors,
    bufferViews,
    buffers: [{ byteLength: length }],
    samplers,
    textures: textures.map((each) => ({
      source: sourceOf(each),
      ...(each.sampler !== undefined && { sampler: each.sampler }),
    })),
    images: pictures.map(({ mimeType }, at) => ({ bufferView: views.length + at, mimeType })),
    materials,
    extensionsUsed: ['KHR_materials_unlit', 'KHR_texture_transform'],
  };
  return encodeGlb(gltf, concatBytes(parts));
}
