import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { lpStream, streamPair } from '@libp2p/utils';
import { multiaddr } from '@multiformats/multiaddr';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firstChannel } from '#host/build/first-channel.ts';

const PEER = '12D3KooWGjB4N4c7uJ6nNNDxJoDTLHbkZ8kNxjbHYoAodPYWSJzQ';
const ANSWER = Uint8Array.of(8, 1, 18, 0);

/** The first channel of a line, as a browser shows it to whoever calls. */
class Channel extends EventTarget {
  readyState = 'connecting';
  become(state: string, event: string): void {
    this.readyState = state;
    this.dispatchEvent(new Event(event));
  }
  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closing';
    queueMicrotask(() => this.become('closed', 'close'));
  }
}

/** What happens to the channel between the answer and the moment in which whoever calls looks at it. */
let between: (channel: Channel) => void;

class Line extends EventTarget {
  connectionState = 'new';
  readonly channel = new Channel();
  createDataChannel = (): Channel => this.channel;
  createOffer = async (): Promise<{ sdp: string }> => ({ sdp: 'offer' });
  setLocalDescription = async (): Promise<void> => undefined;
  async setRemoteDescription(): Promise<void> {
    this.connectionState = 'connected';
    between(this.channel);
  }
  close(): void {
    this.connectionState = 'closed';
  }
}

const log = Object.assign(() => undefined, { trace: () => undefined, error: () => undefined });

type Call = (options: object) => Promise<{ readonly peerConnection: Line }>;
let folder: string;
let call: Call;

beforeAll(async () => {
  vi.stubGlobal('RTCPeerConnection', Line);
  vi.stubGlobal('RTCSessionDescription', Object);
  folder = await mkdtemp(path.join(tmpdir(), 'nabo-first-channel-'));
  const entry = import.meta
    .resolve('@libp2p/webrtc')
    .replace(/index\.js$/, 'private-to-private/initiate-connection.js');
  const outfile = path.join(folder, 'call.mjs');
  await build({
    entryPoints: [new URL(entry).pathname],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    plugins: [firstChannel],
    logLevel: 'silent',
  });
  ({ initiateConnection: call } = (await import(pathToFileURL(outfile).href)) as {
    initiateConnection: Call;
  });
});

afterAll(async () => {
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true, force: true });
});

/** Calls somebody who answers at once. */
async function calls(): Promise<string> {
  const [stream, other] = await streamPair();
  const words = lpStream(other);
  const signal = AbortSignal.timeout(5_000);
  const answered = words.read({ signal }).then(() => words.write(ANSWER, { signal }));
  const line = call({
    multiaddr: multiaddr(`/webrtc/p2p/${PEER}`),
    connectionManager: { getConnections: () => [{ newStream: async () => stream }] },
    signal,
    log,
  });
  const { peerConnection } = await line;
  await answered;
  return peerConnection.channel.readyState;
}

describe('the first channel of a line', () => {
  it.each([
    [
      'opens after whoever calls looked',
      (channel: Channel) => void setTimeout(() => channel.become('open', 'open')),
    ],
    ['is open', (channel: Channel) => channel.become('open', 'open')],
    [
      'is being closed by the other end',
      (channel: Channel) => {
        channel.become('open', 'open');
        channel.close();
      },
    ],
    [
      'was closed by the other end',
      (channel: Channel) => {
        channel.become('open', 'open');
        channel.become('closed', 'close');
      },
    ],
    ['was never seen open', (channel: Channel) => void setTimeout(() => channel.become('closed', 'close'))],
  ])('holds up no call when it %s', async (_name, order) => {
    between = order;
    expect(await calls()).toBe('closed');
  });
});
