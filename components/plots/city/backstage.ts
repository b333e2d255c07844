import {
  type Camera,
  LinearFilter,
  Mesh,
  MeshBasicMaterial,
  OrthographicCamera,
  PlaneGeometry,
  Scene,
  Vector2,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';

/** How long a picture is left alone before it is asked whether it is done, in milliseconds. */
const ASK_MS = 8;
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether the processor draws in place of a graphics card, as far as the browser says. */
export function isDrawnBySoftware(renderer: WebGLRenderer): boolean {
  const gl = renderer.getContext();
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  return typeof name === 'string' && SOFTWARE.test(name);
}

/**
 * Draws pictures beside this thread. A browser without a graphics card lets the page wait until a picture is drawn, a
 * quarter of a second for a large city, in which nobody can press or scroll anything. Drawn into memory first, and put on
 * the canvas when it is finished, the same picture keeps nobody waiting.
 */
export class Backstage {
  private readonly renderer: WebGLRenderer;
  private readonly picture = new WebGLRenderTarget(1, 1, {
    samples: 4,
    minFilter: LinearFilter,
    generateMipmaps: false,
  });
  private readonly front = new Scene();
  private readonly eye = new OrthographicCamera(-1, 1, 1, -1, 0, 1);
  private readonly sheet: Mesh<PlaneGeometry, MeshBasicMaterial>;
  private end: (() => void) | undefined;

  constructor(renderer: WebGLRenderer) {
    this.renderer = renderer;
    const paint = new MeshBasicMaterial({ map: this.picture.texture, depthTest: false, depthWrite: false });
    this.sheet = new Mesh(new PlaneGeometry(2, 2), paint);
    this.sheet.frustumCulled = false;
    this.front.add(this.sheet);
  }

  /** Whether a picture is on its way. */
  get isBusy(): boolean {
    return this.end !== undefined;
  }

  /** Draws one picture, and puts it on the canvas when it is done. */
  draw(scene: Scene, camera: Camera, onShown: () => void): void {
    const { renderer, picture } = this;
    const { width, height } = renderer.getDrawingBufferSize(new Vector2());
    picture.setSize(width, height);
    renderer.setRenderTarget(picture);
    renderer.render(scene, camera);
    renderer.setRenderTarget(null);
    const gl = renderer.getContext() as WebGL2RenderingContext;
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    let [timer, frame] = [0, 0];
    this.end = () => {
      window.clearTimeout(timer);
      cancelAnimationFrame(frame);
      this.end = undefined;
    };
    const over = (): void => {
      this.end = undefined;
      onShown();
    };
    const show = (): void => {
      this.show();
      // The canvas is read when this frame ends. What is drawn before that is waited for.
      frame = requestAnimationFrame(over);
    };
    const ask = (): void => {
      if (sync !== null && !gl.isContextLost() && gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) {
        timer = window.setTimeout(ask, ASK_MS);
        return;
      }
      gl.deleteSync(sync);
      frame = requestAnimationFrame(show);
    };
    timer = window.setTimeout(ask, ASK_MS);
  }

  /** Puts the last picture on the canvas again, whatever size that has now. */
  show(): void {
    this.renderer.render(this.front, this.eye);
  }

  close(): void {
    this.end?.();
    this.picture.dispose();
    this.sheet.geometry.dispose();
    this.sheet.material.dispose();
  }
}
