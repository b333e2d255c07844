import { generateKeyPair } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { expect, it } from 'vitest';
import { BlockFetcher } from '#lib/p2p/block-fetcher.ts';
import { ownRecord } from '#tests/support/own-record.ts';

const { txid, raw } = ownRecord('asked for twice');
const newPeer = async () => peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString();

it('gives a block that goes by to everybody who waits for it', async () => {
  const never = new BlockFetcher({
    async *get() {
      yield await new Promise<Uint8Array>(() => undefined);
    },
  });
  const signal = AbortSignal.timeout(5_000);
  const both = Promise.all([never.fetch(txid, signal), never.fetch(txid, signal)]);
  const peer = await newPeer();
  never.passed({ txid: ownRecord('another').txid, block: raw, peer });
  never.passed({ txid, block: raw, peer });
  for (const fetched of await both) {
    expect(fetched.raw).toEqual(raw);
    expect(fetched.peer.toString()).toBe(peer);
  }
});

it('does not wait for a block that is held already', async () => {
  const held = new BlockFetcher({
    async *get() {
      yield raw;
    },
  });
  await expect(held.fetch(txid, AbortSignal.timeout(5_000))).rejects.toThrow('held');
});
