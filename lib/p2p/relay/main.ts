/**
 * `npm run relay`: a relay of its own, until it is stopped. `RELAY_PORT` (3200; 0 is any), `RELAY_HOST` (127.0.0.1) and
 * `RELAY_DATA` (.nabo/relay), where its key is kept, so that its address stays the same. `RELAY_HEALTH_PORT`: health and
 * metrics on loopback, off when it is not set. `RELAY_DENYLIST`: a file of PeerIds and txids that are not carried.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import * as z from 'zod';
import { watchDenylist } from './denylist.ts';
import { serveRelayHealth } from './health.ts';
import { startRelay } from './relay.ts';

/** Something that the person can put right: told in one line. */
class RelayError extends Error {
  override readonly name = 'RelayError';
}

/** An empty variable is one that was not set. */
const or = <T extends z.ZodType>(schema: T, fallback: string | undefined) =>
  z.preprocess((value) => (value === undefined || value === '' ? fallback : value), schema);

const environmentSchema = z.object({
  RELAY_PORT: or(z.coerce.number().int().min(0).max(65_535), '3200'),
  RELAY_HOST: or(z.ipv4(), '127.0.0.1'),
  RELAY_DATA: or(z.string(), '.nabo/relay'),
  RELAY_HEALTH_PORT: or(z.coerce.number().int().min(0).max(65_535).optional(), undefined),
  RELAY_DENYLIST: or(z.string(), ''),
});

async function ownKey(folder: string): Promise<PrivateKey> {
  const file = path.join(folder, 'key');
  const kept = await readFile(file).catch(() => undefined);
  if (kept !== undefined) {
    try {
      return privateKeyFromProtobuf(kept);
    } catch (cause) {
      throw new RelayError(`${file} is no key. Without it the relay gets another address.`, { cause });
    }
  }
  const key = await generateKeyPair('Ed25519');
  await mkdir(folder, { recursive: true });
  await writeFile(file, privateKeyToProtobuf(key), { mode: 0o600, flag: 'wx' });
  return key;
}

async function main(): Promise<void> {
  const environment = environmentSchema.safeParse(process.env);
  if (!environment.success) {
    const [issue] = environment.error.issues;
    throw new RelayError(`${issue?.path.join('.')} cannot be used: ${issue?.message}`);
  }
  const { RELAY_PORT: port, RELAY_HOST: host, RELAY_DATA: data } = environment.data;
  const { RELAY_HEALTH_PORT: healthPort, RELAY_DENYLIST: denied } = environment.data;
  const denylist = denied === '' ? undefined : await watchDenylist(denied, say);
  const { node, counts } = await startRelay({
    privateKey: await ownKey(path.resolve(data)),
    port,
    host,
    ...(denylist !== undefined && { denylist }),
  });
  const health = healthPort === undefined ? undefined : await serveRelayHealth(healthPort, counts);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      health?.close();
      void Promise.resolve(node.stop()).finally(() => process.exit(0));
    });
  }
  const address = health?.address();
  const ready = {
    ready: true,
    url: node.getMultiaddrs()[0]?.toString(),
    ...(typeof address === 'object' && address !== null && { health: `http://127.0.0.1:${address.port}` }),
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

function say(sentence: string): void {
  process.stderr.write(`relay: ${sentence}\n`);
}

try {
  await main();
} catch (error) {
  const reason = error instanceof Error ? error : new Error(String(error));
  say(reason instanceof RelayError ? reason.message : String(reason.stack));
  process.exit(1);
}
