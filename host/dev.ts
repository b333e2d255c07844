import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import next from 'next';
import { watchWorkers } from './build/workers.ts';
import { readIcons, withIcons } from './build/page-icons.ts';
import { appConfig, readHostConfig } from './config.ts';
import { stampClientAddress } from './serve/client-address.ts';
import { listen } from './serve/listen.ts';

/**
 * The host while developing: Next's own development server, which needs `eval` and a WebSocket and so gets no content
 * policy, and workers that are built again when they change. What depends on the policy shows in a build only.
 */
const root = path.resolve(import.meta.dirname, '..');

const config = readHostConfig();
const configBody = JSON.stringify(appConfig(config.app, 'development'));
const stopWatching = await watchWorkers(root);
// Next listens for its WebSocket on a server of its own, which gets what ours is asked.
const upgrades = createServer();
const app = next({ dev: true, dir: root, turbopack: true, httpServer: upgrades });
await app.prepare();
const answer = app.getRequestHandler();
const icons = await readIcons(root);

/** Puts the icons into a page as it goes out; anything else goes out as it is. */
function addIcons(request: IncomingMessage, response: ServerResponse): void {
  // What is packed can't be added to.
  delete request.headers['accept-encoding'];
  const write = response.write.bind(response) as (chunk: unknown, ...rest: unknown[]) => boolean;
  let isAdded = false;
  response.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    const isPage = String(response.getHeader('content-type')).startsWith('text/html');
    if (isAdded || !isPage || !(chunk instanceof Uint8Array)) return write(chunk, ...rest);
    const html = Buffer.from(chunk).toString();
    const page = withIcons(html, icons);
    isAdded = page !== html;
    return write(isAdded ? page : chunk, ...rest);
  };
}

const host = await listen(
  (request, response) => {
    if (request.url === '/config.json') {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-cache',
      });
      response.end(configBody);
      return;
    }
    stampClientAddress(request, config.trustedProxies);
    addIcons(request, response);
    void answer(request, response);
  },
  config.port,
  config.address,
  (request, socket, head) => void upgrades.emit('upgrade', request, socket, head),
);

const stop = async (): Promise<void> => {
  await Promise.all([host.close(), stopWatching(), app.close()]);
  process.exit(0);
};
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
console.log(JSON.stringify({ ready: true, url: host.url }));
