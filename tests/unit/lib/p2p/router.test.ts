import { generateKeyPair } from '@libp2p/crypto/keys';
import type { Connection, PeerId } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { cidOf } from '#lib/p2p/cid.ts';
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
  getConnections: (_peer: PeerId): Connection[] => [],
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

  it('dials six at most, the newest', async () => {
    const router = new HolderRouter(reach, 50);
    const holders = await Promise.all(Array.from({ length: 9 }, (_, at) => holderAt(2000 + at)));
    for (const holder of holders) router.note([TXID], holder);
    const named = new Set<string>();
    for await (const { peer } of router.holdersOf(TXID)) named.add(peer.toString());
    expect(named).toEqual(new Set(holders.slice(3).map(({ peer }) => peer.toString())));
  });
});
