import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** Slow clients hold a connection no longer than this. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How long answers under way may take once we are asked to stop. */
const DRAIN_MS = 2_000;

export type Listening = {
  /** As a browser writes it. */
  readonly url: string;
  readonly port: number;
  /** Stops taking connections, lets answers under way finish for a moment, then closes the rest. */
  readonly close: () => Promise<void>;
};

/** Answers a request to change the protocol. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What a host that speaks HTTP only says to `Upgrade`. */
const refuseUpgrade: UpgradeListener = (_request, socket) => {
  socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
};

/**
 * Listens with one listener. `localhost` means both loopback addresses, because programs differ in which of them they
 * take it for. Requests to change the protocol are refused unless `onUpgrade` takes them.
 *
 * @throws {Error} with the code of the system (`EADDRINUSE`) when the port cannot be had.
 */
export async function listen(
  listener: RequestListener,
  port: number,
  address: string,
  onUpgrade: UpgradeListener = refuseUpgrade,
): Promise<Listening> {
  const addresses = address === 'localhost' ? ['127.0.0.1', '::1'] : [address];
  const servers: Server[] = [];
  let bound = port;
  for (const host of addresses) {
    const server = createServer(
      { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
      listener,
    );
    server.on('upgrade', onUpgrade);
    try {
      bound = await bind(server, bound, host);
      servers.push(server);
    } catch (error) {
      // A machine without IPv6 has one loopback address, and that is enough.
      if (servers.length === 0 || !isUnavailable(error)) throw error;
    }
  }
  const name = address.includes(':') ? `[${address}]` : address;
  return {
    url: `http://${name}:${bound}`,
    port: bound,
    close: async () => {
      await Promise.all(servers.map(drain));
    },
  };
}

const bind = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

const isUnavailable = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
