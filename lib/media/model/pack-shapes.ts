import { concatBytes } from '#lib/bytes/concat.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { MOST_BYTES } from '../caps.ts';
import { FLOAT, sliceOf, UBYTE, USHORT, type Slice, type USES } from './accessors.ts';
import type { Accessor, Gltf } from './gltf.ts';

/** Shapes with the numbers that they are made of, as they are written anew. */
export type Packed = {
  readonly shapes: number;
  readonly triangles: number;
  readonly vertices: number;
  readonly views: readonly { readonly bytes: Uint8Array; readonly byteStride?: number | undefined }[];
  readonly accessors: readonly object[];
  readonly meshes: readonly object[];
  readonly skins: readonly object[];
};

/** What a device draws while somebody turns it: of memory, and of work in each frame. */
const MOST_VERTICES = 1_500_000;
const MOST_CORNERS = 6_000_000;
const MOST_SHAPES = 4_000;
const MOST_NUMBERS = 64_000_000;
const MAX_JOINTS = 1_024;

type Primitive = Gltf['meshes'][number]['primitives'][number];
type View = { bytes: Uint8Array; readonly byteStride?: number | undefined; need: number };
type Written = { readonly at: number; readonly accessor: Accessor; readonly slice: Slice };

/** Collects what is used, each once, and counts it. */
class Packer {
  readonly views: View[] = [];
  readonly accessors: object[] = [];
  vertices = 0;
  private readonly gltf: Gltf;
  private readonly buffers: readonly Uint8Array[];
  private readonly lengths: readonly number[];
  private readonly viewOf = new Map<number, number>();
  private readonly written = new Map<string, Written>();
  private bytes = 0;
  private numbers = 0;

  constructor(gltf: Gltf, buffers: readonly Uint8Array[]) {
    this.gltf = gltf;
    this.buffers = buffers;
    this.lengths = buffers.map(({ length }) => length);
  }

  /** Where the numbers of one accessor are written for one use. */
  write(at: number, use: keyof typeof USES): Result<Written> {
    const key = `${at} ${use}`;
    const known = this.written.get(key);
    if (known !== undefined) return ok(known);
    const found = sliceOf(this.gltf, this.lengths, at, use);
    if (!found.ok) return found;
    const { accessor, view, offset, stride } = found.value;
    this.numbers += accessor.count * stride;
    if (this.numbers > MOST_NUMBERS) return fail(issue('model-large', 'more numbers than are drawn'));
    const packed = this.view(view);
    if (packed === undefined) return fail(issue('model-large', 'more bytes than are drawn'));
    // Readers take whole strides, also of the last corner.
    const target = this.views[packed];
    if (target !== undefined)
      target.need = Math.max(target.need, (Math.floor(offset / stride) + accessor.count) * stride);
    const bounds = use === 'POSITION' ? boundsOf(this.bytesOf(view), found.value) : {};
    if (bounds === undefined) return fail(issue('model-numbers', 'a corner that is nowhere'));
    const { componentType, normalized, count, type } = accessor;
    this.accessors.push({
      bufferView: packed,
      byteOffset: offset,
      componentType,
      count,
      type,
      ...(normalized !== undefined && { normalized }),
      ...bounds,
    });
    const written = { at: this.accessors.length - 1, accessor, slice: found.value };
    if (use === 'POSITION') this.vertices += count;
    this.written.set(key, written);
    return ok(written);
  }

  bytesOf(view: number): Uint8Array {
    const { buffer = 0, byteOffset = 0, byteLength = 0 } = this.gltf.bufferViews[view] ?? {};
    return (this.buffers[buffer] ?? new Uint8Array(0)).subarray(byteOffset, byteOffset + byteLength);
  }

  private view(view: number): number | undefined {
    const known = this.viewOf.get(view);
    if (known !== undefined) return known;
    const bytes = this.bytesOf(view);
    this.bytes += bytes.length;
    if (this.bytes > MOST_BYTES) return undefined;
    this.views.push({ bytes, byteStride: this.gltf.bufferViews[view]?.byteStride, need: 0 });
    this.viewOf.set(view, this.views.length - 1);
    return this.views.length - 1;
  }
}

/** The shapes of all nodes that are reached, with every claim of a size checked against the bytes and against what is drawn. */
export function packShapes(
  gltf: Gltf,
  buffers: readonly Uint8Array[],
  reached: readonly number[],
): Result<Packed> {
  const packer = new Packer(gltf, buffers);
  const drawn = new Map<number, number>();
  for (const at of reached) {
    const mesh = gltf.nodes[at]?.mesh;
    if (mesh !== undefined) drawn.set(mesh, (drawn.get(mesh) ?? 0) + 1);
  }
  let [shapes, triangles, corners] = [0, 0, 0];
  const meshes: object[] = [];
  for (const [at, { primitives }] of gltf.meshes.entries()) {
    const times = drawn.get(at) ?? 0;
    if (times === 0) {
      meshes.push({ primitives: [] });
      continue;
    }
    const made: object[] = [];
    for (const primitive of primitives) {
      const packed = packPrimitive(packer, primitive);
      if (!packed.ok) return packed;
      made.push(packed.value.made);
      shapes += times;
      corners += times * packed.value.corners;
      triangles += times * packed.value.triangles;
      if (shapes > MOST_SHAPES || corners > MOST_CORNERS || packer.vertices > MOST_VERTICES)
        return fail(issue('model-large', 'more corners than are drawn'));
    }
    meshes.push({ primitives: made });
  }
  const skins = packSkins(packer, gltf);
  if (!skins.ok) return skins;
  return ok({
    shapes,
    triangles,
    vertices: packer.vertices,
    views: packer.views.map(({ bytes, byteStride, need }) => ({
      bytes: need > bytes.length ? concatBytes([bytes, new Uint8Array(need - bytes.length)]) : bytes,
      byteStride,
    })),
    accessors: packer.accessors,
    meshes,
    skins: skins.value,
  });
}

function packPrimitive(
  packer: Packer,
  { attributes, indices, material, mode = 4 }: Primitive,
): Result<{ readonly made: object; readonly corners: number; readonly triangles: number }> {
  const named: Record<string, number> = {};
  let count: number | undefined;
  // The first is the one that all others are held against.
  for (const [name, at] of Object.entries(attributes)) {
    if (at === undefined) continue;
    const written = packer.write(at, name as keyof typeof attributes);
    if (!written.ok) return written;
    count ??= written.value.accessor.count;
    if (written.value.accessor.count !== count)
      return fail(issue('model-numbers', 'corners with more of one thing than of another'));
    named[name] = written.value.at;
  }
  let corners = count ?? 0;
  let order: number | undefined;
  if (indices !== undefined) {
    const written = packer.write(indices, 'indices');
    if (!written.ok) return written;
    const { slice, at } = written.value;
    if (highestOf(packer.bytesOf(slice.view), slice) >= corners)
      return fail(issue('model-bounds', 'a corner that is not there'));
    corners = written.value.accessor.count;
    order = at;
  }
  return ok({
    made: {
      attributes: named,
      mode,
      ...(order !== undefined && { indices: order }),
      ...(material !== undefined && { material }),
    },
    corners,
    triangles: mode < 4 ? 0 : mode === 4 ? Math.floor(corners / 3) : Math.max(0, corners - 2),
  });
}

function packSkins(packer: Packer, { skins }: Gltf): Result<readonly object[]> {
  const made: object[] = [];
  let joined = 0;
  for (const { joints, inverseBindMatrices } of skins) {
    joined += joints.length;
    if (joints.length === 0 || joined > MAX_JOINTS)
      return fail(issue('model-large', 'more joints than are drawn'));
    if (inverseBindMatrices === undefined) {
      made.push({ joints });
      continue;
    }
    const written = packer.write(inverseBindMatrices, 'bind');
    if (!written.ok) return written;
    if (written.value.accessor.count < joints.length)
      return fail(issue('model-numbers', 'a joint without its place'));
    made.push({ joints, inverseBindMatrices: written.value.at });
  }
  return ok(made);
}

const dataOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function highestOf(bytes: Uint8Array, { accessor, offset, stride }: Slice): number {
  const data = dataOf(bytes);
  let highest = 0;
  for (let at = 0; at < accessor.count; at += 1) {
    const place = offset + at * stride;
    const value =
      accessor.componentType === UBYTE
        ? data.getUint8(place)
        : accessor.componentType === USHORT
          ? data.getUint16(place, true)
          : data.getUint32(place, true);
    if (value > highest) highest = value;
  }
  return highest;
}

/** The box around corners, which a file may say wrongly; `undefined` when one of them is nowhere. */
function boundsOf(
  bytes: Uint8Array,
  { accessor, offset, stride }: Slice,
): { readonly min: readonly number[]; readonly max: readonly number[] } | undefined {
  const data = dataOf(bytes);
  const read = READ.get(accessor.componentType);
  if (read === undefined) return undefined;
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < accessor.count; at += 1)
    for (let axis = 0; axis < 3; axis += 1) {
      const value = read.at(data, offset + at * stride + axis * read.size);
      if (!Number.isFinite(value)) return undefined;
      min[axis] = Math.min(min[axis] ?? value, value);
      max[axis] = Math.max(max[axis] ?? value, value);
    }
  return { min, max };
}

/** How corners are read, by the type of their numbers. */
const READ: ReadonlyMap<
  number,
  { readonly size: number; readonly at: (data: DataView, place: number) => number }
> = new Map([
  [FLOAT, { size: 4, at: (data, place) => data.getFloat32(place, true) }],
  [5120, { size: 1, at: (data, place) => data.getInt8(place) }],
  [UBYTE, { size: 1, at: (data, place) => data.getUint8(place) }],
  [5122, { size: 2, at: (data, place) => data.getInt16(place, true) }],
  [USHORT, { size: 2, at: (data, place) => data.getUint16(place, true) }],
]);
