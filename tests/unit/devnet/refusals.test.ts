import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import TransactionSignature from '@bsv/sdk/primitives/TransactionSignature';
import { concatBytes } from '#lib/bytes/concat.ts';
import { OP, pushData } from '#lib/chain/script.ts';
import { encodeExtendedTx } from '#lib/chain/extended-tx.ts';
import { encodeTx, txidOf, type TxFields } from '#lib/chain/tx.ts';
import { MINER, NO_TXID, NO_VOUT } from '#devnet/coinbase.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { keyFrom } from '#devnet/keys.ts';
import { payTo, signTx, type Coin } from '#devnet/spend.ts';
import { COIN_SATS, fieldsOf, fundedPerson, output, spend, unknownTxid } from './person.ts';
import { openSse } from './sse.ts';

const takenSchema = z.looseObject({ txid: z.string() });

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet();
});

afterAll(() => devnet.close());

const post = (path: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${devnet.url}${path}`, {
    method: 'POST',
    body: Uint8Array.from(body),
    headers: { 'Content-Type': 'application/octet-stream', ...headers },
  });

const withInput = (fields: TxFields, change: Partial<TxFields['inputs'][number]>): TxFields => ({
  ...fields,
  inputs: fields.inputs.map((input) => ({ ...input, ...change })),
});

/** A coinbase output that is one block old. */
function freshCoinbase(): Coin {
  const [block] = devnet.mine();
  const [txid] = block?.txids ?? [];
  if (txid === undefined) throw new Error('a block has a coinbase');
  return { txid, vout: 0, sats: 5_000_000_000, key: MINER };
}

type Case = {
  readonly name: string;
  readonly code: number;
  readonly says: RegExp;
  readonly make: () => Uint8Array;
};

const CASES: readonly Case[] = [
  {
    name: 'a signature by another key',
    code: 461,
    says: /input 0/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return signTx(fieldsOf(coin), [{ ...coin, key: keyFrom('a stranger') }]).bytes;
    },
  },
  {
    name: 'a signature over another amount',
    code: 461,
    says: /input 0/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return signTx(fieldsOf(coin), [{ ...coin, sats: coin.sats + 1 }]).bytes;
    },
  },
  {
    name: 'a signature without FORKID',
    code: 461,
    says: /signature format/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      const tx = spend(coin);
      const scope = TransactionSignature.SIGHASH_ALL | TransactionSignature.SIGHASH_FORKID;
      const script = Uint8Array.from(tx.inputs[0]?.script ?? []);
      script[script.lastIndexOf(scope, script[0])] = TransactionSignature.SIGHASH_ALL;
      return encodeTx(withInput(tx, { script }));
    },
  },
  {
    name: 'a second spend of a coin that the mempool spends',
    code: 466,
    says: /spent already by [0-9a-f]{64}/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      devnet.accept(spend(coin));
      return spend(coin, [payTo(coin.key, 1_000)]).bytes;
    },
  },
  {
    name: 'a second spend of a coin that a block spends',
    code: 466,
    says: /spent already by [0-9a-f]{64}/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      devnet.accept(spend(coin));
      devnet.mine();
      return spend(coin, [payTo(coin.key, 1_000)]).bytes;
    },
  },
  {
    name: 'a fee below the floor',
    code: 465,
    // One signature in a hundred is a byte shorter, and 190 bytes would pay enough with 19.
    says: /fee of 18 satoshis, at least (?:19|20)/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return spend(coin, [payTo(coin.key, COIN_SATS - 18)]).bytes;
    },
  },
  {
    name: 'a coinbase that is not mature',
    code: 462,
    says: /immature/,
    make: () => spend(freshCoinbase()).bytes,
  },
  {
    name: 'a coinbase of its own',
    code: 462,
    says: /coinbase input/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return signTx(withInput(fieldsOf(coin), { prevTxid: NO_TXID, prevVout: NO_VOUT }), [coin]).bytes;
    },
  },
  {
    name: 'an output that its parent does not have',
    code: 462,
    says: /has no output 9/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return spend({ ...coin, vout: 9 }).bytes;
    },
  },
  {
    name: 'the same input twice',
    code: 462,
    says: /same output/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      const fields = fieldsOf(coin);
      return signTx({ ...fields, inputs: [...fields.inputs, ...fields.inputs] }, [coin, coin]).bytes;
    },
  },
  {
    name: 'more coming out than goes in',
    code: 462,
    says: /1 satoshis more/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return spend(coin, [payTo(coin.key, COIN_SATS + 1)]).bytes;
    },
  },
  {
    name: 'an extended transaction that is not true',
    code: 462,
    says: /another output/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return encodeExtendedTx(spend(coin), [payTo(coin.key, COIN_SATS + 1)]);
    },
  },
  {
    name: 'an output worth nothing that carries nothing',
    code: 464,
    says: /output 0/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return spend(coin, [payTo(coin.key, 0), payTo(coin.key, 1_000)]).bytes;
    },
  },
  {
    name: 'fewer than 61 bytes',
    code: 463,
    says: /60 bytes/,
    make: () => encodeTx(fieldsOf(fundedPerson(devnet).coin, [output(1, new Uint8Array(0))])),
  },
  {
    name: 'an unlocking script that does more than push',
    code: 463,
    says: /more than push/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return encodeTx(withInput(fieldsOf(coin), { script: Uint8Array.of(OP.DUP, OP.DUP) }));
    },
  },
  {
    name: 'a script above 500,000 bytes',
    code: 463,
    says: /500001 bytes/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      const data = concatBytes([Uint8Array.of(OP.FALSE, OP.RETURN), new Uint8Array(499_999)]);
      return encodeTx(fieldsOf(coin, [output(0, data)]));
    },
  },
  {
    name: 'a witness',
    code: 463,
    says: /witness/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return encodeTx(withInput(spend(coin), { witness: [Uint8Array.of(1)] }));
    },
  },
  {
    name: 'too many signature checks',
    code: 463,
    says: /signature checks/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      const costly = output(1_000, new Uint8Array(3_000).fill(OP.CHECKSIG));
      const parent = spend(coin, [costly]);
      devnet.accept(parent);
      const script = pushData(new Uint8Array(80));
      const spender = { ...coin, txid: txidOf(parent), sats: 1_000 };
      return encodeTx(withInput(fieldsOf(spender, [payTo(coin.key, 500)]), { script }));
    },
  },
  {
    name: 'more than 10 MiB',
    code: 474,
    says: /at most 10485760/,
    make: () => {
      const data = concatBytes([Uint8Array.of(OP.FALSE, OP.RETURN), new Uint8Array(499_000)]);
      return encodeTx(
        fieldsOf(
          fundedPerson(devnet).coin,
          Array.from({ length: 22 }, () => output(0, data)),
        ),
      );
    },
  },
  {
    name: 'a lock until a height that is to come',
    code: 476,
    says: /height/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      const locked = { ...withInput(fieldsOf(coin), { sequence: 0 }), lockTime: devnet.height + 10 };
      return signTx(locked, [coin]).bytes;
    },
  },
  {
    name: 'a lock until a time that is to come',
    code: 476,
    says: /median time/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      const locked = {
        ...withInput(fieldsOf(coin), { sequence: 0 }),
        lockTime: Math.floor(Date.now() / 1000) + 3_600,
      };
      return signTx(locked, [coin]).bytes;
    },
  },
  {
    name: 'a parent that nobody knows',
    code: 460,
    says: /not known/,
    make: () => {
      const { coin } = fundedPerson(devnet);
      return spend({ ...coin, txid: unknownTxid() }).bytes;
    },
  },
];

describe.each(CASES)('$name', ({ code, says, make }) => {
  it(`is refused with ${code} by ARC`, async () => {
    const response = await post('/v1/tx', make());
    expect(response.status).toBe(code);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const body: unknown = await response.json();
    expect(body).toMatchObject({
      status: code,
      type: expect.stringContaining(`_${code}`),
      title: expect.any(String),
    });
    expect(body).toMatchObject({
      detail: expect.stringMatching(says),
      txid: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it(`is taken by Arcade, and refused with ${code} by event`, async () => {
    const token = randomUUID();
    await using events = await openSse(`${devnet.url}/arcade/events?callbackToken=${token}`);
    const response = await post('/arcade/tx', make(), { 'X-CallbackToken': token });
    expect(response.status).toBe(202);
    const { txid, ...rest } = takenSchema.parse(await response.json());
    expect(rest).toEqual({ status: 202, txStatus: 'RECEIVED' });
    const verdict = await events.next(({ data }) => data.includes('REJECTED'));
    expect(verdict.event).toBe('status');
    expect(verdict.id).toMatch(/^\d{19}$/);
    expect(JSON.parse(verdict.data)).toMatchObject({
      txid,
      txStatus: 'REJECTED',
      status: code,
      extraInfo: expect.stringMatching(says),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
    const status = await fetch(`${devnet.url}/arcade/tx/${txid}`);
    expect(await status.json()).toMatchObject({ txStatus: 'REJECTED', status: code });
  });
});
