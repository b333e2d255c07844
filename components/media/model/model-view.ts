import {
  Box3,
  DirectionalLight,
  HemisphereLight,
  LoadingManager,
  Mesh,
  PerspectiveCamera,
  Points,
  Scene,
  Sphere,
  Texture,
  TextureLoader,
  Vector3,
  WebGLRenderer,
  type Material,
  type Object3D,
} from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { ModelInput } from './model-input.ts';

const FOV = 40;
/** Radians for a drag over the height of the picture. */
const TURN = 3;
const PITCH = 1.5;
/** How near and far one gets, in sizes of the model. */
const NEAREST = 0.4;
const FARTHEST = 12;
const FIRST = { yaw: 0.6, pitch: 0.35, zoom: 1 } as const;

/** A canvas, and what draws on it in three dimensions. */
type Drawable = { readonly canvas: HTMLCanvasElement; readonly context: WebGL2RenderingContext };

/** A model in a canvas, turned by hand. It is drawn when something changed, and moves at no other time. */
export class ModelView {
  private readonly canvas: HTMLCanvasElement;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(FOV);
  private readonly abort = new AbortController();
  private readonly sphere: Sphere;
  private look: { readonly yaw: number; readonly pitch: number; readonly zoom: number } = FIRST;
  private frame = 0;

  private constructor({ canvas, context }: Drawable, model: Object3D, onLost: () => void) {
    this.canvas = canvas;
    this.sphere = new Box3().setFromObject(model).getBoundingSphere(new Sphere());
    if (!(this.sphere.radius > 0 && this.sphere.radius < 1e18)) throw new Error('a model without a size');
    this.renderer = new WebGLRenderer({ canvas, context });
    const sun = new DirectionalLight(0xffffff, 2.6);
    sun.position.set(1.2, 1, 0.6);
    this.scene.add(model, new HemisphereLight(0xffffff, 0x6f6f6f, 1.1), this.camera);
    // It comes over the shoulder of whoever looks, from wherever that is, and wherever the model stands.
    this.camera.add(sun, sun.target);
    const { signal } = this.abort;
    const resizes = new ResizeObserver(() => this.measure());
    resizes.observe(canvas);
    signal.addEventListener('abort', () => resizes.disconnect());
    canvas.addEventListener('webglcontextlost', onLost, { signal });
    const input = {
      turn: (x: number, y: number) => this.turn(x * TURN, y * TURN),
      zoom: (by: number) => this.zoom(by),
    };
    ModelInput.listen(canvas, input, signal);
    this.measure();
  }

  /**
   * Reads and draws `glb`, a binary glTF that the media worker wrote: it has everything in itself.
   *
   * @throws when the model has no size.
   */
  static async open(on: Drawable, glb: Uint8Array<ArrayBuffer>, onLost: () => void): Promise<ModelView> {
    const manager = new LoadingManager();
    manager.setURLModifier((url) => {
      if (url.startsWith('blob:')) return url;
      throw new Error('A model asks for something outside of itself.');
    });
    const loader = new GLTFLoader(manager).register((parser) => {
      // By an image: the page's policy lets nothing fetch the bytes of a picture.
      parser.textureLoader = new TextureLoader(manager);
      return { name: 'pictures-by-image' };
    });
    const { scene } = await loader.parseAsync(glb.buffer, '');
    try {
      return new ModelView(on, scene, onLost);
    } catch (error) {
      dispose(scene);
      throw error;
    }
  }

  close(): void {
    this.abort.abort();
    cancelAnimationFrame(this.frame);
    dispose(this.scene);
    this.renderer.dispose();
  }

  /** Turns by angles in radians. */
  turn(yaw: number, pitch: number): void {
    const { look } = this;
    this.look = {
      ...look,
      yaw: look.yaw - yaw,
      pitch: Math.min(PITCH, Math.max(-PITCH, look.pitch + pitch)),
    };
    this.draw();
  }

  /** Nearer or farther by a factor. */
  zoom(by: number): void {
    const zoom = Math.min(1 / NEAREST, Math.max(1 / FARTHEST, this.look.zoom * by));
    this.look = { ...this.look, zoom };
    this.draw();
  }

  /** All of it again. */
  overview(): void {
    this.look = FIRST;
    this.draw();
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    this.renderer.setPixelRatio(Math.min(2, window.devicePixelRatio));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.draw();
  }

  private draw(): void {
    if (this.frame !== 0 || this.abort.signal.aborted) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.aim();
      this.renderer.render(this.scene, this.camera);
    });
  }

  private aim(): void {
    const { center, radius } = this.sphere;
    const { yaw, pitch, zoom } = this.look;
    const narrow = Math.min(1, this.camera.aspect);
    const distance = (radius * 1.1) / (Math.sin((FOV * Math.PI) / 360) * narrow * zoom);
    const towards = new Vector3(
      Math.sin(yaw) * Math.cos(pitch),
      Math.sin(pitch),
      Math.cos(yaw) * Math.cos(pitch),
    );
    this.camera.position.copy(center).addScaledVector(towards, distance);
    this.camera.lookAt(center);
    this.camera.near = Math.max(distance - 2 * radius, radius / 100);
    this.camera.far = distance + 2 * radius;
    this.camera.updateProjectionMatrix();
  }
}

/** Gives back what the drawing took of the graphics card. */
function dispose(root: Object3D): void {
  root.traverse((object) => {
    if (!(object instanceof Mesh || object instanceof Points || 'isLine' in object)) return;
    const { geometry, material } = object as Mesh;
    geometry.dispose();
    for (const each of Array.isArray(material) ? material : [material]) disposeMaterial(each);
  });
}

function disposeMaterial(material: Material): void {
  for (const value of Object.values(material)) if (value instanceof Texture) value.dispose();
  material.dispose();
}
