import type { Network } from '#lib/chain/network.ts';

/**
 * The channel between whoever has connections to neighbours (the service worker, and the tab with lines) and the one tab that
 * speaks with the own devices. Both sides drop what is not of these shapes.
 */
export const devicesChannel = (network: Network): string => `nabo-devices:${network}`;

/** Bytes of a question at most, as between all neighbours (lib/p2p/limits.ts), and of an answer. */
export const MOST_QUESTION_BYTES = 4_096;
export const MOST_ANSWER_BYTES = 65_536;

export type DevicesMessage =
  /** The tab asks who is connected. */
  | { readonly type: 'who' }
  /** Who is connected under the name `self`. */
  | { readonly type: 'near'; readonly self: string; readonly peers: readonly string[] }
  /** The tab has a question for a neighbour, or a neighbour for the tab. */
  | {
      readonly type: 'ask' | 'asked';
      readonly id: string;
      readonly self: string;
      readonly peer: string;
      readonly bytes: Uint8Array;
    }
  /** The answer to either; without bytes there is none. */
  | { readonly type: 'answer'; readonly id: string; readonly bytes?: Uint8Array };

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 128;

/** Reads a message; `undefined` for anything else. Written by hand, because the neighbour's script has no room for more. */
export function readDevicesMessage(data: unknown): DevicesMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { type, id, self, peer, peers, bytes } = data as Readonly<Record<string, unknown>>;
  const hasBytes = bytes instanceof Uint8Array && bytes.length <= MOST_ANSWER_BYTES;
  if (type === 'who') return { type };
  if (type === 'near' && isText(self) && Array.isArray(peers) && peers.every(isText))
    return { type, self, peers };
  if (!isText(id)) return undefined;
  if (type === 'answer') return { type, id, ...(hasBytes && { bytes }) };
  const isAsked = type === 'ask' || type === 'asked';
  return isAsked && isText(self) && isText(peer) && hasBytes ? { type, id, self, peer, bytes } : undefined;
}
