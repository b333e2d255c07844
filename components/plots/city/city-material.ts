import {
  type Camera,
  ClampToEdgeWrapping,
  DataTexture,
  GLSL3,
  LinearFilter,
  RGBAFormat,
  type Scene,
  ShaderMaterial,
  Vector2,
  Vector3,
  Vector4,
  type WebGLRenderer,
} from 'three';
import { LIGHT_MARGIN, SUN, type CityLight } from '#lib/plots/city-light.ts';
import type { Plate } from '#lib/plots/street.ts';
import type { CityTheme, Colour } from './city-theme.ts';

/** What a parcel is besides land. */
export const LOOKS = { plain: 0, own: 1, gone: 2 } as const;

const VERTEX = /* glsl */ `
in vec2 look;
uniform float chosen;
out vec3 at;
out vec3 face;
out vec3 size;
out vec3 facing;
out vec2 kind;
out float ring;
out float far;

void main() {
  vec4 place = instanceMatrix * vec4(position, 1.0);
  size = vec3(instanceMatrix[0][0], instanceMatrix[1][1], instanceMatrix[2][2]);
  face = position * size;
  at = place.xyz;
  facing = normal;
  kind = look;
  ring = float(gl_InstanceID) == chosen ? 1.0 : 0.0;
  vec4 seen = modelViewMatrix * place;
  far = -seen.z;
  gl_Position = projectionMatrix * seen;
}`;

const GROUND_VERTEX = /* glsl */ `
out vec3 at;
out float far;

void main() {
  at = position;
  vec4 seen = modelViewMatrix * vec4(position, 1.0);
  far = -seen.z;
  gl_Position = projectionMatrix * seen;
}`;

/** What both kinds of surface share: the light that was worked out for the district, and the haze. */
const LIGHT = /* glsl */ `
uniform sampler2D light;
uniform vec2 extent;
uniform float high;
uniform float night;
uniform vec3 paper;
uniform vec2 haze;
uniform vec3 sun;
in vec3 at;
in float far;
out vec4 colour;

vec4 lightAt(vec2 plan) {
  return texture(light, (plan + ${LIGHT_MARGIN.toFixed(1)}) / extent);
}

/** Paint under so much of the sun and of the sky. */
vec3 lit(vec3 paint, float sunny, float sky) {
  vec3 shade = mix(vec3(0.995, 0.97, 0.95), vec3(0.97, 0.97, 1.0), night);
  return paint * mix(shade, vec3(1.0), sunny) * (mix(0.77, 0.7, night) + mix(0.23, 0.36, night) * sunny) * sky;
}

vec3 hazed(vec3 paint) {
  return mix(paint, paper, smoothstep(haze.x, haze.y, far));
}
`;

const FRAGMENT = /* glsl */ `
uniform vec3 tints[5];
uniform vec3 ember;
uniform vec3 gone;
uniform vec3 ink;
uniform float reach;
in vec3 face;
in vec3 size;
in vec3 facing;
in vec2 kind;
in float ring;
${LIGHT}

/** How near a point is to an edge that is \`width\` wide, without steps. */
float near(float edge, float width) {
  float step = max(fwidth(edge), 0.0001);
  return 1.0 - smoothstep(width, width + 1.5 * step, edge);
}

void main() {
  bool top = facing.y > 0.5;
  vec3 paint = tints[int(kind.x + 0.5)];
  bool own = abs(kind.y - 1.0) < 0.5;
  bool away = abs(kind.y - 2.0) < 0.5;
  if (own && !(top && face.x > 0.7 * size.x && face.z < 0.3 * size.z && face.x / size.x - face.z / size.z > 0.7))
    paint = ember;
  if (away) {
    float line = fract((face.x - face.z + face.y) * 1.4);
    float soft = fwidth((face.x - face.z + face.y) * 1.4);
    paint = mix(paint, gone, smoothstep(0.5 - soft, 0.5 + soft, abs(line - 0.5) * 2.0));
  }

  vec4 around = lightAt(at.xz + facing.xz * reach);
  float hidden = around.r * high;
  float facesSun = max(dot(facing, sun), 0.0) / sun.y;
  float sunny = min(1.0, facesSun) * smoothstep(hidden - 0.3, hidden + 0.15, at.y);
  float sky = top
    ? mix(0.62, 1.0, around.g)
    : (facing.x > 0.5 ? 0.86 : 0.94) * mix(0.78, 1.0, smoothstep(-0.2, 2.4, at.y - around.b * high));
  vec3 seen = lit(paint, sunny, sky);

  vec2 edges = top ? min(face.xz, size.xz - face.xz) : vec2(size.y - face.y);
  float rim = near(min(edges.x, edges.y), 0.035);
  seen *= 1.0 + 0.07 * rim;

  if (ring > 0.5) {
    float across = abs(facing.x) > 0.5 ? min(face.z, size.z - face.z) : min(face.x, size.x - face.x);
    float along = top ? min(face.z, size.z - face.z) : min(face.y, size.y - face.y);
    seen = mix(seen, ink, near(min(across, along), max(0.12, 0.002 * far)));
  }
  colour = vec4(hazed(seen), 1.0);
}`;

const GROUND_FRAGMENT = /* glsl */ `
uniform vec3 ground;
uniform vec4 plate;
${LIGHT}

void main() {
  vec4 around = lightAt(at.xz);
  float hidden = around.r * high;
  float under = smoothstep(0.05, 0.3, around.b * high);
  float sunny = 1.0 - smoothstep(0.0, 0.45, hidden);
  float sky = mix(mix(0.7, 1.0, around.g), 0.66, under);
  vec2 inside = min(at.xz - plate.xy, plate.zw - at.xz);
  float within = smoothstep(0.0, max(0.06, fwidth(at.x)), min(inside.x, inside.y));
  // Beside the plate only shadows are seen: where none is, it is the paper that the page is made of.
  vec3 shaded = lit(mix(paper, ground, within), sunny, sky);
  vec3 open = lit(vec3(1.0), 1.0, 1.0);
  colour = vec4(hazed(mix(shaded / open, shaded, within)), 1.0);
}`;

const vector = ([red, green, blue]: Colour): Vector3 => new Vector3(red, green, blue);

/** The light where nothing stands, until a district's own is worked out: no shadow, all of the sky. */
export const OPEN_LIGHT: CityLight = { width: 1, height: 1, high: 1, data: Uint8Array.of(0, 255, 0, 255) };

/** The light of a district as a picture that the shaders read. */
export function lightTexture({ width, height, data }: CityLight): DataTexture {
  const texture = new DataTexture(data, width, height, RGBAFormat);
  texture.magFilter = texture.minFilter = LinearFilter;
  texture.wrapS = texture.wrapT = ClampToEdgeWrapping;
  texture.needsUpdate = true;
  return texture;
}

/** Distances between which things turn into paper. */
export const haze = { value: new Vector2(1e6, 2e6) };

type Ground = Pick<Plate, 'width' | 'depth'>;

const shared = (theme: CityTheme, { width, depth }: Ground, texture: DataTexture, high: number) => ({
  light: { value: texture },
  extent: { value: new Vector2(width + 2 * LIGHT_MARGIN, depth + 2 * LIGHT_MARGIN) },
  high: { value: high },
  night: { value: theme.isDark ? 1 : 0 },
  paper: { value: vector(theme.paper) },
  sun: { value: new Vector3(SUN.x, SUN.y, SUN.z).normalize() },
  haze,
});

/** Paints the volumes of one district. Its `chosen` is the number of the box with the ring, or -1. */
export const volumeMaterial = (theme: CityTheme, ground: Ground, texture: DataTexture, high: number) =>
  new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: {
      ...shared(theme, ground, texture, high),
      tints: { value: theme.tints.map(vector) },
      ember: { value: vector(theme.ember) },
      gone: { value: vector(theme.gone) },
      ink: { value: vector(theme.ink) },
      reach: { value: 0.35 },
      chosen: { value: -1 },
    },
  });

/** Paints the ground of one district. */
export const groundMaterial = (
  theme: CityTheme,
  ground: Ground,
  texture: DataTexture,
  high: number,
  verge: number,
) =>
  new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: GROUND_VERTEX,
    fragmentShader: GROUND_FRAGMENT,
    uniforms: {
      ...shared(theme, ground, texture, high),
      ground: { value: vector(theme.ground) },
      plate: { value: new Vector4(-verge, -verge, ground.width + verge, ground.depth + verge) },
    },
  });

/**
 * Lets the browser make programs of the shaders beside this thread, which a first frame would wait for. Whatever is wrong
 * with them shows when they are drawn with.
 */
export const compiled = (renderer: WebGLRenderer, scene: Scene, camera: Camera): Promise<unknown> =>
  // In a task of its own: the scene was built in this one.
  new Promise((resolve) => setTimeout(resolve))
    .then(() => renderer.compileAsync(scene, camera))
    .catch(() => undefined);
