import { generateKeyPair } from '@libp2p/crypto/keys';
import type { Connection, PeerId } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { cidOf } from '#lib/p2p/cid.ts';
import { DIAL_MORE_MS, ENOUGH_LINES, MAX_DIALS } from '#lib/p2p/limits.ts';
import { HolderRouter, type Holder } from '#lib/p2p/router.ts';

const TXID = asTxid('ab'.repeat(32));

async function holderAt(port: number): Promise<Holder> {
  const peer = peerIdFromPrivateKey(await generateKeyPair('Ed25519'));
  return { peer, addresses: [multiaddr(`/ip4/127.0.0.1/tcp/${port}/ws/p2p/${peer.toString()}`)] };
}

const DEAD = 1;
/** Holders behind port {@link DEAD} never answer; all others do at once. */
const reach = {
  dial: (addresses: readonly { toString(): string }[], { signal }: { signal: AbortSignal }) =>
    addresses[0]?.toString().includes(`/tcp/${DEAD}/`) === true
      ? new Promise<Connection>((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        )
      : Promise.resolve({} as Connection),
  getConnections: (_peer?: PeerId): Connection[] => [],
};

describe('HolderRouter', () => {
  it('names a living holder at once, though a dead one was named last', async () => {
    const router = new HolderRouter(reach, 30_000);
    const [living, dead] = [await holderAt(2000), await holderAt(DEAD)];
    router.note([TXID], living);
    router.note([TXID], dead);
    // The dead one is given up after half a minute, and this test before that.
    for await (const { id } of router.findProviders(cidOf(TXID))) {
      expect(id.toString()).toBe(living.peer.toCID().toString());
      return;
    }
    expect.unreachable('it named nobody');
  });

  it('names nobody for what nobody holds, or when all are dead, and ends', async () => {
    const router = new HolderRouter(reach, 50);
    router.note([TXID], await holderAt(DEAD));
    const named: Holder[] = [];
    for await (const holder of router.holdersOf(TXID)) named.push(holder);
    for await (const holder of router.holdersOf(asTxid('cd'.repeat(32)))) named.push(holder);
    expect(named).toEqual([]);
  });

  it('dials one at first where many are connected, who may have it, and the others soon', async () => {
    const dialled: number[] = [];
    const lines = Array.from({ length: ENOUGH_LINES }, () => ({ status: 'open' }) as Connection);
    const router = new HolderRouter(
      {
        dial: (addresses, options) => {
          dialled.push(performance.now());
          return reach.dial(addresses, options);
        },
        getConnections: (peer) => (peer === undefined ? lines : []),
      },
      2 * DIAL_MORE_MS,
    );
    for (let at = 0; at < MAX_DIALS; at += 1) router.note([TXID], await holderAt(DEAD));
    for await (const _holder of router.holdersOf(TXID)) expect.unreachable('nobody answers');
    const [first = NaN, second = NaN] = dialled;
    expect(dialled).toHaveLength(MAX_DIALS);
    // Timers are a millisecond early at times.
    expect(second - first).toBeGreaterThanOrEqual(DIAL_MORE_MS - 2);
  });

  it('dials six at most, the newest', async () => {
    const router = new HolderRouter(reach, 2_000);
    const holders = await Promise.all(Array.from({ length: 9 }, (_, at) => holderAt(2000 + at)));
    for (const holder of holders) router.note([TXID], holder);
    const named = new Set<string>();
    for await (const { peer } of router.holdersOf(TXID)) named.add(peer.toString());
    expect(named).toEqual(new Set(holders.slice(3).map(({ peer }) => peer.toString())));
  });

  it('names who is connected first, and calls nobody when that was enough', async () => {
    const [near, far] = [await holderAt(2000), await holderAt(2001)];
    const called: string[] = [];
    const router = new HolderRouter({
      dial: (addresses) => {
        called.push(String(addresses[0]));
        return Promise.resolve({} as Connection);
      },
      getConnections: (peer) => (peer?.equals(near.peer) === true ? [{ status: 'open' } as Connection] : []),
    });
    router.note([TXID], near);
    router.note([TXID], far);
    const named: Holder[] = [];
    for await (const holder of router.holdersOf(TXID)) {
      named.push(holder);
      if (named.length === 1) expect(called).toEqual([]);
    }
    expect(named).toEqual([near, far]);
  });

  it('stops calling when nobody wants to know any more', async () => {
    const [living, dead] = [await holderAt(2000), await holderAt(DEAD)];
    let isGivenUp = false;
    const router = new HolderRouter({
      ...reach,
      dial: (addresses, options) => {
        if (addresses[0]?.toString().includes(`/tcp/${DEAD}/`) === true)
          options.signal.addEventListener('abort', () => {
            isGivenUp = true;
          });
        return reach.dial(addresses, options);
      },
    });
    router.note([TXID], living);
    router.note([TXID], dead);
    for await (const holder of router.holdersOf(TXID)) {
      expect(holder).toBe(living);
      break;
    }
    expect(isGivenUp).toBe(true);
  });
});
