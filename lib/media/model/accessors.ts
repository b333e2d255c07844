import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import type { Accessor, Gltf } from './gltf.ts';

/** Numbers in a buffer, found to lie in it whole. */
export type Slice = {
  readonly accessor: Accessor;
  readonly view: number;
  /** From the start of the view, in bytes. */
  readonly offset: number;
  readonly stride: number;
};

/** Size of one number by `componentType`. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [5120, 1],
  [5121, 1],
  [5122, 2],
  [5123, 2],
  [5125, 4],
  [5126, 4],
]);
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['SCALAR', 1],
  ['VEC2', 2],
  ['VEC3', 3],
  ['VEC4', 4],
  ['MAT4', 16],
]);
const MAX_STRIDE = 252;
export const [UBYTE, USHORT, UINT, FLOAT] = [5121, 5123, 5125, 5126] as const;

/** What a number may be, where it is used: the first type is what the format has, others come with quantized shapes. */
export const USES = {
  POSITION: { types: ['VEC3'], of: [FLOAT, 5120, UBYTE, 5122, USHORT] },
  NORMAL: { types: ['VEC3'], of: [FLOAT, 5120, 5122] },
  TANGENT: { types: ['VEC4'], of: [FLOAT, 5120, 5122] },
  TEXCOORD_0: { types: ['VEC2'], of: [FLOAT, 5120, UBYTE, 5122, USHORT] },
  TEXCOORD_1: { types: ['VEC2'], of: [FLOAT, 5120, UBYTE, 5122, USHORT] },
  COLOR_0: { types: ['VEC3', 'VEC4'], of: [FLOAT, UBYTE, USHORT] },
  JOINTS_0: { types: ['VEC4'], of: [UBYTE, USHORT] },
  WEIGHTS_0: { types: ['VEC4'], of: [FLOAT, UBYTE, USHORT] },
  indices: { types: ['SCALAR'], of: [UBYTE, USHORT, UINT] },
  bind: { types: ['MAT4'], of: [FLOAT] },
} as const;

/** The numbers of one accessor for one use. Each claim of a size is held against the bytes before anything is read. */
export function sliceOf(
  gltf: Gltf,
  lengths: readonly number[],
  at: number,
  use: keyof typeof USES,
): Result<Slice> {
  const accessor = gltf.accessors[at];
  const { types, of }: { readonly types: readonly string[]; readonly of: readonly number[] } = USES[use];
  const odd = fail(issue('model-numbers', `${use} is not what it has to be`));
  if (accessor === undefined || !types.includes(accessor.type) || !of.includes(accessor.componentType))
    return odd;
  if (accessor.sparse !== undefined || accessor.bufferView === undefined)
    return fail(issue('model-sparse', 'numbers that are left out'));
  const size = SIZES.get(accessor.componentType) ?? 0;
  const whole = size * (WIDTHS.get(accessor.type) ?? 0);
  const view = gltf.bufferViews[accessor.bufferView];
  const { byteOffset: offset = 0, count, bufferView } = accessor;
  const stride = view?.byteStride ?? whole;
  if (view === undefined || count < 1 || stride < whole || stride > MAX_STRIDE || stride % size !== 0)
    return odd;
  // What is no part of a corner stands close together, and all of it where machines can read it.
  const isTight = use === 'indices' || use === 'bind';
  if ((isTight && stride !== whole) || offset % size !== 0) return odd;
  const end = offset + (count - 1) * stride + whole;
  if (end > view.byteLength || view.byteOffset + view.byteLength > (lengths[view.buffer] ?? 0))
    return fail(issue('model-bounds', 'numbers outside of its bytes'));
  return ok({ accessor, view: bufferView, offset, stride });
}
