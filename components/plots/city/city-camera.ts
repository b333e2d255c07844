/** How one looks at the city: around it, over it, or in it. */
export type Mode = 'orbit' | 'fly' | 'walk';

/** Where the eye is and where it looks. Yaw 0 looks along -z; to the right it grows. Angles in radians. */
export type Pose = {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  readonly pitch: number;
  /** Height of the picture as an angle, in degrees. */
  readonly fov: number;
};

/** Looking around a point of the ground. */
export type Orbit = {
  readonly x: number;
  readonly z: number;
  readonly yaw: number;
  readonly pitch: number;
  readonly distance: number;
};

export const EYE_HEIGHT = 1.7;
const ORBIT_FOV = 22;
const EYE_FOV = 58;
const PITCH = { low: -1.45, high: -0.12 };
const DISTANCE = { least: 8, most: 2_000 };

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** What the eye looks towards, as a step of length 1. */
export const directionOf = ({
  yaw,
  pitch,
}: Pick<Pose, 'yaw' | 'pitch'>): readonly [number, number, number] => [
  Math.sin(yaw) * Math.cos(pitch),
  Math.sin(pitch),
  -Math.cos(yaw) * Math.cos(pitch),
];

/** All of a district, from its right front corner and above. `aspect`: width of the picture over its height. */
export function orbitOf(
  ground: { readonly x: number; readonly width: number; readonly depth: number },
  aspect: number,
): Orbit {
  const half = Math.tan((ORBIT_FOV * Math.PI) / 360);
  // Seen over a corner the ground is as wide as its two sides together, and less than half as high.
  const wide = ((ground.width + ground.depth) * 0.707 + 6) / (2 * half * Math.max(0.2, aspect));
  const high = ((ground.width + ground.depth) * 0.46 + 9) / (2 * half);
  return {
    x: ground.x + ground.width / 2,
    z: -ground.depth / 2,
    yaw: -Math.PI / 4,
    pitch: -0.62,
    distance: within(Math.max(wide, high), DISTANCE.least, DISTANCE.most),
  };
}

export function poseOfOrbit({ x, z, yaw, pitch, distance }: Orbit): Pose {
  const [dx, dy, dz] = directionOf({ yaw, pitch });
  return { x: x - dx * distance, y: -dy * distance, z: z - dz * distance, yaw, pitch, fov: ORBIT_FOV };
}

/** Turned by a drag, in radians. */
export const orbited = (orbit: Orbit, yaw: number, pitch: number): Orbit => ({
  ...orbit,
  yaw: orbit.yaw + yaw,
  pitch: within(orbit.pitch + pitch, PITCH.low, PITCH.high),
});

/** Nearer or farther by a factor. */
export const approached = (orbit: Orbit, factor: number): Orbit => ({
  ...orbit,
  distance: within(orbit.distance / factor, DISTANCE.least, DISTANCE.most),
});

/** Moved over the ground: `right` and `ahead` as the picture has them, in shares of its height. */
export function slid(orbit: Orbit, right: number, ahead: number): Orbit {
  const unit = 2 * orbit.distance * Math.tan((ORBIT_FOV * Math.PI) / 360);
  const forward = (ahead * unit) / Math.max(0.25, Math.sin(-orbit.pitch));
  const [sin, cos] = [Math.sin(orbit.yaw), Math.cos(orbit.yaw)];
  return {
    ...orbit,
    x: orbit.x + cos * right * unit + sin * forward,
    z: orbit.z + sin * right * unit - cos * forward,
  };
}

/** On the street before a district, looking along it and into it. */
export const poseOfWalk = (ground: { readonly x: number; readonly width: number }): Pose => ({
  x: ground.x - 3,
  y: EYE_HEIGHT,
  z: 8.5,
  yaw: 0.95,
  pitch: 0.03,
  fov: EYE_FOV,
});

/** Over the front of a district, looking down into it. */
export const poseOfFlight = (ground: {
  readonly x: number;
  readonly width: number;
  readonly depth: number;
}): Pose => ({
  x: ground.x + ground.width * 0.7,
  y: Math.max(9, ground.depth * 0.3),
  z: Math.max(6, ground.depth * 0.3),
  yaw: -0.35,
  pitch: -0.42,
  fov: EYE_FOV,
});

/** Another look from the same place, in radians. */
export const turned = (pose: Pose, yaw: number, pitch: number): Pose => ({
  ...pose,
  yaw: pose.yaw + yaw,
  pitch: within(pose.pitch + pitch, -1.5, 1.2),
});

/** From one pose towards another, `part` from 0 to 1; turned the short way round. */
export function between(from: Pose, to: Pose, part: number): Pose {
  const mix = (a: number, b: number): number => a + (b - a) * part;
  const turn = Math.atan2(Math.sin(to.yaw - from.yaw), Math.cos(to.yaw - from.yaw));
  return {
    x: mix(from.x, to.x),
    y: mix(from.y, to.y),
    z: mix(from.z, to.z),
    yaw: from.yaw + turn * part,
    pitch: mix(from.pitch, to.pitch),
    fov: mix(from.fov, to.fov),
  };
}
