import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createCaller, serveCalls, type Contract } from '#lib/bridge/call.ts';

const contract = {
  calls: {
    double: { ask: z.object({ value: z.number() }), answer: z.number() },
    wait: { ask: z.object({}), answer: z.literal('never') },
    fail: { ask: z.object({}), answer: z.number() },
    lie: { ask: z.object({}), answer: z.number() },
  },
  event: z.object({ news: z.string() }),
} as const satisfies Contract;

let ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports) port.close();
  ports = [];
});

function connect() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const stopped: unknown[] = [];
  const served = serveCalls(port2, contract, {
    double: ({ value }) => value * 2,
    wait: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped.push(signal.reason);
          reject(signal.reason as Error);
        });
      }),
    fail: () => {
      throw new RangeError('no such thing');
    },
    // @ts-expect-error -- an answer that the contract does not allow
    lie: () => 'two',
  });
  port1.start();
  port2.start();
  return { caller: createCaller(port1, contract), served, stopped, asking: port1, answering: port2 };
}

describe('call', () => {
  it('brings each question its own answer', async () => {
    const { caller } = connect();
    const answers = await Promise.all([1, 2, 3].map((value) => caller.call('double', { value })));
    expect(answers).toEqual([2, 4, 6]);
  });

  it('fails with the words of the side that failed', async () => {
    const { caller } = connect();
    await expect(caller.call('fail', {})).rejects.toMatchObject({
      name: 'CallError',
      kind: 'failed',
      message: 'no such thing',
    });
  });

  it('fails when the answer is not of its shape', async () => {
    const { caller } = connect();
    await expect(caller.call('lie', {})).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('stops the other side when the asker loses interest', async () => {
    const { caller, stopped } = connect();
    const abort = new AbortController();
    const pending = caller.call('wait', {}, abort.signal);
    abort.abort(new Error('left the screen'));
    await expect(pending).rejects.toThrow('left the screen');
    expect(await caller.call('double', { value: 4 })).toBe(8);
    expect(stopped).toHaveLength(1);
    await expect(caller.call('double', { value: 4 }, abort.signal)).rejects.toThrow('left the screen');
  });

  it('sends events to whoever listens', async () => {
    const { caller, served } = connect();
    const heard: unknown[] = [];
    const quiet = caller.listen((event) => heard.push(event));
    served.emit({ news: 'one' });
    // @ts-expect-error -- an event that the contract does not know
    served.emit({ gossip: 'two' });
    await caller.call('double', { value: 1 });
    quiet();
    served.emit({ news: 'three' });
    await caller.call('double', { value: 1 });
    expect(heard).toEqual([{ news: 'one' }]);
  });

  it('fails what is unanswered when the line is closed', async () => {
    const { caller, served, stopped } = connect();
    const pending = caller.call('wait', {});
    await caller.call('double', { value: 1 });
    served.close();
    caller.close();
    await expect(pending).rejects.toMatchObject({ kind: 'closed' });
    expect(stopped).toHaveLength(1);
  });

  it('drops whatever is not a message of the contract', async () => {
    const { caller, asking, answering } = connect();
    for (const junk of [
      null,
      7,
      {},
      { type: 'ask', id: 'x' },
      { type: 'ask', id: 1, name: 'toString', ask: {} },
      { type: 'ask', id: 1, name: 'double', ask: { value: 'x' } },
      { type: 'stop', id: 99 },
    ]) {
      asking.postMessage(junk);
      answering.postMessage(junk);
    }
    answering.postMessage({ type: 'answer', id: 1000, answer: 1 });
    expect(await caller.call('double', { value: 21 })).toBe(42);
  });
});
