import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitswapFrames } from '#lib/p2p/bitswap-frames.ts';
import { encodeMessage, readAnnouncement, readDrawerQuestion, readRecentQuestion } from '#lib/p2p/message.ts';
import { encodeInscription } from '#lib/protocols/file.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { readTextTx } from '#lib/p2p/text-tx.ts';
import { ownRecord, plainPayment } from '#tests/support/own-record.ts';
import { ByteBucket } from '#lib/p2p/relay/byte-rate.ts';

const { txid } = ownRecord('x');

describe('what neighbours say', () => {
  it('is read back as it was written', () => {
    const said = { v: 1, txids: [txid], addrs: ['/ip4/127.0.0.1/tcp/1/ws'] };
    expect(readAnnouncement(encodeMessage(said))).toEqual(said);
  });

  it('asks for a drawer by two to eight digits', () => {
    const asking = (begins: unknown) =>
      readDrawerQuestion(encodeMessage({ v: 1, network: 'devnet', begins }))?.begins;
    expect([asking('ab'), asking('0123cdef')]).toEqual(['ab', '0123cdef']);
    for (const wrong of ['a', txid, 'AB', 'xy', ['ab']]) expect(asking(wrong)).toBeUndefined();
  });

  it.each([
    ['another version', { v: 2, txids: [], addrs: [] }],
    ['no txid', { v: 1, txids: ['x'], addrs: [] }],
    ['more txids than are allowed', { v: 1, txids: Array.from({ length: 33 }, () => txid), addrs: [] }],
    ['more than two kilobytes', { v: 1, txids: [], addrs: [], more: 'x'.repeat(2048) }],
  ])('is dropped with %s', (_what, message) => {
    expect(readAnnouncement(encodeMessage(message))).toBeUndefined();
  });

  it('never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        readAnnouncement(bytes);
        readRecentQuestion(bytes);
        readDrawerQuestion(bytes);
        new BitswapFrames().push(bytes);
        expect(readTextTx(bytes).ok).toBe(false);
      }),
    );
  });
});

describe('the shelf takes', () => {
  it('a post with its change', () => {
    expect(readTextTx(ownRecord('words').raw)).toEqual({ ok: true, value: ownRecord('words').txid });
  });
  it('no payment that says nothing, and nothing above 16 KB', () => {
    expect(readTextTx(plainPayment().raw)).toMatchObject({ issue: { code: 'no-record' } });
    expect(readTextTx(ownRecord('x'.repeat(17_000)).raw)).toMatchObject({ issue: { code: 'too-large' } });
  });
  it('files of sites that are text, and no picture', () => {
    const file = (contentType: string, body: Uint8Array): Uint8Array =>
      txWithOutputs(encodeInscription({ contentType, body, owner: new Uint8Array(20) }));
    for (const contentType of ['text/html', 'text/css', 'text/javascript', 'application/json', 'ord-fs/json'])
      expect(readTextTx(file(contentType, encodeUtf8('{}'))).ok, contentType).toBe(true);
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0);
    for (const contentType of ['image/png', 'application/zip'])
      expect(readTextTx(file(contentType, png))).toMatchObject({ issue: { code: 'not-text' } });
  });
});

describe('blocks that go by', () => {
  /** A message of one block, as bitswap 1.2.0 writes it. */
  const frame = (block: readonly number[]): number[] => {
    const payload = [0x0a, 1, 7, 0x12, block.length, ...block];
    const message = [0x1a, payload.length, ...payload];
    return [message.length, ...message];
  };

  it('are seen however the stream is cut', () => {
    const bytes = Uint8Array.from([...frame([1, 2, 3]), ...frame([4])]);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length }), fc.nat({ max: bytes.length }), (a, b) => {
        const frames = new BitswapFrames();
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const seen = [bytes.slice(0, from), bytes.slice(from, to), bytes.slice(to)].flatMap((part) =>
          frames.push(part),
        );
        expect(seen.map((block) => [...block])).toEqual([[1, 2, 3], [4]]);
      }),
    );
  });

  it('are not waited for where a length is absurd', () => {
    const frames = new BitswapFrames();
    expect(frames.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f))).toEqual([]);
    expect(frames.push(Uint8Array.from(frame([1])))).toEqual([]);
  });
});

describe('the byte rate of a relay', () => {
  it('lets a burst through and then as much as the rate allows', () => {
    let now = 0;
    const bucket = new ByteBucket({ bytesPerSecond: 100, burst: 1000 }, () => now);
    expect(bucket.take(1000)).toBe(0);
    expect(bucket.take(50)).toBe(500);
    now += 500;
    expect(bucket.take(100)).toBe(1000);
    now += 60_000;
    expect(bucket.take(1000)).toBe(0);
  });
});
