import { describe, expect, it, vi } from 'vitest';
import type { NeighbourAnswer } from '#lib/bridge/neighbour-messages.ts';
import { toServiceWorkerSchema, type ToServiceWorker } from '#lib/bridge/sw-messages.ts';
import { asBlockHash } from '#lib/bytes/brand.ts';
import { startNeighbourLine } from '#lib/client/neighbour-line.ts';
import { NOBODY_IN } from '#tests/support/fake-neighbours.ts';
import { ownRecord } from '#tests/support/own-record.ts';

type Parts = {
  /** What the worker answers; absent while there is none. */
  readonly answers?: (question: ToServiceWorker) => NeighbourAnswer | string;
  readonly mayAnswer?: boolean;
};

/** A page's line to a worker that answers by itself. */
function lineTo({ answers, mayAnswer = true }: Parts) {
  const asked: ToServiceWorker[] = [];
  const worker = answers && {
    postMessage(question: ToServiceWorker, [port]: readonly MessagePort[]): void {
      asked.push(question);
      port?.postMessage(answers(question));
    },
  };
  const line = startNeighbourLine(
    {
      mayAnswer: () => mayAnswer,
      active: () => worker as ServiceWorker | undefined,
      ready: Promise.resolve(worker as ServiceWorker | undefined),
    },
    AbortSignal.abort(),
  );
  return { line, asked };
}

describe('the line to the neighbour', () => {
  it('says what the worker says', async () => {
    const { line } = lineTo({ answers: () => ({ type: 'VIEW', view: NOBODY_IN }) });
    expect(await line.view()).toEqual(NOBODY_IN);
  });

  it('knows a worker that is still to come from one that never will', async () => {
    expect(await lineTo({}).line.view()).toMatchObject({ sharing: true, state: 'starting' });
    const never = lineTo({ mayAnswer: false }).line;
    expect(await never.view()).toMatchObject({ sharing: false, state: 'unsupported' });
    await expect(never.setSharing(false)).rejects.toThrow('no service worker');
  });

  it('says why the switch did not hold', async () => {
    const { line, asked } = lineTo({ answers: () => ({ type: 'FAILURE', message: 'The disk is full.' }) });
    await expect(line.setSharing(false)).rejects.toThrow('The disk is full.');
    expect(asked).toEqual([{ type: 'SET_SHARING', on: false }]);
    const foreign = lineTo({ answers: () => 'of another build' }).line;
    await expect(foreign.setSharing(true)).rejects.toThrow('another build');
  });

  it('asks for a post once in a while, and not at each look', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { line, asked } = lineTo({ answers: () => ({ type: 'FETCHED', found: true }) });
    const { txid } = ownRecord('missed');
    expect(await line.fetchPost(txid)).toBe(true);
    expect(await line.fetchPost(txid)).toBe(false);
    expect(await line.fetchPost(ownRecord('another').txid)).toBe(true);
    vi.advanceTimersByTime(31_000);
    expect(await line.fetchPost(txid)).toBe(true);
    expect(asked).toHaveLength(3);
    vi.useRealTimers();
  });

  it('brings the bytes of a block, and nothing where nobody had it', async () => {
    const hash = asBlockHash('0b'.repeat(32));
    const raw = Uint8Array.of(1, 2, 3);
    const { line, asked } = lineTo({ answers: () => ({ type: 'BLOCK', raw }) });
    expect(await line.fetchBlock(hash)).toEqual(raw);
    expect(asked).toEqual([{ type: 'FETCH_BLOCK', hash }]);
    expect(await lineTo({ answers: () => ({ type: 'BLOCK' }) }).line.fetchBlock(hash)).toBeUndefined();
    expect(await lineTo({ answers: () => 'of another build' }).line.fetchBlock(hash)).toBeUndefined();
  });

  it('asks once who holds the posts that come on screen together', async () => {
    const txids = Array.from({ length: 230 }, (_, at) => ownRecord(`card ${at}`).txid);
    const { line, asked } = lineTo({
      answers: (question) => ({
        type: 'HOLDERS',
        counts: question.type === 'COUNT_HOLDERS' ? question.txids.map((txid) => txids.indexOf(txid)) : [],
      }),
    });
    const counts = await Promise.all([...txids, ...txids.slice(0, 5)].map((txid) => line.holders(txid)));
    expect(counts).toEqual([...txids.keys(), 0, 1, 2, 3, 4]);
    expect(asked.length).toBeLessThanOrEqual(4);
    for (const question of asked) expect(toServiceWorkerSchema.safeParse(question).success).toBe(true);
    expect(await lineTo({}).line.holders(txids[0] ?? ownRecord('x').txid)).toBe(0);
  });

  it('is the same question for all who ask before it is answered', async () => {
    const { line, asked } = lineTo({ answers: () => ({ type: 'FETCHED', found: true }) });
    const { txid } = ownRecord('asked for twice');
    expect(await Promise.all([line.fetchPost(txid), line.fetchPost(txid)])).toEqual([true, true]);
    expect(asked).toHaveLength(1);
  });
});
