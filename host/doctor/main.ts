import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { configOfNetwork, type NetworkConfig } from '../config.ts';
import { checksOf, examine, type Check, type Finding } from './checks.ts';
import { createRecorder } from './recorder.ts';

const USAGE = `npm run doctor -- [flags]

  --network NAME   main (default), test, or devnet
  --devnet URL     where the devnet listens (http://127.0.0.1:3100)
  --save DIR       where the shapes of answers are kept (.nabo/doctor)

Asks every source, broadcaster and header service of a network for a little, and says of each whether it works, has
changed, or is down. Shapes of answers are kept without what they say.`;

/** What the doctor asks besides what the app is configured with. */
const EXTRA: Readonly<Record<'main' | 'test', Pick<NetworkConfig, 'sources'> & { readonly ord?: string }>> = {
  main: {
    sources: [
      {
        name: 'arcade.gorillapool.io',
        kind: 'chaintracks',
        url: 'https://arcade.gorillapool.io/chaintracks/v2',
      },
      {
        name: 'arcade-v2-us-1',
        kind: 'chaintracks',
        url: 'https://arcade-v2-us-1.bsvblockchain.tech/chaintracks/v2',
      },
    ],
    ord: 'https://ordinals.com',
  },
  test: { sources: [] },
};

function subjectOf(
  network: 'devnet' | 'test' | 'main',
  devnet: string,
): { app: NetworkConfig; ord?: string } {
  const app = configOfNetwork(network, devnet);
  if (network !== 'devnet') {
    const { sources, ord } = EXTRA[network];
    return { app: { ...app, sources: [...app.sources, ...sources] }, ...(ord === undefined ? {} : { ord }) };
  }
  const faces: NetworkConfig['sources'] = [
    { name: 'junglebus', kind: 'junglebus', url: `${devnet}/junglebus`, subscription: 'nabo' },
    { name: 'woc', kind: 'whatsonchain', url: `${devnet}/woc` },
    { name: 'arcade', kind: 'chaintracks', url: `${devnet}/arcade/chaintracks/v2` },
  ];
  const arc: NetworkConfig['broadcasters'] = [{ name: 'arc', kind: 'arc', url: devnet }];
  return {
    app: { ...app, sources: [...app.sources, ...faces], broadcasters: [...app.broadcasters, ...arc] },
  };
}

const fileName = ({ host, what }: Check): string => `${host}-${what}`.replaceAll(/[^\w.-]+/g, '-') + '.json';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      network: { type: 'string', default: 'main' },
      devnet: { type: 'string', default: 'http://127.0.0.1:3100' },
      save: { type: 'string', default: join('.nabo', 'doctor') },
      help: { type: 'boolean', default: false },
    },
  });
  const { network, devnet, save, help } = values;
  if (help || (network !== 'main' && network !== 'test' && network !== 'devnet')) {
    console.log(USAGE);
    process.exitCode = help ? 0 : 2;
    return;
  }
  const { app, ord } = subjectOf(network, devnet.replace(/\/+$/, ''));
  const checks = checksOf(app, ord);
  const directory = join(save, network);
  mkdirSync(directory, { recursive: true });
  const counts: Record<Finding['state'], number> = { works: 0, changed: 0, down: 0 };
  const width = Math.max(...checks.map(({ host }) => host.length));
  for (const check of checks) {
    const recorder = createRecorder();
    const { state, detail } = await examine(check, recorder.fetch);
    const seen = await recorder.shapes();
    counts[state] += 1;
    console.log(`${state.padEnd(7)}  ${check.host.padEnd(width)}  ${check.what.padEnd(13)}  ${detail}`);
    if (seen.length > 0)
      writeFileSync(
        join(directory, fileName(check)),
        `${JSON.stringify({ ...check, state, seen }, undefined, 2)}\n`,
      );
  }
  const { works, changed, down } = counts;
  console.log(`\n${network}: ${works} work, ${changed} changed, ${down} down. Shapes are in ${directory}.`);
  if (changed + down > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error('doctor:', error);
  process.exitCode = 1;
});
