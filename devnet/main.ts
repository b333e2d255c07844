import { parseArgs } from 'node:util';
import { startDevnet } from './devnet.ts';
import { isSeedName, SEED_NAMES } from './seeds/begin.ts';

const USAGE = `Usage: node devnet/main.ts --port N --data DIR [--archive DIR] [--seed ${SEED_NAMES.join('|')}] [--interval SECONDS] [--verbose]

A local Bitcoin SV network on the loopback interface. It prints one line of JSON when it is up, and ends on Ctrl-C.`;

/** A mistake of the caller's, told in one line. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

function numberOption(text: string, name: string, most: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > most)
    throw new UsageError(`--${name} ${text} is not from 0 to ${most}`);
  return value;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3100' },
      data: { type: 'string' },
      archive: { type: 'string' },
      seed: { type: 'string', default: 'story' },
      interval: { type: 'string', default: '5' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { data, archive, seed, verbose, help } = values;
  if (!isSeedName(seed)) throw new UsageError(`--seed ${seed} is none of ${SEED_NAMES.join(', ')}`);
  return {
    help,
    verbose,
    seed,
    port: numberOption(values.port, 'port', 65_535),
    intervalSeconds: numberOption(values.interval, 'interval', 3_600),
    ...(data === undefined ? {} : { dataDir: data }),
    ...(archive === undefined ? {} : { archiveDir: archive }),
  };
}

async function main(): Promise<void> {
  const { help, verbose, ...options } = readOptions();
  if (help) {
    console.log(USAGE);
    return;
  }
  const devnet = await startDevnet({
    ...options,
    ...(verbose
      ? { onRequest: ({ method, url, status }) => console.error(`${method} ${url.slice(0, 200)} ${status}`) }
      : {}),
    onFailure: (error) => console.error('devnet:', error),
  });
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    devnet.close().catch((error: unknown) => {
      console.error('devnet:', error);
      process.exitCode = 1;
    });
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  const { url, era, height } = devnet;
  console.log(JSON.stringify({ ready: true, url, network: 'devnet', era, height }));
}

const isPortInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

main().catch((error: unknown) => {
  const reason = isPortInUse(error)
    ? 'the port is in use; choose another with --port'
    : error instanceof Error
      ? error.message
      : String(error);
  console.error(`devnet: ${reason}`);
  process.exitCode = 1;
});
