import { Color, LinearSRGBColorSpace, PerspectiveCamera, Scene, WebGLRenderer } from 'three';
import {
  parcelHit,
  plateAt,
  standingAt,
  unreadNear,
  walked,
  type Feet,
  type Plate,
} from '#lib/plots/street.ts';
import { watchTheme } from '../world/map-theme.ts';
import { Backstage, isDrawnBySoftware } from './backstage.ts';
import {
  approached,
  between,
  directionOf,
  EYE_HEIGHT,
  orbited,
  orbitOf,
  poseOfFlight,
  poseOfOrbit,
  poseOfWalk,
  slid,
  turned,
  type Mode,
  type Orbit,
  type Pose,
} from './city-camera.ts';
import { CityDistrict, NO_MARKS, type Marks } from './city-district.ts';
import { CityInput } from './city-input.ts';
import { Lighting } from './lighting.ts';
import { compiled, haze } from './city-material.ts';
import { PIXELS, QualityChoice, type Quality } from './city-quality.ts';
import { readCityTheme, type CityTheme } from './city-theme.ts';

export type CityEvents = {
  /** Somebody pressed on a parcel: the number of its box. */
  readonly onSelect: (height: number, box: number) => void;
  /** The eye came to another district. */
  readonly onEnter: (height: number) => void;
  /** Districts that are not read yet came near. */
  readonly onNear: (heights: readonly number[]) => void;
  readonly onQuality: (quality: Quality) => void;
  /** The browser took its drawing away, and may give it back when the city is opened again. */
  readonly onLost: () => void;
};

export type CityShown = {
  readonly street: readonly Plate[];
  readonly marks: ReadonlyMap<number, Marks>;
  readonly chosen: { readonly height: number; readonly box: number } | undefined;
};

const TRAVEL_MS = 450;
const TURN = 2.4;
const TURNS_A_SECOND = 1.7;
const WALK = 6;
const FLY = 16;
/** The longest step that one frame takes, in seconds: a frame that came late does not carry anybody through a wall. */
const LONGEST_STEP = 0.08;
const NEAR = 26;

/** The city in a canvas. Frames are drawn while something moves, and at no other time. */
export class CityView {
  private readonly canvas: HTMLCanvasElement;
  private readonly events: CityEvents;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(22, 1, 0.1, 4_000);
  private readonly input: CityInput;
  private readonly abort = new AbortController();
  private readonly districts = new Map<number, CityDistrict>();
  private readonly choice = new QualityChoice();
  private readonly isStill: boolean;
  private theme: CityTheme;
  private shown: CityShown = { street: [], marks: new Map(), chosen: undefined };
  private mode: Mode = 'orbit';
  private orbit: Orbit | undefined;
  private eye: Pose | undefined;
  private travel: { readonly from: Pose; readonly since: number } | undefined;
  private frame = 0;
  private isCompiled = false;
  /** What draws beside this thread, where drawing would keep it waiting. */
  private readonly backstage: Backstage | undefined;
  private isStale = false;
  private shownPictures = 0;
  private readonly lighting = new Lighting(() => this.draw());
  private before = 0;
  private here: number | undefined;
  private asked = '';

  /**
   * @param isStill nothing moves by itself, as somebody asked the browser for.
   * @throws when the browser draws nothing in three dimensions.
   */
  constructor(canvas: HTMLCanvasElement, isStill: boolean, events: CityEvents) {
    this.canvas = canvas;
    this.events = events;
    this.isStill = isStill;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: 'high-performance' });
    this.renderer.outputColorSpace = LinearSRGBColorSpace;
    if (isDrawnBySoftware(this.renderer)) this.backstage = new Backstage(this.renderer);
    this.theme = readCityTheme(canvas);
    this.camera.rotation.order = 'YXZ';
    const { signal } = this.abort;
    watchTheme(() => this.repaint(), signal);
    const resizes = new ResizeObserver(() => this.measure());
    resizes.observe(canvas);
    signal.addEventListener('abort', () => resizes.disconnect());
    canvas.addEventListener('webglcontextlost', () => events.onLost(), { signal });
    this.input = new CityInput(
      canvas,
      {
        turn: (yaw, pitch) => this.turn(yaw * TURN, pitch * TURN),
        slide: (right, ahead) => this.slide(right, ahead),
        zoom: (factor) => this.zoom(factor),
        press: (x, y) => this.press(x, y),
        hold: () => this.draw(),
      },
      signal,
    );
  }

  close(): void {
    this.abort.abort();
    cancelAnimationFrame(this.frame);
    this.lighting.stop();
    for (const district of this.districts.values()) district.dispose();
    this.backstage?.close();
    this.renderer.dispose();
  }

  show(shown: CityShown): void {
    const before = this.shown;
    this.shown = shown;
    this.build();
    if (this.orbit === undefined || before.street.length === 0) this.overview();
    if (this.isCompiled) this.draw();
    else this.compile();
  }

  private compile(): void {
    void compiled(this.renderer, this.scene, this.camera).then(() => {
      this.isCompiled = true;
      if (!this.abort.signal.aborted) this.draw();
    });
  }

  /** Looks in another way, from where that begins. */
  look(mode: Mode): void {
    const plate = this.plate;
    if (plate === undefined) return;
    const from = this.pose();
    this.mode = mode;
    if (mode === 'walk') this.eye = poseOfWalk(plate);
    else if (mode === 'fly') this.eye = this.eye ?? poseOfFlight(plate);
    else this.orbit = orbitOf(plate, this.aspect);
    if (mode === 'fly' && this.eye !== undefined && this.eye.y < 3) this.eye = poseOfFlight(plate);
    this.travelFrom(from);
  }

  /** All of the district again. */
  overview(): void {
    const from = this.orbit && this.pose();
    if (this.plate === undefined) return;
    this.orbit = orbitOf(this.plate, this.aspect);
    if (this.mode !== 'orbit')
      this.eye = this.mode === 'walk' ? poseOfWalk(this.plate) : poseOfFlight(this.plate);
    this.travelFrom(from);
  }

  /** Brings a parcel into the middle, near enough to see it among its neighbours. */
  focus(height: number, box: number): void {
    const plate = this.shown.street.find((each) => each.height === height);
    const parcel = plate?.volumes?.boxes[box];
    if (plate === undefined || parcel === undefined || this.orbit === undefined) return;
    const from = this.pose();
    this.mode = 'orbit';
    this.orbit = {
      ...this.orbit,
      x: plate.x + parcel.x + parcel.size / 2,
      z: parcel.y + parcel.size / 2 - plate.depth,
      distance: Math.min(this.orbit.distance, 45 + 6 * parcel.size),
    };
    this.travelFrom(from);
  }

  /** Turns by angles in radians: the city, or whoever stands in it. */
  turn(yaw: number, pitch: number): void {
    if (this.mode === 'orbit' && this.orbit !== undefined) this.orbit = orbited(this.orbit, -yaw, -pitch);
    else if (this.eye !== undefined) this.eye = turned(this.eye, -yaw * 0.6, pitch * 0.6);
    this.draw();
  }

  slide(right: number, ahead: number): void {
    if (this.mode === 'orbit' && this.orbit !== undefined) this.orbit = slid(this.orbit, right, ahead);
    this.draw();
  }

  zoom(factor: number): void {
    if (this.mode === 'orbit' && this.orbit !== undefined) this.orbit = approached(this.orbit, factor);
    else if (this.mode === 'fly') this.step(0, Math.log(factor) * 8, 0);
    this.draw();
  }

  keyDown(code: string): boolean {
    return this.mode !== 'orbit' && this.input.keyDown(code);
  }

  keyUp(code: string): void {
    this.input.keyUp(code);
  }

  letGo(): void {
    this.input.letGo();
  }

  /** Whether it was drawn, and whether some of it stands in an open light, because its own is still worked out. */
  get progress(): 'compiling' | 'lighting' | 'done' {
    if (this.shownPictures === 0) return 'compiling';
    return this.lighting.isWorking || this.backstage?.isBusy === true || this.frame !== 0
      ? 'lighting'
      : 'done';
  }

  /** How many pictures were put on the canvas. */
  get pictures(): number {
    return this.shownPictures;
  }

  private get plate(): Plate | undefined {
    const { street } = this.shown;
    return street.find(({ height }) => height === this.here) ?? street.find(({ x }) => x === 0);
  }

  private get aspect(): number {
    return this.canvas.clientWidth / Math.max(1, this.canvas.clientHeight);
  }

  private pose(): Pose {
    if (this.mode !== 'orbit' && this.eye !== undefined) return this.eye;
    return poseOfOrbit(this.orbit ?? { x: 0, z: 0, yaw: 0, pitch: -1, distance: 50 });
  }

  private travelFrom(from: Pose | undefined): void {
    this.travel = from === undefined || this.isStill ? undefined : { from, since: performance.now() };
    this.draw();
  }

  private repaint(): void {
    this.theme = readCityTheme(this.canvas);
    for (const district of this.districts.values()) this.drop(district);
    this.districts.clear();
    this.build();
    this.draw();
  }

  /** Makes what is new, keeps what is the same, and takes away what is not on the street any more. */
  private build(): void {
    const { street, marks, chosen } = this.shown;
    this.scene.background = new Color().setRGB(...this.theme.paper);
    const wanted = new Map(street.map((plate) => [plate.height, plate]));
    for (const [height, district] of this.districts) {
      const plate = wanted.get(height);
      const same =
        plate !== undefined &&
        plate.volumes === district.plate.volumes &&
        (marks.get(height) ?? NO_MARKS) === district.marks;
      if (same) continue;
      this.drop(district);
      this.districts.delete(height);
    }
    for (const plate of street) {
      let district = this.districts.get(plate.height);
      if (district === undefined) {
        district = new CityDistrict(plate, marks.get(plate.height) ?? NO_MARKS, this.theme);
        this.districts.set(plate.height, district);
        this.scene.add(district.group);
      }
      district.place(plate);
      district.choose(chosen?.height === plate.height ? chosen.box : undefined);
    }
    this.lighting.begin([...this.districts.values()]);
  }

  private drop(district: CityDistrict): void {
    this.scene.remove(district.group);
    district.dispose();
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    this.renderer.setPixelRatio(Math.min(PIXELS[this.choice.quality], window.devicePixelRatio || 1));
    this.renderer.setSize(width, height, false);
    const { aspect } = this.camera;
    this.camera.aspect = this.aspect;
    if (Math.abs(aspect - this.aspect) > 0.2 && this.plate !== undefined && this.mode === 'orbit')
      this.orbit = orbitOf(this.plate, this.aspect);
    // Within this frame: the canvas is empty now.
    if (this.backstage === undefined && this.isCompiled) this.paint(performance.now());
    else if (this.shownPictures > 0) this.backstage?.show();
    this.draw();
  }

  private draw(): void {
    if (this.backstage?.isBusy === true) this.isStale = true;
    else if (this.frame === 0 && this.isCompiled) this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  private tick(now: number): void {
    this.frame = 0;
    const ms = now - this.before;
    const isMoving = this.advance(Math.min(LONGEST_STEP, ms / 1_000));
    if (this.choice.take(ms)) {
      this.events.onQuality(this.choice.quality);
      this.measure();
    }
    this.before = now;
    // What is drawn beside this thread waits until the canvas of this frame was read.
    if (this.frame === 0) this.paint(now);
    if (isMoving || this.travel !== undefined) this.draw();
  }

  /** Takes one step by the keys that are held; says whether any is. */
  private advance(seconds: number): boolean {
    const isRising = this.rise(seconds);
    const { right, ahead, up, turn } = this.input.drive;
    if (this.mode === 'orbit' || (right === 0 && ahead === 0 && up === 0 && turn === 0)) return isRising;
    const speed = (this.mode === 'walk' ? WALK : FLY) * seconds;
    if (turn !== 0 && this.eye !== undefined) this.eye = turned(this.eye, turn * TURNS_A_SECOND * seconds, 0);
    this.step(right * speed, ahead * speed, up * speed);
    return true;
  }

  private feet({ x, z }: Pose): Feet {
    return { x, y: standingAt(this.shown.street, x, z), z };
  }

  /** Up a step and down again takes a moment, as with legs; says whether it is not over. */
  private rise(seconds: number): boolean {
    if (this.mode !== 'walk' || this.eye === undefined) return false;
    const missing = this.feet(this.eye).y + EYE_HEIGHT - this.eye.y;
    if (Math.abs(missing) < 0.005) return false;
    this.eye = { ...this.eye, y: this.eye.y + missing * Math.min(1, 14 * seconds) };
    return true;
  }

  /** Moves the eye to its right, ahead and up. On foot it stays on the ground and before walls. */
  private step(right: number, ahead: number, up: number): void {
    if (this.eye === undefined) return;
    const [sin, cos] = [Math.sin(this.eye.yaw), Math.cos(this.eye.yaw)];
    const [dx, dz] = [cos * right + sin * ahead, sin * right - cos * ahead];
    const { street } = this.shown;
    if (this.mode === 'walk') {
      const { x, y, z } = walked(street, this.feet(this.eye), dx, dz);
      this.eye = { ...this.eye, x, z };
      if (this.isStill) this.eye = { ...this.eye, y: y + EYE_HEIGHT };
      return;
    }
    const dy = up + directionOf(this.eye)[1] * ahead;
    const [x, z] = [this.eye.x + dx, this.eye.z + dz];
    this.eye = { ...this.eye, x, y: Math.max(standingAt(street, x, z) + 0.8, this.eye.y + dy), z };
  }

  private paint(now: number): void {
    const goal = this.pose();
    let pose = goal;
    if (this.travel !== undefined) {
      const part = Math.min(1, (now - this.travel.since) / TRAVEL_MS);
      pose = between(this.travel.from, goal, 1 - (1 - part) ** 3);
      if (part === 1) this.travel = undefined;
    }
    const { camera } = this;
    camera.position.set(pose.x, pose.y, pose.z);
    camera.rotation.set(pose.pitch, -pose.yaw, 0);
    camera.fov = pose.fov;
    const away = this.mode === 'orbit' ? (this.orbit?.distance ?? 100) : 0;
    camera.near = Math.max(0.1, away / 40);
    camera.updateProjectionMatrix();
    for (const district of this.districts.values()) district.lookFrom(pose);
    haze.value.set(away * 1.6 + 40, away * 3 + 130);
    this.render();
    this.tell(this.mode === 'orbit' ? (this.orbit?.x ?? 0) : pose.x);
  }

  private render(): void {
    const { backstage } = this;
    const shown = (): void => {
      this.shownPictures += 1;
      if (!this.isStale) return;
      this.isStale = false;
      this.draw();
    };
    if (backstage === undefined) {
      this.renderer.render(this.scene, this.camera);
      shown();
    } else if (backstage.isBusy) this.isStale = true;
    else backstage.draw(this.scene, this.camera, shown);
  }

  private tell(x: number): void {
    const { street } = this.shown;
    const here = plateAt(street, x)?.height;
    if (here !== undefined && here !== this.here) {
      this.here = here;
      this.events.onEnter(here);
    }
    // All around is looked at from outside: the next district is asked for once somebody goes there.
    const near = unreadNear(street, x, this.mode === 'orbit' ? 0 : NEAR);
    if (near.join() === this.asked) return;
    this.asked = near.join();
    if (near.length > 0) this.events.onNear(near);
  }

  private press(x: number, y: number): void {
    const { width, height } = this.canvas.getBoundingClientRect();
    const pose = this.pose();
    const half = Math.tan((pose.fov * Math.PI) / 360);
    const [aside, above] = [((2 * x) / width - 1) * half * this.aspect, (1 - (2 * y) / height) * half];
    const ahead = directionOf(pose);
    const [sin, cos] = [Math.sin(pose.yaw), Math.cos(pose.yaw)];
    const upwards = directionOf({ yaw: pose.yaw, pitch: pose.pitch + Math.PI / 2 });
    const hit = parcelHit(this.shown.street, {
      from: [pose.x, pose.y, pose.z],
      to: [
        ahead[0] + cos * aside + upwards[0] * above,
        ahead[1] + upwards[1] * above,
        ahead[2] + sin * aside + upwards[2] * above,
      ],
    });
    if (hit !== undefined) this.events.onSelect(hit.height, hit.box);
  }
}
