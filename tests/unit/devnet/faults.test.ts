import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { submitToAny } from '#lib/broadcast/failover.ts';
import type { BroadcastReply } from '#lib/broadcast/reply.ts';
import { connectBroadcasters, type BroadcasterEntry } from '#lib/broadcast/table.ts';
import { txidOf, type Tx } from '#lib/chain/tx.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { FAULTS, type Fault } from '#devnet/faults.ts';
import { postJson } from './http.ts';
import { newPerson, spend } from './person.ts';

const never = new AbortController().signal;

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet();
});

afterAll(() => devnet.close());

const setFaults = async (plan: object): Promise<void> => {
  expect((await postJson(`${devnet.url}/dev/faults`, plan)).status).toBe(200);
};

afterEach(() => setFaults({ percent: 0 }));

const FACES = {
  arc: (): BroadcasterEntry => ({ name: 'arc', kind: 'arc', url: devnet.url }),
  arcade: (): BroadcasterEntry => ({ name: 'arcade', kind: 'arcade', url: `${devnet.url}/arcade` }),
  woc: (): BroadcasterEntry => ({ name: 'woc', kind: 'whatsonchain', url: `${devnet.url}/woc` }),
} as const;
type Face = keyof typeof FACES;

const submit = (face: Face, tx: Tx, timeoutMs?: number): Promise<BroadcastReply> =>
  submitToAny(
    connectBroadcasters([FACES[face]()], fetch),
    { txid: txidOf(tx), raw: tx.bytes },
    never,
    timeoutMs,
  );

/** Whether the chain has it, by the adapter that asks a node. */
async function has(tx: Tx): Promise<boolean> {
  const [node] = connectBroadcasters([FACES.woc()], fetch);
  return (await node?.status(txidOf(tx), never))?.state === 'accepted';
}

/** State and code of the reply, and whether the transaction is taken whatever was said. */
type End = readonly [state: string, code: string, isKept: boolean];

const SAME = {
  delay: ['pending', 'timeout', true],
  reset: ['pending', 'unreachable', false],
  error: ['pending', 'unreachable', false],
  'wrong-txid': ['pending', 'unreachable', true],
  huge: ['pending', 'unreachable', true],
  keep: ['rejected', '465', true],
} as const;

const ENDS: Readonly<Record<Face, Readonly<Record<Fault, End>>>> = {
  arc: {
    ...SAME,
    rejected: ['rejected', 'REJECTED', false],
    drop: ['accepted', 'SEEN_ON_NETWORK', false],
    orphan: ['pending', 'SEEN_IN_ORPHAN_MEMPOOL', false],
    'double-spend': ['conflict', 'DOUBLE_SPEND_ATTEMPTED', false],
  },
  arcade: {
    ...SAME,
    rejected: ['rejected', 'REJECTED', false],
    drop: ['pending', 'RECEIVED', false],
    orphan: ['pending', 'SEEN_IN_ORPHAN_MEMPOOL', false],
    'double-spend': ['conflict', 'DOUBLE_SPEND_ATTEMPTED', false],
  },
  woc: {
    ...SAME,
    rejected: ['rejected', '465', false],
    drop: ['accepted', 'ACCEPTED_BY_NETWORK', false],
    orphan: ['pending', '460', false],
    'double-spend': ['conflict', '466', false],
  },
};

describe.each(['arc', 'arcade', 'woc'] as const)('a devnet that fails as %s', (face) => {
  it.each(FAULTS)('by %s ends in its class', async (fault) => {
    const tx = spend(newPerson(devnet).coin);
    await setFaults({ percent: 100, faults: [fault], delayMs: 1_500 });
    const [state, code, isKept] = ENDS[face][fault];
    // Later than the answer of a fault at once, and before the one that is late.
    const reply = await submit(face, tx, fault === 'delay' ? 500 : undefined);
    expect(reply).toMatchObject({ txid: txidOf(tx), state, code });
    expect(JSON.stringify(reply)).not.toContain('told to say');
    if (isKept) await vi.waitFor(async () => expect(await has(tx)).toBe(true), 10_000);
    else expect(await has(tx)).toBe(false);

    // Whatever it was: once it is over, the same bytes are taken.
    await setFaults({ percent: 0 });
    expect(['accepted', 'pending']).toContain((await submit(face, tx)).state);
    await vi.waitFor(async () => expect(await has(tx)).toBe(true), 10_000);
  });
});

describe('a plan of faults', () => {
  const round = async (plan: object): Promise<string[]> => {
    await setFaults(plan);
    const codes: string[] = [];
    for (let at = 0; at < 40; at += 1) codes.push((await submit('arc', tx)).code ?? '');
    return codes;
  };
  let tx: Tx;

  it('fails as often as it says, and in the same order again', async () => {
    tx = spend(newPerson(devnet).coin);
    const plan = { percent: 30, faults: ['orphan', 'double-spend', 'rejected'], seed: 7 };
    const codes = await round(plan);
    const failed = codes.filter((code) => code !== 'SEEN_ON_NETWORK').length;
    expect(failed).toBeGreaterThan(4);
    expect(failed).toBeLessThan(22);
    expect(await round(plan)).toEqual(codes);
    expect(await round({ ...plan, seed: 8 })).not.toEqual(codes);
  });

  it('is refused when it is none', async () => {
    for (const plan of [
      {},
      { percent: 101 },
      { percent: 5, faults: ['flood'] },
      { percent: 5, faults: [] },
    ]) {
      expect((await postJson(`${devnet.url}/dev/faults`, plan)).status).toBe(400);
    }
  });

  it('says nothing of what is no transaction', async () => {
    await setFaults({ percent: 100, faults: ['drop'] });
    const answer = await postJson(`${devnet.url}/woc/tx/raw`, { txhex: '00' });
    expect(answer.status).toBe(400);
  });
});
