import type { PeerId } from '@libp2p/interface';
import type { ChannelLike } from '#lib/bridge/feed-tabs.ts';
import {
  MOST_ANSWER_BYTES,
  MOST_QUESTION_BYTES,
  readDevicesMessage,
  type DevicesMessage,
} from '#lib/sync/channel.ts';
import { DEVICE_ANSWER_MS, MAX_DEVICE_QUESTIONS } from './limits.ts';
import { DEVICES } from './protocols.ts';
import { ask, serve, type Dialer, type Listener } from './stream.ts';

/** What whoever is not one of our devices hears: as long as the first answer to one that is. */
const NOISE_BYTES = 2_048 + 28;

type Company = {
  readonly self: string;
  readonly peers: () => readonly PeerId[];
  /** Somebody who is connected, or can be called behind a relay. */
  readonly find: (peer: string) => Promise<PeerId | undefined>;
};

/**
 * Carries frames between neighbours and the tab that speaks with the own devices of this person. Nothing in them can be read
 * here. Whoever asks and is not answered by the tab gets noise, as late as from a device whose person has switched nothing on.
 */
export async function carryDevices(
  node: Dialer & Listener,
  { self, peers, find }: Company,
  channel: ChannelLike,
): Promise<void> {
  const waiting = new Map<string, (bytes: Uint8Array | undefined) => void>();
  const say = (message: DevicesMessage): void => channel.postMessage(message);
  channel.addEventListener('message', ({ data }) => {
    const message = readDevicesMessage(data);
    if (message?.type === 'who') {
      say({ type: 'near', self, peers: peers().map((peer) => peer.toString()) });
    } else if (message?.type === 'answer') {
      waiting.get(message.id)?.(message.bytes);
    } else if (
      message?.type === 'ask' &&
      message.self === self &&
      message.bytes.length <= MOST_QUESTION_BYTES
    ) {
      const { id, bytes } = message;
      find(message.peer)
        .then((peer) => peer && ask(node, peer, DEVICES, bytes, MOST_ANSWER_BYTES))
        .then(
          (answer) => say({ type: 'answer', id, ...(answer && { bytes: answer }) }),
          () => say({ type: 'answer', id }),
        );
    }
  });
  await serve(node, DEVICES, (question, peer) => {
    if (waiting.size >= MAX_DEVICE_QUESTIONS) return Promise.resolve(undefined);
    const id = crypto.randomUUID();
    return new Promise<Uint8Array>((resolve) => {
      const noise = (): void => resolve(crypto.getRandomValues(new Uint8Array(NOISE_BYTES)));
      const late = setTimeout(noise, DEVICE_ANSWER_MS);
      waiting.set(id, (bytes) => {
        if (bytes === undefined) return;
        clearTimeout(late);
        resolve(bytes);
      });
      say({ type: 'asked', id, self, peer: peer.toString(), bytes: question });
    }).finally(() => waiting.delete(id));
  });
}
