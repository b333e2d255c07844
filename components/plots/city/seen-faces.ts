import { BoxGeometry, BufferAttribute } from 'three';

/** The faces of a box as three orders its corners: six indices each. Nobody sees the one below. */
const FACES = { right: 0, left: 1, above: 2, front: 4, back: 5 } as const;
const A_FACE = 6;

type Face = keyof typeof FACES;
type Ground = { readonly x: number; readonly width: number; readonly depth: number };

/**
 * The faces that any box on a piece of ground can show to an eye; the ground ends at z = 0, towards the front. From a corner
 * that is half of all there are, and the other half is none that anybody has to draw.
 */
export function seenFaces(
  { x, width, depth }: Ground,
  eye: { readonly x: number; readonly z: number },
): readonly Face[] {
  const seen: Face[] = ['above'];
  if (eye.x > x) seen.push('right');
  if (eye.x < x + width) seen.push('left');
  if (eye.z > -depth) seen.push('front');
  if (eye.z < 0) seen.push('back');
  return seen;
}

/** A box of side 1 over its corner, of which only some faces are drawn. */
export class SeenBox {
  readonly geometry = new BoxGeometry(1, 1, 1).translate(0.5, 0.5, 0.5);
  private readonly all = Array.from(this.geometry.index?.array ?? []);
  private readonly known = new Map<string, BufferAttribute>();
  private seen = '';

  show(faces: readonly Face[]): void {
    const name = faces.join(' ');
    if (name === this.seen) return;
    this.seen = name;
    const indices = (): number[] =>
      faces.flatMap((face) => this.all.slice(FACES[face] * A_FACE, (FACES[face] + 1) * A_FACE));
    const index = this.known.get(name) ?? new BufferAttribute(Uint16Array.from(indices()), 1);
    this.known.set(name, index);
    this.geometry.setIndex(index);
  }
}
