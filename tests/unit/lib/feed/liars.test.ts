import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { SUBSCRIPTION } from '#devnet/faces/junglebus.ts';
import type { SourceEntry } from '#lib/chain/source-entry.ts';
import type { Fetch } from '#lib/chain/sources/bounded-fetch.ts';
import { connectSource } from '#lib/chain/sources/connect.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import { Sync } from '#lib/feed/sync.ts';
import { openHeaderChain } from '#lib/proof/header-chain.ts';
import { parseBump } from '#lib/proof/merkle-path.ts';
import { encodeBump } from '#lib/chain/bump.ts';
import { encodeHandleClaim } from '#lib/protocols/index.ts';
import { endless } from '#tests/support/served.ts';
import { write, writer } from '#tests/support/written.ts';

// A real devnet behind a fetch that lies, in every shape that the app reads, beside an honest one. Whatever is told: what
// counts as proven is in a block of the devnet's chain at the place that is said, and whoever lied is named.

const PAUSES = { round: 40, first: 5, longest: 20, least: 1 };
const live = new AbortController().signal;
let devnet: Devnet;
/** Where every transaction of the devnet really is: `height.index`, by txid. */
const places = new Map<string, string>();

beforeAll(async () => {
  devnet = await startDevnet({ seed: 'story' });
  const source = connectSource(entryOf('junglebus'));
  for (let cursor: string | undefined; ;) {
    const page = await source.changes(cursor, 500, live);
    for (const { txid, bump } of page.entries) {
      const path = bump && parseBump(bump);
      if (path?.ok === true) places.set(txid, `${path.value.height}.${path.value.indexes.get(txid)}`);
    }
    if (!page.more) break;
    ({ cursor } = page);
  }
});
afterAll(() => devnet.close());

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

const PATHS = {
  '1sat-stack': '1sat',
  junglebus: 'junglebus',
  whatsonchain: 'woc',
  chaintracks: 'arcade/chaintracks/v2',
};
const entryOf = (kind: SourceEntry['kind']): SourceEntry => ({
  name: kind,
  kind,
  url: `${devnet.url}/${PATHS[kind]}`,
  ...(kind === 'junglebus' ? { subscription: SUBSCRIPTION } : {}),
});

/** Reads a liar alone until it was heard twice, then an honest source beside it. */
async function listen(kind: SourceEntry['kind'], fetch: Fetch, withHonest: boolean) {
  const holdings = new Holdings({
    chain: openHeaderChain('devnet'),
    index: new FeedIndex('bsv'),
  });
  let rounds = 0;
  const stop = new AbortController();
  stops.push(stop);
  const honest = { ...connectSource(entryOf('1sat-stack')), name: 'honest' };
  const sync = new Sync({
    sources: [
      { source: { ...connectSource(entryOf(kind), fetch), name: 'liar' }, key: 'liar' },
      ...(withHonest ? [{ source: honest, key: 'honest' }] : []),
    ],
    holdings,
    cursors: new Map(),
    commit: () => Promise.resolve(),
    onChanged: () => undefined,
    onStatus: () => (rounds += 1),
    pauses: PAUSES,
  });
  void sync.run(stop.signal);
  const stateOf = (name: string) => sync.status().sources.find((each) => each.name === name);
  await vi.waitFor(() => expect(rounds).toBeGreaterThan(withHonest ? 4 : 2), { timeout: 15_000 });
  if (withHonest) {
    await vi.waitFor(
      () => {
        expect(stateOf('honest')?.state).toBe('agrees');
        expect(provenOf(holdings)).toHaveLength(places.size);
      },
      { timeout: 15_000 },
    );
  }
  stop.abort();
  return { holdings, liar: stateOf('liar') };
}

const provenOf = ({ index }: Holdings): string[] =>
  [...index.all()].flatMap(({ txid, proof }) =>
    proof.state === 'proven' ? [`${txid} ${proof.place.height}.${proof.place.index}`] : [],
  );

/** The devnet's answers, changed on their way. */
const lying =
  (change: (body: Uint8Array, url: string) => Uint8Array | Response): Fetch =>
  async (url, init) => {
    const response = await fetch(url, init);
    if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) return response;
    const changed = change(new Uint8Array(await response.arrayBuffer()), url);
    return changed instanceof Response ? changed : new Response(changed.slice(), response);
  };
const isPosts = (url: string): boolean => url.includes('lookup') || url.includes('from_block');
const edited = (body: Uint8Array, edit: (list: Record<string, string>[]) => void): Uint8Array => {
  const list = JSON.parse(new TextDecoder().decode(body)) as Record<string, string>[] | null;
  if (list !== null) edit(list);
  return new TextEncoder().encode(JSON.stringify(list));
};
const flipped = (base64: string, from: number): string => {
  const bytes = Buffer.from(base64, 'base64');
  const at = Math.floor(bytes.length * from);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('base64');
};

const mira = writer('mira');
const [claim] = [encodeHandleClaim('mira', mira.owner)].map((draft) =>
  write(mira, [draft], { seed: 99, sigma: false }),
);
if (claim === undefined) throw new Error('a claim');
/** A claim that never was in a block, under the path of another transaction, made to name it. */
function forge(proof: string): string {
  const path = parseBump(new Uint8Array(Buffer.from(proof, 'base64')));
  if (!path.ok || claim === undefined) return proof;
  const levels = path.value.levels.map((level, depth) =>
    depth > 0
      ? level
      : level.map((leaf) =>
          leaf.isTxid ? { ...leaf, hash: Uint8Array.from(Buffer.from(claim.txid, 'hex')).reverse() } : leaf,
        ),
  );
  return Buffer.from(encodeBump({ height: path.value.height, levels })).toString('base64');
}

type Lie = { readonly kind: SourceEntry['kind']; readonly fetch: () => Fetch };
const bomb = (): Response => new Response(endless(new Uint8Array(64 * 1024).fill(0x20)).body);
const LIES: Readonly<Record<string, Lie>> = {
  'wrong bytes under a txid': {
    kind: 'junglebus',
    fetch: () =>
      lying((body, url) =>
        isPosts(url)
          ? edited(body, (list) => {
              for (const tx of list) tx['transaction'] = flipped(tx['transaction'] ?? '', 0.7);
            })
          : body,
      ),
  },
  'a path to somewhere else': {
    kind: 'junglebus',
    fetch: () =>
      lying((body, url) =>
        isPosts(url)
          ? edited(body, (list) => {
              for (const tx of list) tx['merkle_proof'] = flipped(tx['merkle_proof'] ?? '', 0.9);
            })
          : body,
      ),
  },
  'a first claim that never was': {
    kind: 'junglebus',
    fetch: () =>
      lying((body, url) =>
        isPosts(url)
          ? edited(body, (list) => {
              const [first] = list;
              if (first === undefined || claim === undefined) return;
              list.unshift({
                ...first,
                id: claim.txid,
                transaction: Buffer.from(claim.raw).toString('base64'),
                merkle_proof: forge(first['merkle_proof'] ?? ''),
              });
            })
          : body,
      ),
  },
  'a list cut short': {
    kind: '1sat-stack',
    fetch: () => lying((body, url) => (isPosts(url) ? body.subarray(0, body.length - 40) : body)),
  },
  'bytes changed inside a BEEF': {
    kind: '1sat-stack',
    fetch: () =>
      lying((body, url) => {
        if (!isPosts(url)) return body;
        body[body.length - 30] = (body[body.length - 30] ?? 0) ^ 1;
        return body;
      }),
  },
  'a bomb for memory instead of posts': {
    kind: '1sat-stack',
    fetch: () => lying((body, url) => (isPosts(url) ? bomb() : body)),
  },
  'a bomb of JSON': {
    kind: 'junglebus',
    fetch: () =>
      lying((body, url) => (isPosts(url) ? new TextEncoder().encode(`[${'{},'.repeat(900_000)}{}]`) : body)),
  },
  'headers without work, from WhatsOnChain': {
    kind: 'whatsonchain',
    fetch: () =>
      lying((body, url) =>
        url.includes('/chain/info') ? body : body.map((byte, at) => (at % 80 >= 76 ? 0xff : byte)),
      ),
  },
  'a bomb instead of headers': { kind: 'chaintracks', fetch: () => lying(() => bomb()) },
};

describe('a source that lies', () => {
  it.each(Object.entries(LIES))(
    '%s: nothing false is proven, and its name is on the status page',
    { timeout: 40_000 },
    async (_, { kind, fetch: make }) => {
      const alone = await listen(kind, make(), false);
      const truth = new Set([...places].map(([txid, place]) => `${txid} ${place}`));
      expect(provenOf(alone.holdings).filter((line) => !truth.has(line))).toEqual([]);
      expect(['refused', 'unreachable', 'agrees']).toContain(alone.liar?.state);
      // Told apart from an honest source: it is named with what was wrong.
      expect([alone.liar?.name, typeof alone.liar?.detail]).toEqual(['liar', 'string']);
      if (alone.liar?.state === 'agrees') expect(alone.liar.detail).toMatch(/^gives no headers/);

      const { holdings } = await listen(kind, make(), true);
      expect(new Set(provenOf(holdings))).toEqual(truth);
      expect(holdings.index.ledger.handles.claimsOf('mira').first?.id.slice(0, 64)).not.toBe(claim?.txid);
    },
  );
});
