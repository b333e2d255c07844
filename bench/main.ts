/**
 * `npm run bench -- NAME [options]`: measures one part of the project. Each is a file of this folder with a function
 * `run`, which takes the options and prints what it found. Without a name, or with an unknown one, they are listed.
 */
type Bench = { readonly run: (options: readonly string[]) => void | Promise<void> };

const BENCHES: Readonly<Record<string, { about: string; load: () => Promise<Bench> }>> = {
  parse: {
    about: 'reading inscriptions, beside micro-ordinals, bmapjs and @bsv/sdk',
    load: () => import('./parse.ts'),
  },
  plots: {
    about: 'the parcels of a block, beside the rule of bitfeed as it is written; the map of a million blocks',
    load: () => import('./plots.ts'),
  },
  proof: {
    about: 'checking transactions and headers, beside @bsv/sdk',
    load: () => import('./proof.ts'),
  },
  proxy: {
    about: 'the broadcast route of a host process: latency, overload, recovery, memory',
    load: () => import('./proxy.ts'),
  },
  index: {
    about: 'the feed in a worker: writing, starting anew, asking and memory, with a million posts',
    load: () => import('./index.ts'),
  },
  kill: {
    about: 'a browser that is killed while it reads, again and again: what it lost',
    load: () => import('./kill.ts'),
  },
  faults: {
    about: 'two thousand posts through broadcasters that fail in ten ways',
    load: () => import('./faults.ts'),
  },
  'browser-faults': {
    about: 'a browser that crashes, is killed, loses worker, network and disk while it posts: what it lost',
    load: () => import('./browser-faults.ts'),
  },
  tap: {
    about: 'from the press on “Post” to the post on screen, on a slow processor',
    load: () => import('./tap.ts'),
  },
  p2p: {
    about: 'the neighbour in Chromium: size, start, and a post from a neighbour beside HTTP',
    load: () => import('./p2p.ts'),
  },
  scroll: {
    about: 'a feed of a hundred thousand posts, scrolled at 4,000 pixels a second on a slow processor',
    load: () => import('./scroll.ts'),
  },
  sign: {
    about: 'building and signing a post, beside @bsv/sdk',
    load: () => import('./sign.ts'),
  },
};

const [name = '', ...options] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
  const width = Math.max(...Object.keys(BENCHES).map(({ length }) => length));
  console.log('npm run bench -- NAME [options]\n');
  for (const [known, { about }] of Object.entries(BENCHES)) console.log(`  ${known.padEnd(width)}  ${about}`);
  process.exitCode = name === '' ? 0 : 1;
} else {
  await (await bench.load()).run(options);
}
