import * as z from 'zod/mini';

/**
 * What is taken of a glTF (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html): shapes, their places, surfaces and
 * pictures. Everything else is left out, so that what is drawn has been looked at: motion, cameras, poses that are mixed, and
 * extensions but those named here. A model stands still.
 */

/** The most of each list. */
const MAX_ROWS = 20_000;

const index = z.int().check(z.gte(0), z.lt(0x8000_0000));
const number = z.number().check(z.refine((value) => Number.isFinite(value)));
const numbers = (length: number) => z.array(number).check(z.length(length));
const rows = <Row extends z.ZodMiniType>(row: Row) =>
  z._default(z.array(row).check(z.maxLength(MAX_ROWS)), []);

/** Which of its two ways to lie on a shape a picture takes. */
const way = index.check(z.lte(1));

/** Moves a picture over a surface. */
const transform = z.object({
  offset: z.exactOptional(numbers(2)),
  rotation: z.exactOptional(number),
  scale: z.exactOptional(numbers(2)),
  texCoord: z.exactOptional(way),
});

const texture = {
  index,
  texCoord: z.exactOptional(way),
  extensions: z.exactOptional(z.object({ KHR_texture_transform: z.exactOptional(transform) })),
};

const material = z.object({
  pbrMetallicRoughness: z.exactOptional(
    z.object({
      baseColorFactor: z.exactOptional(numbers(4)),
      baseColorTexture: z.exactOptional(z.object(texture)),
      metallicFactor: z.exactOptional(number),
      roughnessFactor: z.exactOptional(number),
      metallicRoughnessTexture: z.exactOptional(z.object(texture)),
    }),
  ),
  normalTexture: z.exactOptional(z.object({ ...texture, scale: z.exactOptional(number) })),
  occlusionTexture: z.exactOptional(z.object({ ...texture, strength: z.exactOptional(number) })),
  emissiveTexture: z.exactOptional(z.object(texture)),
  emissiveFactor: z.exactOptional(numbers(3)),
  alphaMode: z.exactOptional(z.enum(['OPAQUE', 'MASK', 'BLEND'])),
  alphaCutoff: z.exactOptional(number),
  doubleSided: z.exactOptional(z.boolean()),
  extensions: z.exactOptional(z.object({ KHR_materials_unlit: z.exactOptional(z.object({})) })),
});

/** What a corner of a shape may have. */
const attributes = z.object({
  POSITION: index,
  NORMAL: z.exactOptional(index),
  TANGENT: z.exactOptional(index),
  TEXCOORD_0: z.exactOptional(index),
  TEXCOORD_1: z.exactOptional(index),
  COLOR_0: z.exactOptional(index),
  JOINTS_0: z.exactOptional(index),
  WEIGHTS_0: z.exactOptional(index),
});

export const gltfSchema = z.object({
  asset: z.object({ version: z.string().check(z.regex(/^2\.[0-9]{1,3}$/)) }),
  extensionsRequired: z._default(z.array(z.string()).check(z.maxLength(100)), []),
  scene: z.exactOptional(index),
  scenes: rows(z.object({ nodes: rows(index) })),
  nodes: rows(
    z.object({
      children: rows(index),
      mesh: z.exactOptional(index),
      skin: z.exactOptional(index),
      matrix: z.exactOptional(numbers(16)),
      translation: z.exactOptional(numbers(3)),
      rotation: z.exactOptional(numbers(4)),
      scale: z.exactOptional(numbers(3)),
    }),
  ),
  meshes: rows(
    z.object({
      primitives: z
        .array(
          z.object({
            attributes,
            indices: z.exactOptional(index),
            material: z.exactOptional(index),
            mode: z.exactOptional(z.int().check(z.gte(0), z.lte(6))),
          }),
        )
        .check(z.maxLength(MAX_ROWS)),
    }),
  ),
  accessors: rows(
    z.object({
      bufferView: z.exactOptional(index),
      byteOffset: z.exactOptional(index),
      componentType: z.int(),
      normalized: z.exactOptional(z.boolean()),
      count: index,
      type: z.string(),
      sparse: z.exactOptional(z.unknown()),
    }),
  ),
  bufferViews: rows(
    z.object({
      buffer: index,
      byteOffset: z._default(index, 0),
      byteLength: index,
      byteStride: z.exactOptional(index),
    }),
  ),
  buffers: rows(z.object({ uri: z.exactOptional(z.string()), byteLength: index })),
  images: rows(
    z.object({
      uri: z.exactOptional(z.string()),
      mimeType: z.exactOptional(z.string()),
      bufferView: z.exactOptional(index),
    }),
  ),
  samplers: rows(
    z.object({
      magFilter: z.exactOptional(index),
      minFilter: z.exactOptional(index),
      wrapS: z.exactOptional(index),
      wrapT: z.exactOptional(index),
    }),
  ),
  textures: rows(
    z.object({
      sampler: z.exactOptional(index),
      source: z.exactOptional(index),
      extensions: z.exactOptional(
        z.object({ EXT_texture_webp: z.exactOptional(z.object({ source: index })) }),
      ),
    }),
  ),
  materials: rows(material),
  skins: rows(z.object({ joints: rows(index), inverseBindMatrices: z.exactOptional(index) })),
});

export type Gltf = z.infer<typeof gltfSchema>;
export type Accessor = Gltf['accessors'][number];

/** What a file may not be drawn without, and is drawn with. */
export const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  'KHR_materials_unlit',
  'KHR_texture_transform',
  'KHR_mesh_quantization',
  'EXT_texture_webp',
]);
