import {
  BoxGeometry,
  type BufferGeometry,
  type DataTexture,
  Group,
  InstancedBufferAttribute,
  InstancedMesh,
  type Material,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  type ShaderMaterial,
  Texture,
} from 'three';
import { LIGHT_MARGIN, lightSteps, type CityLight } from '#lib/plots/city-light.ts';
import { ROAD, VERGE, type Plate } from '#lib/plots/street.ts';
import type { Volumes } from '#lib/plots/volumes.ts';
import { lyingName, signMesh, type Sign } from './city-letters.ts';
import { groundMaterial, lightTexture, LOOKS, OPEN_LIGHT, volumeMaterial } from './city-material.ts';
import { tintOf, type CityTheme } from './city-theme.ts';
import { SeenBox, seenFaces } from './seen-faces.ts';

/** What is shown of a district besides its land. Boxes by their number. */
export type Marks = {
  readonly own: readonly number[];
  readonly gone: readonly number[];
  readonly signs: readonly Sign[];
  readonly pictures: readonly { readonly box: number; readonly image: ImageBitmap }[];
};

export const NO_MARKS: Marks = { own: [], gone: [], signs: [], pictures: [] };

/** Free ground between two volumes. */
const GAP = 0.13;
const MOST_SIGNS = 24;
const STREET = 4.2;
/** Light that was worked out, as long as anybody has the land that it falls on. */
const lights = new WeakMap<Volumes, CityLight>();

/** One district in the scene: its ground, all of its volumes in one mesh, its name, its signs and its pictures. */
export class CityDistrict {
  readonly group = new Group();
  /** What it was made from, to know when it has to be made again. */
  readonly plate: Plate;
  readonly marks: Marks;
  private readonly volumes: InstancedMesh<BufferGeometry, ShaderMaterial> | undefined;
  private readonly ground: Mesh<BufferGeometry, ShaderMaterial> | undefined;
  private readonly box = new SeenBox();
  private light: DataTexture | undefined;
  /** What is left to be worked out of its light. */
  private steps: Generator<undefined, CityLight> | undefined;

  constructor(plate: Plate, marks: Marks, theme: CityTheme) {
    this.plate = plate;
    this.marks = marks;
    const { group } = this;
    if (plate.volumes === undefined) group.add(emptyGround(plate, theme));
    else {
      const known = lights.get(plate.volumes);
      if (known === undefined) this.steps = lightSteps(plate.volumes);
      this.light = lightTexture(known ?? OPEN_LIGHT);
      const high = Math.max(1, plate.volumes.tallest);
      this.volumes = volumesMesh(
        plate.volumes,
        this.box.geometry,
        marks,
        volumeMaterial(theme, plate, this.light, high),
      );
      this.ground = groundMesh(plate, groundMaterial(theme, plate, this.light, high, VERGE));
      group.add(this.ground, this.volumes);
      for (const picture of picturesOf(plate.volumes, marks)) group.add(picture);
    }
    const name = lyingName(plate.height, theme, plate.volumes !== undefined);
    const scale = streetScale(plate);
    name.scale.setScalar(scale);
    name.position.set(plate.width - (nameWidth(name) / 2) * scale, 0.03, plate.depth + VERGE + 1.9 * scale);
    group.add(streetMesh(plate, theme), name);
    for (const sign of signsOf(plate, marks, theme)) group.add(sign);
  }

  /** Draws what an eye at this place can see of its volumes. */
  lookFrom(eye: { readonly x: number; readonly z: number }): void {
    const { width, depth } = this.plate;
    this.box.show(seenFaces({ x: this.group.position.x, width, depth }, eye));
  }

  /** Puts it where the street has it now. */
  place({ x, depth }: Plate): void {
    this.group.position.set(x, 0, -depth);
  }

  /** Whether it stands in an open light, without shadows, because its own is not worked out yet. */
  get isUnlit(): boolean {
    return this.steps !== undefined;
  }

  /** Works on its light for about so many milliseconds. */
  lightFor(ms: number): void {
    const { steps, plate } = this;
    const until = performance.now() + ms;
    while (steps !== undefined && performance.now() < until) {
      const step = steps.next();
      if (step.done !== true) continue;
      this.steps = undefined;
      if (plate.volumes !== undefined) lights.set(plate.volumes, step.value);
      this.light?.dispose();
      this.light = lightTexture(step.value);
      for (const mesh of [this.volumes, this.ground]) {
        const light = mesh?.material.uniforms['light'];
        if (light !== undefined) light.value = this.light;
      }
      return;
    }
  }

  choose(box: number | undefined): void {
    const chosen = this.volumes?.material.uniforms['chosen'];
    if (chosen !== undefined) chosen.value = box ?? -1;
  }

  dispose(): void {
    this.light?.dispose();
    this.volumes?.dispose();
    this.group.traverse((each) => {
      if (!(each instanceof Mesh)) return;
      const { geometry, material } = each as Mesh<BufferGeometry, Material>;
      geometry.dispose();
      if (material instanceof MeshBasicMaterial) material.map?.dispose();
      material.dispose();
    });
  }
}

/** Small land has a narrow street and small letters, so that they do not hide it. */
const streetScale = ({ width }: Pick<Plate, 'width'>): number => Math.max(0.4, width / 30);

const nameWidth = (name: Mesh): number =>
  name.geometry instanceof PlaneGeometry ? name.geometry.parameters.width : 0;

function volumesMesh(
  { boxes }: Volumes,
  geometry: BufferGeometry,
  { own, gone }: Marks,
  material: ShaderMaterial,
): InstancedMesh<BufferGeometry, ShaderMaterial> {
  const looks = new Float32Array(2 * boxes.length);
  const mesh = new InstancedMesh<BufferGeometry, ShaderMaterial>(geometry, material, boxes.length);
  const matrix = new Matrix4();
  boxes.forEach(({ x, y, size, height }, at) => {
    const side = size - GAP;
    matrix.makeScale(side, height, side).setPosition(x + GAP / 2, 0, y + GAP / 2);
    mesh.setMatrixAt(at, matrix);
    looks[2 * at] = tintOf(size);
  });
  for (const at of gone) looks[2 * at + 1] = LOOKS.gone;
  for (const at of own) looks[2 * at + 1] = LOOKS.own;
  geometry.setAttribute('look', new InstancedBufferAttribute(looks, 2));
  mesh.frustumCulled = false;
  return mesh;
}

function groundMesh({ width, depth }: Plate, material: ShaderMaterial): Mesh<BufferGeometry, ShaderMaterial> {
  const [across, along] = [width + 2 * LIGHT_MARGIN, depth + 2 * LIGHT_MARGIN];
  const geometry = new PlaneGeometry(across, along).rotateX(-Math.PI / 2).translate(width / 2, 0, depth / 2);
  const mesh = new Mesh<BufferGeometry, ShaderMaterial>(geometry, material);
  mesh.frustumCulled = false;
  return mesh;
}

/** The part of the street in front of a district, as far as half of the roads beside it. */
function streetMesh({ width, depth }: Plate, theme: CityTheme): Mesh {
  const across = width + 2 * VERGE + ROAD;
  const along = STREET * streetScale({ width });
  const geometry = new PlaneGeometry(across, along)
    .rotateX(-Math.PI / 2)
    .translate(width / 2, 0.015, depth + VERGE + along / 2);
  const material = new MeshBasicMaterial({ transparent: true, opacity: 0.42, depthWrite: false });
  material.color.setRGB(...theme.ground);
  return new Mesh(geometry, material);
}

/** Where a district will stand that is not read yet. */
function emptyGround({ width, depth }: Plate, theme: CityTheme): Mesh {
  const geometry = new PlaneGeometry(width + 2 * VERGE, depth + 2 * VERGE)
    .rotateX(-Math.PI / 2)
    .translate(width / 2, 0, depth / 2);
  const material = new MeshBasicMaterial({ transparent: true, opacity: 0.5 });
  material.color.setRGB(...theme.ground);
  return new Mesh(geometry, material);
}

/** Pictures on the roofs of their parcels, as large as these are. */
function picturesOf({ boxes }: Volumes, { pictures }: Marks): readonly Mesh[] {
  return pictures.flatMap(({ box, image }) => {
    const parcel = boxes[box];
    if (parcel === undefined) return [];
    const texture = new Texture(image);
    texture.needsUpdate = true;
    const room = parcel.size - GAP - 0.1;
    const scale = room / Math.max(image.width, image.height);
    const mesh = new Mesh(
      new PlaneGeometry(image.width * scale, image.height * scale),
      new MeshBasicMaterial({ map: texture, transparent: true }),
    );
    mesh.rotation.x = -Math.PI / 2;
    mesh.position.set(parcel.x + parcel.size / 2, parcel.height + 0.02, parcel.y + parcel.size / 2);
    return [mesh];
  });
}

/** Posts along the street, the newest in the middle of the front. */
function signsOf({ width, depth }: Plate, { signs }: Marks, theme: CityTheme): readonly Mesh[] {
  const shown = signs.slice(0, MOST_SIGNS);
  const part = Math.min(1, Math.max(0.5, width / 14));
  const apart = 6 * part;
  const room = Math.max(1, Math.floor((width + 2 * VERGE) / apart));
  return shown.flatMap((sign, at) => {
    const row = Math.floor(at / room);
    const inRow = Math.min(room, shown.length - row * room);
    const x = width / 2 + ((at % room) - (inRow - 1) / 2) * apart;
    const z = depth + VERGE - 0.6 - row * 0.7;
    const high = (0.9 + row * 2.8) * part;
    const board = signMesh(sign, theme);
    board.scale.setScalar(part);
    board.position.set(x, high + 1.2 * part, z);
    const post = new Mesh(new BoxGeometry(0.14, high, 0.1), new MeshBasicMaterial());
    post.material.color.setRGB(...theme.line);
    post.position.set(x, high / 2, z - 0.06);
    return [board, post];
  });
}
