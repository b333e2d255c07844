import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOTICE_CACHE, NOTICE_URL, type Notice } from '#lib/bridge/notice.ts';
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { Received } from '#lib/store/shelf-store.ts';
import { lookAround } from '#lib/sw/notice.ts';
import { memoryCaches } from '#tests/support/memory-caches.ts';

const OWN = 'ab'.repeat(32);
const NOTICE: Notice = {
  names: ['@fen', OWN],
  unheard: ['mqVnJ8xTX4w1BpY1q4TQwHRrfNcEjYpWzB'],
  title: 'Something for you',
  body: 'It names you.',
  lang: 'en',
  since: 1_000,
};

const rowOf = (seq: number, words: string, at = 2_000): Received => ({
  seq,
  at,
  txid: asTxid(seq.toString(16).padStart(64, '0')) satisfies Txid,
  // What stands around the words need not be text.
  raw: Uint8Array.of(255, 0, ...encodeUtf8(words), 106, 254),
  peer: 'somebody',
  ms: 1,
});

beforeEach(() => vi.stubGlobal('caches', memoryCaches('https://nabo.invalid')));
afterEach(() => vi.unstubAllGlobals());

const leave = async (notice: unknown): Promise<void> =>
  (await caches.open(NOTICE_CACHE)).put(NOTICE_URL, Response.json(notice));

/** Looks around among some transactions; answers what was told, and whether neighbours were asked. */
async function look(rows: readonly Received[], open: readonly boolean[] = [false]) {
  const told: number[] = [];
  let asked = 0;
  const answers = [...open];
  await lookAround({
    isOpen: async () => answers.shift() ?? false,
    gather: async () => {
      asked += 1;
      return {
        inbox: async (after, limit) => rows.filter(({ seq }) => seq > after).slice(0, limit),
      };
    },
    tell: async (_, count) => void told.push(count),
    now: () => 5_000,
  });
  return { told, asked };
}

describe('a look around while no page is open', () => {
  it('asks nobody for anything before the reader wanted it, or what was left cannot be read', async () => {
    expect(await look([rowOf(1, `like ${OWN}`)])).toEqual({ told: [], asked: 0 });
    await leave({ ...NOTICE, names: 'everything' });
    expect(await look([rowOf(1, `like ${OWN}`)])).toEqual({ told: [], asked: 0 });
  });

  it('counts what names the reader or their posts, by whom they hear, since the last time', async () => {
    await leave(NOTICE);
    const rows = [
      rowOf(1, `like ${OWN}`),
      rowOf(2, `{"ordinal":"${OWN}_0"}`),
      rowOf(3, 'good morning @fen, and all'),
      rowOf(4, 'good morning @fenella'),
      rowOf(5, 'good morning @fen-2 and @fen_3'),
      rowOf(6, 'nothing'),
      rowOf(7, `like ${OWN} mqVnJ8xTX4w1BpY1q4TQwHRrfNcEjYpWzB`),
      rowOf(8, `like ${OWN}`, 900),
      ...Array.from({ length: 230 }, (_, at) => rowOf(10 + at, 'many others')),
      rowOf(300, 'by the way: @fenella, @fen.'),
    ];
    expect(await look(rows)).toEqual({ told: [4], asked: 1 });
    // Told once.
    expect((await look(rows)).told).toEqual([]);
    expect((await look([...rows, rowOf(301, 'over to @fen.', 6_000)])).told).toEqual([1]);
  });

  it('says nothing while a page is open, which sees it itself', async () => {
    await leave(NOTICE);
    expect(await look([rowOf(1, OWN)], [true])).toEqual({ told: [], asked: 0 });
    expect(await look([rowOf(1, OWN)], [false, true])).toEqual({ told: [], asked: 1 });
    expect((await look([rowOf(1, OWN)])).told).toEqual([1]);
  });
});
