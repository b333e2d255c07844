import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';

// The smallest WebM (RFC 9559) that can be sought in: one track of VP8, a cluster for each second, and before them the table of
// where they are, as writers lay it who think of the web.

/** One encoded picture. */
export type Frame = { readonly ms: number; readonly isKey: boolean; readonly bytes: Uint8Array };

const ID = {
  ebml: [0x1a, 0x45, 0xdf, 0xa3],
  docType: [0x42, 0x82],
  docTypeVersion: [0x42, 0x87],
  docTypeReadVersion: [0x42, 0x85],
  segment: [0x18, 0x53, 0x80, 0x67],
  info: [0x15, 0x49, 0xa9, 0x66],
  timestampScale: [0x2a, 0xd7, 0xb1],
  duration: [0x44, 0x89],
  muxingApp: [0x4d, 0x80],
  writingApp: [0x57, 0x41],
  tracks: [0x16, 0x54, 0xae, 0x6b],
  trackEntry: [0xae],
  trackNumber: [0xd7],
  trackUid: [0x73, 0xc5],
  trackType: [0x83],
  codecId: [0x86],
  video: [0xe0],
  pixelWidth: [0xb0],
  pixelHeight: [0xba],
  cluster: [0x1f, 0x43, 0xb6, 0x75],
  timestamp: [0xe7],
  simpleBlock: [0xa3],
  cues: [0x1c, 0x53, 0xbb, 0x6b],
  cuePoint: [0xbb],
  cueTime: [0xb3],
  cueTrackPositions: [0xb7],
  cueTrack: [0xf7],
  cueClusterPosition: [0xf1],
} as const;

/** A size in eight bytes, so that nothing moves when a number grows. */
function sized(length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length) | (1n << 56n));
  return bytes;
}

const element = (id: readonly number[], ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = concatBytes(parts);
  return concatBytes([Uint8Array.from(id), sized(body.length), body]);
};

function unsigned(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

function float(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

function block({ ms, isKey, bytes }: Frame, clusterMs: number): Uint8Array {
  const head = Uint8Array.of(0x81, 0, 0, isKey ? 0x80 : 0);
  new DataView(head.buffer).setInt16(1, ms - clusterMs);
  return element(ID.simpleBlock, head, bytes);
}

/** A film of frames in order, the first of them a key frame; a cluster begins with each key frame. */
export function encodeWebm(
  frames: readonly Frame[],
  width: number,
  height: number,
  lastMs: number,
): Uint8Array {
  const groups: Frame[][] = [];
  for (const frame of frames) {
    if (frame.isKey) groups.push([]);
    groups.at(-1)?.push(frame);
  }
  const info = element(
    ID.info,
    element(ID.timestampScale, unsigned(1_000_000)),
    element(ID.duration, float(lastMs)),
    element(ID.muxingApp, encodeUtf8('nabo')),
    element(ID.writingApp, encodeUtf8('nabo')),
  );
  const track = element(
    ID.trackEntry,
    element(ID.trackNumber, unsigned(1)),
    element(ID.trackUid, unsigned(1)),
    element(ID.trackType, unsigned(1)),
    element(ID.codecId, encodeUtf8('V_VP8')),
    element(ID.video, element(ID.pixelWidth, unsigned(width)), element(ID.pixelHeight, unsigned(height))),
  );
  const tracks = element(ID.tracks, track);
  // The table has the same length whatever it says.
  const tableOf = (positions: readonly number[]): Uint8Array =>
    element(
      ID.cues,
      ...groups.map(([first], at) =>
        element(
          ID.cuePoint,
          element(ID.cueTime, unsigned(first?.ms ?? 0)),
          element(
            ID.cueTrackPositions,
            element(ID.cueTrack, unsigned(1)),
            element(ID.cueClusterPosition, unsigned(positions[at] ?? 0)),
          ),
        ),
      ),
    );
  let position = info.length + tracks.length + tableOf([]).length;
  const positions: number[] = [];
  const clusters = groups.map((group) => {
    const ms = group[0]?.ms ?? 0;
    const cluster = element(
      ID.cluster,
      element(ID.timestamp, unsigned(ms)),
      ...group.map((frame) => block(frame, ms)),
    );
    positions.push(position);
    position += cluster.length;
    return cluster;
  });
  return concatBytes([
    element(
      ID.ebml,
      element(ID.docType, encodeUtf8('webm')),
      element(ID.docTypeVersion, unsigned(4)),
      element(ID.docTypeReadVersion, unsigned(2)),
    ),
    element(ID.segment, info, tracks, tableOf(positions), ...clusters),
  ]);
}
