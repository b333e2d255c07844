/**
 * `npm run relay`: a relay of its own, until it is stopped. `RELAY_PORT` (3200; 0 is any), `RELAY_HOST` (loopback) and
 * `RELAY_DATA` (.nabo/relay), where its key is kept, so that its address stays the same.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { startRelay } from './relay.ts';

const { RELAY_PORT: port = '', RELAY_HOST: host = '', RELAY_DATA: data = '' } = process.env;

async function ownKey(folder: string): Promise<PrivateKey> {
  const file = path.join(folder, 'key');
  const kept = await readFile(file).catch(() => undefined);
  if (kept !== undefined) return privateKeyFromProtobuf(kept);
  const key = await generateKeyPair('Ed25519');
  await mkdir(folder, { recursive: true });
  await writeFile(file, privateKeyToProtobuf(key), { mode: 0o600, flag: 'wx' });
  return key;
}

const relay = await startRelay({
  privateKey: await ownKey(path.resolve(data || '.nabo/relay')),
  port: Number(port || 3200),
  host: host || '127.0.0.1',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.resolve(relay.stop()).finally(() => process.exit(0)));
}
process.stdout.write(`${JSON.stringify({ ready: true, url: relay.getMultiaddrs()[0]?.toString() })}\n`);
