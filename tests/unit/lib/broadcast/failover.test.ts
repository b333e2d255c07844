import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { BroadcasterError, type Answer, type Broadcaster } from '#lib/broadcast/broadcaster.ts';
import { isWord, statusFromAny, submitToAny } from '#lib/broadcast/failover.ts';

const txid = asTxid('ab'.repeat(32));
const submission = { txid, raw: Uint8Array.of(1) };
const never = new AbortController().signal;

const accepted: Answer = { state: 'accepted', settled: true, code: 'SEEN_ON_NETWORK' };
const pending: Answer = { state: 'pending', settled: true, code: 'RECEIVED' };
const orphan: Answer = { state: 'pending', settled: false, code: 'SEEN_IN_ORPHAN_MEMPOOL' };
const lowFee: Answer = { state: 'rejected', settled: true, code: '465' };
const rejected: Answer = { state: 'rejected', settled: false, code: 'REJECTED' };
const conflict: Answer = { state: 'conflict', settled: false, code: '466' };
const error = (kind: BroadcasterError['kind'], retryAfter?: number) =>
  new BroadcasterError('x', kind, kind, retryAfter === undefined ? {} : { retryAfter });

/** Broadcasters named 0, 1, … that answer, or fail, as listed. */
function line(...answers: readonly (Answer | Error | undefined)[]): {
  asked: string[];
  broadcasters: Broadcaster[];
} {
  const asked: string[] = [];
  const broadcasters = answers.map((answer, at): Broadcaster => {
    const say = (): Promise<Answer | undefined> => {
      asked.push(String(at));
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return { name: String(at), submit: () => say().then((given) => given ?? pending), status: say };
  });
  return { asked, broadcasters };
}

describe('submitToAny', () => {
  it.each([
    ['the first answer when it is settled', [accepted, lowFee], '0', accepted],
    ['a verdict on the bytes, without asking on', [lowFee, accepted], '0', lowFee],
    ['the next one after a failure', [error('failed'), error('busy'), pending], '012', pending],
    ['a network that has it over a rival seen elsewhere', [conflict, accepted], '01', accepted],
    ['a rival when all say so', [conflict, conflict], '01', conflict],
    ['a refusal without a rule only when nobody takes it', [rejected, pending], '01', pending],
    ['a refusal without a rule that two give', [rejected, rejected], '01', rejected],
    ['a rival over a refusal without a rule', [rejected, conflict], '01', conflict],
    ['unknown parents when nobody knows them', [orphan, error('unreachable')], '01', orphan],
  ] as const)('tells %s', async (_name, answers, order, told) => {
    const { asked, broadcasters } = line(...answers);
    const reply = await submitToAny(broadcasters, submission, never);
    expect(reply).toMatchObject({ txid, state: told.state, code: told.code });
    expect(asked.join('')).toBe(order);
    expect(isWord(reply)).toBe(true);
  });

  it.each([
    ['nobody is there', [error('unreachable'), error('failed')], 'unreachable', 5],
    ['one may have it', [error('timeout'), error('unreachable')], 'timeout', 5],
    ['one asks to come back', [error('unreachable'), error('busy', 30)], 'unreachable', 30],
    ['none is known', [], 'unreachable', 5],
  ] as const)('is pending and no word when %s', async (_name, answers, code, retryAfter) => {
    const reply = await submitToAny(line(...answers).broadcasters, submission, never);
    expect(reply).toMatchObject({ state: 'pending', code, retryAfter });
    expect(isWord(reply)).toBe(false);
  });

  it('takes no longer than it is given', async () => {
    const slow: Broadcaster = {
      name: 'slow',
      submit: (_submission, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
      status: () => Promise.resolve(undefined),
    };
    expect(await submitToAny([slow, slow], submission, never, 30)).toMatchObject({
      state: 'pending',
      code: 'timeout',
    });
  });

  it('does not hide a mistake of our own', async () => {
    await expect(submitToAny(line(new TypeError('bug')).broadcasters, submission, never)).rejects.toThrow(
      'bug',
    );
  });
});

describe('statusFromAny', () => {
  it('asks on until somebody knows the transaction', async () => {
    const { asked, broadcasters } = line(undefined, error('unreachable'), accepted);
    expect(await statusFromAny(broadcasters, txid, never)).toMatchObject({
      state: 'accepted',
      broadcaster: '2',
    });
    expect(asked.join('')).toBe('012');
  });

  it('is undefined when nobody knows it', async () => {
    expect(await statusFromAny(line(undefined, error('failed')).broadcasters, txid, never)).toBeUndefined();
  });
});
