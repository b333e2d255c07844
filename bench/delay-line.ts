import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** How long a way is, and what comes in between. */
export type Weather = {
  /** What a question and its answer take longer than without it, together, in milliseconds. */
  readonly roundTripMs: number;
  /** Of all moments, how many hold up what passes in them. */
  readonly stalls: number;
  readonly stallMs: number;
  readonly seed: number;
};

export interface DelayLine extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** When bytes that hold these were let through to a client, by `Date.now()`: the first since {@link forget}. */
  givenAt(needle: Uint8Array): number | undefined;
  /** Forgets what was let through. */
  forget(): void;
}

/** What one connection was given: when the parts of it passed. */
type Given = { readonly at: number; readonly chunk: Uint8Array }[];

/** A moment: whatever passes in the same one meets the same weather, whoever sent it, so that two readers can be compared. */
const MOMENT_MS = 100;

/**
 * Stands before a server on this machine and lets bytes through later, in order, as a long way would: half of the round trip
 * in each direction, and {@link Weather.stallMs} more for what passes in a bad moment and all behind it.
 */
export async function startDelayLine(targetPort: number, weather: Weather): Promise<DelayLine> {
  const sockets = new Set<Socket>();
  const given = new Set<Given>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    const parts: Given = [];
    given.add(parts);
    client.once('close', () => {
      if (parts.length === 0) given.delete(parts);
    });
    passOn(client, upstream, weather);
    passOn(upstream, client, weather, (chunk) => parts.push({ at: Date.now(), chunk }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    givenAt(needle) {
      const times = [...given].flatMap((parts) => passedAt(parts, needle) ?? []);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    forget() {
      for (const parts of given) parts.length = 0;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** When the last byte of `needle` passed, if it did: it may lie in two parts. */
function passedAt(parts: Given, needle: Uint8Array): number | undefined {
  const found = Buffer.concat(parts.map(({ chunk }) => chunk)).indexOf(needle);
  if (found < 0) return undefined;
  let end = 0;
  return parts.find(({ chunk }) => (end += chunk.length) >= found + needle.length)?.at;
}

function passOn(
  from: Socket,
  to: Socket,
  weather: Weather,
  onPassed: (chunk: Uint8Array) => void = () => undefined,
): void {
  let free = 0;
  const later = (then: () => void): void => {
    const now = Date.now();
    const stall = isBad(weather, now) ? weather.stallMs : 0;
    free = Math.max(free, now + weather.roundTripMs / 2 + stall);
    setTimeout(then, free - now);
  };
  from.on('data', (chunk: Uint8Array) => {
    later(() => {
      if (to.destroyed) return;
      onPassed(chunk);
      to.write(chunk);
    });
  });
  from.once('end', () => later(() => to.end()));
  from.once('close', () => later(() => to.destroy()));
}

/** The same answer for the same moment, whoever asks: a mix of the seed and the number of the moment (splitmix32). */
function isBad({ seed, stalls }: Weather, now: number): boolean {
  let mixed = (Math.floor(now / MOMENT_MS) ^ Math.imul(seed, 0x9e37_79b9)) >>> 0;
  for (const factor of [0x21f0_aaad, 0x735a_2d97]) {
    mixed = Math.imul(mixed ^ (mixed >>> 16), factor) >>> 0;
  }
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32 < stalls;
}
