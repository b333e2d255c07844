import { expect, it } from 'vitest';
import { relayOrigin } from '#host/relay-origin.ts';

const PEER = '12D3KooWGRUts8ujwSXnjRfdGUSqkrSMzt5LhCzPxBsbFHpD4hXr';

it.each([
  [`/ip4/127.0.0.1/tcp/3200/ws/p2p/${PEER}`, 'ws://127.0.0.1:3200'],
  [`/ip6/::1/tcp/3200/ws/p2p/${PEER}`, 'ws://[::1]:3200'],
  [`/dns4/Relay.example/tcp/443/tls/ws/p2p/${PEER}`, 'wss://relay.example'],
  [`/dns/relay.example/tcp/8443/wss/p2p/${PEER}`, 'wss://relay.example:8443'],
  [`/dns/relay.example/tcp/80/ws/p2p/${PEER}`, 'ws://relay.example'],
])('%s is called at %s', (address, origin) => {
  expect(relayOrigin(address)).toBe(origin);
});

it.each([
  '',
  'ws://127.0.0.1:3200',
  `/ip4/127.0.0.1/udp/3200/quic-v1/p2p/${PEER}`,
  `/ip4/127.0.0.1/tcp/3200/p2p/${PEER}`,
  `/ip4/127.0.0.1/tcp/99999/ws/p2p/${PEER}`,
  `/ip4/127.0.0.999/tcp/3200/ws/p2p/${PEER}`,
  `/ip6/::1::2/tcp/3200/ws/p2p/${PEER}`,
])('no browser calls %j', (address) => {
  expect(relayOrigin(address)).toBeUndefined();
});
