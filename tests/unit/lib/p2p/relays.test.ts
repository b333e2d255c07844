import { peerIdFromString } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import { describe, expect, it } from 'vitest';
import { MAX_LINES } from '#lib/p2p/limits.ts';
import { goesByRelay, isRelayOf, Relays } from '#lib/p2p/relays.ts';

const PEER = '12D3KooWJGTfUprP2K8ascxedrrW99pkV3cfAgakXmZ26kjfR27M';
const SOMEBODY = '12D3KooWQ7pYzQHCXodhfFuayK9yHh1yBxkuL1yqVGw6EbBJp6F1';
const LOCAL = `/ip4/127.0.0.1/tcp/3200/ws/p2p/${PEER}`;
const PUBLIC = `/dns4/relay.example/tcp/443/tls/ws/p2p/${PEER}`;
const behind = (relay: string): string => `${relay}/p2p-circuit/p2p/${SOMEBODY}`;

const isCalled = (address: string, relays: readonly string[] = [LOCAL, PUBLIC]): boolean =>
  goesByRelay(multiaddr(address), relays);

describe('who is called', () => {
  it.each([LOCAL, PUBLIC, behind(LOCAL), behind(PUBLIC), `${PUBLIC}/p2p-circuit/webrtc/p2p/${SOMEBODY}`])(
    'a relay that the host names, and whoever is behind one: %s',
    (address) => {
      expect(isCalled(address)).toBe(true);
      expect(isCalled(address, [])).toBe(false);
    },
  );

  it.each([
    ['a stranger by an address of its own', `/dns4/evil.example/tcp/443/tls/ws/p2p/${SOMEBODY}`],
    ['the local network', `/ip4/192.168.1.1/tcp/80/ws/p2p/${SOMEBODY}`],
    ['another port of this machine', `/ip4/127.0.0.1/tcp/32001/ws/p2p/${PEER}`],
    ['another relay', behind(`/dns4/other.example/tcp/443/tls/ws/p2p/${PEER}`)],
    ['somebody else where a relay is named', `/ip4/127.0.0.1/tcp/3200/ws/p2p/${SOMEBODY}`],
  ])('not %s', (_, address) => {
    expect(isCalled(address)).toBe(false);
  });

  it.each([
    [`/ip4/10.0.0.7/tcp/3200/ws/p2p/${PEER}`, false],
    [`/dns4/relay.example/tcp/80/ws/p2p/${PEER}`, false],
    [`/dns4/localhost.example/tcp/80/ws/p2p/${PEER}`, false],
    [`/dns4/localhost/tcp/3200/ws/p2p/${PEER}`, true],
    [`/dns4/a.localhost/tcp/3200/ws/p2p/${PEER}`, true],
    [`/ip6/::1/tcp/3200/ws/p2p/${PEER}`, true],
    [`/dns4/relay.example/tcp/443/wss/p2p/${PEER}`, true],
  ])('relays by TLS or on this machine alone: %s %s', (relay, expected) => {
    expect(isCalled(relay, [relay])).toBe(expected);
  });
});

describe('who is known from before', () => {
  const relays = new Relays({
    addresses: [LOCAL, PUBLIC],
    behindRelay: '/p2p-circuit/webrtc',
    line: { dial: async () => undefined, getConnections: () => [] },
    onChanged: () => undefined,
  });

  it('is looked for behind every relay that the host names, and nowhere else', () => {
    const [found, ...others] = relays.behindAny([SOMEBODY, 'nobody', '']);
    expect(others).toEqual([]);
    expect(found?.peer.toString()).toBe(SOMEBODY);
    expect(found?.addresses.map((address) => address.toString())).toEqual([
      `${LOCAL}/p2p-circuit/webrtc/p2p/${SOMEBODY}`,
      `${PUBLIC}/p2p-circuit/webrtc/p2p/${SOMEBODY}`,
    ]);
  });

  it('is no more than there may be lines', () => {
    expect(relays.behindAny(Array.from({ length: 1_000 }, () => SOMEBODY))).toHaveLength(MAX_LINES);
  });

  it('is a relay or is not', () => {
    const isRelay = isRelayOf([LOCAL, 'nonsense']);
    expect([PEER, SOMEBODY].map((id) => isRelay(peerIdFromString(id)))).toEqual([true, false]);
  });
});
