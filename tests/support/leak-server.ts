import { once } from 'node:events';
import { createServer, type Socket, type AddressInfo } from 'node:net';

/** Somebody outside who must not be asked: counts whoever connects, and keeps what they say. */
export interface LeakServer extends AsyncDisposable {
  readonly url: string;
  /** Connections so far, whether or not anything was asked over them. */
  connections(): number;
  /** First lines of the requests so far. */
  asked(): readonly string[];
}

/** Starts one on a free loopback port. It answers everybody with nothing, and lets everybody read that. */
export async function startLeakServer(): Promise<LeakServer> {
  let connections = 0;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      asked.push(chunk.toString('latin1').split('\r\n', 1)[0] ?? '');
      socket.end('HTTP/1.1 204 No Content\r\naccess-control-allow-origin: *\r\nconnection: close\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
