import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { EventStreamError, readEvents, type StreamEvent } from '#lib/broadcast/event-stream.ts';
import { followStatus, pause, type StatusNews } from '#lib/broadcast/status.ts';
import { sayJson, startFakeBroadcaster, type FakeBroadcaster } from '#tests/support/fake-broadcaster.ts';

const txid = asTxid('ab'.repeat(32));
const token = 'e'.repeat(64);

async function eventsOf(chunks: readonly string[]): Promise<StreamEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      for (const chunk of chunks) stream.enqueue(new TextEncoder().encode(chunk));
      stream.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

describe('readEvents', () => {
  const text =
    ': hello\r\n\nid: 7\nevent: status\ndata: {"a":\ndata:1}\n\ndata\n\nevent: x\n\nid: 8\rdata: last\r\n\r\n';

  it('reads fields, comments and all three line ends', async () => {
    expect(await eventsOf([text])).toEqual([
      { type: 'status', data: '{"a":\n1}', id: '7' },
      { type: 'message', data: '', id: '7' },
      { type: 'message', data: 'last', id: '8' },
    ]);
  });

  it('reads the same however the stream is cut', async () => {
    const whole = await eventsOf([text]);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: text.length }), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        expect(await eventsOf(at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(whole);
      }),
    );
  });

  it('does not give out what was not finished', async () => {
    expect(await eventsOf(['data: half\n'])).toEqual([]);
  });

  it('breaks off a line or an event without an end', async () => {
    await expect(eventsOf(['x'.repeat(70_000)])).rejects.toThrow(EventStreamError);
    await expect(eventsOf([`data: ${'x'.repeat(1_000)}\n`.repeat(70)])).rejects.toThrow(EventStreamError);
  });
});

describe('followStatus', () => {
  const services: FakeBroadcaster[] = [];
  const ends: AbortController[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0)) end.abort();
    for (const service of services.splice(0)) await service[Symbol.asyncDispose]();
  });

  function follow(service: FakeBroadcaster, kind: 'arc' | 'arcade', open = [txid]) {
    services.push(service);
    const end = new AbortController();
    ends.push(end);
    const news: StatusNews[] = [];
    const pauses: number[] = [];
    const done = followStatus(
      {
        entry: { name: 'b', kind, url: service.url },
        callbackToken: token,
        open: () => Promise.resolve(open),
        onNews: (one) => news.push(one),
        fetch,
        wait: async (milliseconds) => {
          pauses.push(milliseconds);
          await new Promise((resolve) => setImmediate(resolve));
        },
        random: () => 1,
      },
      end.signal,
    );
    return { news, pauses, done, end };
  }

  const send = (response: ServerResponse, id: string, body: object): void => {
    response.write(`id: ${id}\nevent: status\ndata: ${JSON.stringify(body)}\n\n`);
  };

  it('hears events, and after a break asks for what it missed', async () => {
    const service = await startFakeBroadcaster((asked, response) => {
      if (!asked.path.startsWith('/events')) return void response.writeHead(404).end('{}');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const again = asked.headers['last-event-id'] === '100';
      if (again) send(response, '200', { txid, txStatus: 'MINED', timestamp: 't' });
      else {
        send(response, '90', { nonsense: true });
        send(response, '100', {
          txid,
          txStatus: 'REJECTED',
          status: 465,
          extraInfo: 'fee of 3',
          timestamp: 't',
        });
        response.end();
      }
    });
    const { news } = follow(service, 'arcade');
    await vi.waitFor(() => expect(news).toHaveLength(2));
    expect(news).toEqual([
      {
        txid,
        broadcaster: 'b',
        answer: { state: 'rejected', settled: true, code: '465', detail: 'The fee is too low.' },
      },
      { txid, broadcaster: 'b', answer: { state: 'accepted', settled: true, code: 'MINED' } },
    ]);
    expect(service.asked[0]?.path).toBe(`/events?callbackToken=${token}`);
  });

  it('asks for each transaction where there is no stream', async () => {
    const service = await startFakeBroadcaster(sayJson(200, { txid, txStatus: 'SEEN_ON_NETWORK' }));
    const { news } = follow(service, 'arc');
    await vi.waitFor(() => expect(news.length).toBeGreaterThan(1));
    expect(news[0]).toMatchObject({ txid, answer: { state: 'accepted' } });
    expect(new Set(service.asked.map(({ path }) => path))).toEqual(new Set([`/v1/tx/${txid}`]));
  });

  it('waits longer with each failure, up to a minute, and ends when told to', async () => {
    const service = await startFakeBroadcaster((_asked, response) => void response.destroy());
    const { pauses, done, end } = follow(service, 'arcade', []);
    await vi.waitFor(() => expect(pauses.length).toBeGreaterThan(8));
    end.abort();
    await done;
    expect(pauses.slice(0, 8)).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('spreads clients over half of a pause', () => {
    expect(pause(3, () => 0)).toBe(4_000);
    expect(pause(3, () => 1)).toBe(8_000);
  });
});
