import { createServer } from 'node:http';
import path from 'node:path';
import next from 'next';
import { watchWorkers } from './build/workers.ts';
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
