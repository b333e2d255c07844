import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { isTxid } from '#lib/bytes/brand.ts';
import { encodeAddress } from '#lib/bytes/address.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { parseTx, txidOf, type Tx } from '#lib/chain/tx.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { keyFrom } from '#devnet/keys.ts';
import { getBytes, getJson, postJson } from './http.ts';

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet();
});

afterAll(() => devnet.close());

const grantSchema = z.object({
  txid: z.string().refine(isTxid),
  vout: z.literal(0),
  sats: z.number(),
  rawTx: z.string(),
});

async function ask(address: string, sats?: number): Promise<{ tx: Tx; sats: number }> {
  const response = await postJson(`${devnet.url}/dev/faucet`, {
    address,
    ...(sats === undefined ? {} : { sats }),
  });
  const grant = grantSchema.parse(await response.json());
  const tx = parseTx(fromHex(grant.rawTx) ?? new Uint8Array(0));
  if (!tx.ok) throw new Error(tx.issue.message);
  expect(txidOf(tx.value)).toBe(grant.txid);
  return { tx: tx.value, sats: grant.sats };
}

const inputsOf = ({ inputs }: Tx): string[] =>
  inputs.map(({ prevTxid, prevVout }) => `${prevTxid}_${prevVout}`);

describe('the faucet', () => {
  it('pays by the first output, at once', async () => {
    const { address, hash160 } = keyFrom('somebody in need');
    const { tx, sats } = await ask(address);
    expect(sats).toBe(100_000);
    expect(tx.outputs[0]).toEqual({ sats: 100_000, script: p2pkhScript(hash160) });
    expect(await getJson(`${devnet.url}/1sat/owner/${address}/balance`)).toEqual({
      balance: 100_000,
      count: 1,
    });
  });

  it('spends mined coins that are no coinbase', async () => {
    const { tx } = await ask(keyFrom('a careful wallet').address, 3_000_000);
    for (const { prevTxid } of tx.inputs) {
      const parent = parseTx(await getBytes(`${devnet.url}/1sat/beef/${prevTxid}/tx`));
      expect(parent.ok && parent.value.inputs[0]?.prevVout).not.toBe(0xffff_ffff);
      expect((await fetch(`${devnet.url}/1sat/beef/${prevTxid}/proof`)).status).toBe(200);
    }
  });

  it('never spends a coin twice, however many ask at once', async () => {
    const grants = await Promise.all(
      Array.from({ length: 60 }, (_, at) => ask(keyFrom(`asker ${at}`).address)),
    );
    const spent = grants.flatMap(({ tx }) => inputsOf(tx));
    expect(new Set(spent)).toHaveLength(spent.length);
    expect(spent.length).toBeGreaterThanOrEqual(60);
  });

  it('does not run dry', async () => {
    for (let at = 0; at < 12; at += 1) await ask(keyFrom('a whale').address, 50_000_000);
    expect(devnet.height).toBeLessThan(140);
  });

  it.each([
    ['an address of another network', { address: encodeAddress(new Uint8Array(20), 0) }],
    ['no address', { address: 'mhJfJ3zdAGg6CXRvCLbDCxnCwBY3JHgtTi' }],
    ['nothing', {}],
    ['less than nothing', { address: keyFrom('x').address, sats: -1 }],
    ['no satoshis', { address: keyFrom('x').address, sats: 0 }],
    ['more than it gives', { address: keyFrom('x').address, sats: 50_000_001 }],
  ])('refuses %s', async (_, body) => {
    expect((await postJson(`${devnet.url}/dev/faucet`, body)).status).toBe(400);
  });
});
