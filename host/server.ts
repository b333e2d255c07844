import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import next from 'next';
import { handleBroadcast } from '#lib/broadcast/index.ts';
import { HostConfigError, readHostConfig } from './config.ts';
import { BUILD_TABLE } from './launch/setup.mjs';
import { createCounters, createHealthListener } from './serve/health.ts';
import { listen, type Listening } from './serve/listen.ts';
import { createListener } from './serve/listener.ts';
import { hostTableSchema, type HostTable } from './table.ts';

/** The host: serves a build. Keeps no state, so any number of them may run behind a balancer. */
const root = path.resolve(import.meta.dirname, '..');

async function main(): Promise<void> {
  const config = readHostConfig();
  const table = await readTable();
  // Next would take over protocol changes on the server that it is given; this one never listens.
  const app = next({ dev: false, dir: root, quiet: true, httpServer: createServer() });
  await app.prepare();

  const counters = createCounters();
  const answer = createListener({
    root,
    table,
    config,
    next: app.getRequestHandler(),
    broadcast: handleBroadcast,
    onError: report,
  });
  const listening: Listening[] = [
    await listen(
      (request, response) => {
        response.once('finish', () => counters.answered(response.statusCode));
        answer(request, response);
      },
      config.port,
      config.address,
    ),
  ];
  if (config.healthPort !== undefined) {
    listening.push(await listen(createHealthListener(table.build, counters), config.healthPort, 'localhost'));
  }

  const stop = async (): Promise<void> => {
    await Promise.all(listening.map((server) => server.close()));
    await app.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  console.log(JSON.stringify({ ready: true, url: listening[0]?.url, health: listening[1]?.url }));
}

async function readTable(): Promise<HostTable> {
  const text = await readFile(path.join(root, BUILD_TABLE), 'utf8').catch((cause: unknown) => {
    throw new HostConfigError('There is no build to serve. Make one: npm run build', { cause });
  });
  return hostTableSchema.parse(JSON.parse(text));
}

function report(error: unknown): void {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
}

try {
  await main();
} catch (error) {
  if (error instanceof HostConfigError) console.error(error.message);
  else if (isTaken(error)) console.error(`${error.message}. Choose another port with PORT.`);
  else report(error);
  process.exit(1);
}

function isTaken(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
