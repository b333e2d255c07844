import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Bytes kept of what clients sent; a test that needs more should ask less. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Stands before a server and keeps every byte that clients send it: what the server could have logged, whole. */
export interface WireTap extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** All that was sent so far, one character a byte. */
  sent(): string;
  /** How many bytes the server behind it has answered so far. */
  answered(): number;
}

/** Starts a tap on a free loopback port before `targetPort`; `port` gives it a fixed one. */
export async function startWireTap(targetPort: () => number, port = 0): Promise<WireTap> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let answered = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort(), '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      // A killed server resets its connections; that is what these tests are about.
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (chunk: Uint8Array) => {
      kept += chunk.length;
      if (kept > KEPT_BYTES) throw new Error('the tap is full: its test would not see everything');
      chunks.push(chunk);
    });
    upstream.on('data', (chunk: Uint8Array) => (answered += chunk.length));
    client.pipe(upstream);
    upstream.pipe(client);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    answered: () => answered,
    sent: () => chunks.map(charsOf).join(''),
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** One character a byte. A decoder of that name would not do: what the web calls latin1 gives 32 bytes other characters. */
const charsOf = (chunk: Uint8Array): string => {
  let chars = '';
  for (const byte of chunk) chars += String.fromCharCode(byte);
  return chars;
};
