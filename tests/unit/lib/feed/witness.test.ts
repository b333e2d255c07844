import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { findWitness } from '#lib/feed/witness.ts';
import type { TxLookup } from '#lib/chain/sources/lookup.ts';
import { startDevnet } from '#devnet/devnet.ts';
import { createLookup } from '#lib/chain/sources/lookup.ts';
import { createOneSatStack } from '#lib/chain/sources/one-sat-stack.ts';
import { openHeaderChain } from '#lib/proof/header-chain.ts';
import { deriveKeys } from '#lib/wallet/keys.ts';

const { signal } = new AbortController();
const silent: TxLookup = { name: 'silent', chain: 'bsv', find: async () => undefined };
const gone: TxLookup = { name: 'gone', chain: 'bsv', find: () => Promise.reject(new Error('gone')) };
const lying: TxLookup = { name: 'lying', chain: 'bsv', find: async () => Uint8Array.of(1, 2, 3) };

describe('the witness of a payment', () => {
  it('is who shows its bytes, then who proves its block; a block that is gone takes it back', async () => {
    await using devnet = await startDevnet();
    const ask = async (path: string, body: object): Promise<{ txid: string }> =>
      (
        await fetch(`${devnet.url}/dev/${path}`, { method: 'POST', body: JSON.stringify(body) })
      ).json() as never;
    const { address } = deriveKeys(new Uint8Array(16).fill(7), 'devnet', 2).payments;
    const txid = asTxid((await ask('faucet', { address })).txid);
    const stack = createLookup({
      name: 'stack',
      kind: '1sat-stack',
      chain: 'bsv',
      url: `${devnet.url}/1sat`,
    });
    const chain = openHeaderChain('devnet');
    const url = `${devnet.url}/1sat`;
    const source = createOneSatStack({ name: 'stack', url });
    const read = async (): Promise<void> => void chain.extend(0, await source.headers(0, 1_000, signal));
    await read();

    expect(await findWitness(txid, [silent, gone, lying], chain, { signal })).toBeUndefined();
    expect(await findWitness(txid, [gone, stack], chain, { signal })).toEqual({ state: 'held' });
    expect(await findWitness(asTxid('ab'.repeat(32)), [stack], chain, { signal })).toBeUndefined();
    devnet.mine();
    let ahead = 0;
    const onAhead = (): void => void (ahead += 1);
    expect(await findWitness(txid, [stack], chain, { signal, onAhead })).toEqual({ state: 'held' });
    expect(ahead).toBe(1);
    await read();
    const verdict = await findWitness(txid, [lying, stack], chain, { signal });
    if (verdict?.state !== 'proven') throw new Error(`it is ${verdict?.state}`);
    expect(verdict.place.height).toBe(chain.tip?.height);

    // Another block stands there now, and nobody proves anything.
    const elsewhere = {
      ...verdict.place,
      hash: chain.at(verdict.place.height - 1)?.hash ?? verdict.place.hash,
    };
    expect(await findWitness(txid, [silent], chain, { at: elsewhere, signal })).toEqual({
      state: 'orphaned',
      last: elsewhere,
    });
    expect(await findWitness(txid, [silent], chain, { at: verdict.place, signal })).toBeUndefined();
    expect(await findWitness(txid, [stack], chain, { at: elsewhere, signal })).toEqual(verdict);
  });
});
