import fc from 'fast-check';
import { expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { OP, p2pkhScript, pushData } from '#lib/chain/script.ts';
import { findContent, isClosed, type ContentPlace } from '#lib/envelopes/content-place.ts';
import { encodeEnvelope, readInscriptions } from '#lib/envelopes/index.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';

const LOCK = p2pkhScript(new Uint8Array(20).fill(7));
const op = (code: number): Uint8Array => Uint8Array.of(code);

/** The place that a reader would be told of who has the first `known` bytes, and later those behind the content. */
function placeIn(raw: Uint8Array, known: number): ContentPlace | undefined {
  const found = findContent(raw.subarray(0, known), raw.length);
  if (found === undefined) return undefined;
  const { place, scriptEnd } = found;
  return isClosed(raw.subarray(place.at + place.length, scriptEnd)) ? place : undefined;
}

/** What a place must be once everything is here: the very content that readers of whole transactions see. */
function expectSame(raw: Uint8Array, place: ContentPlace): void {
  const whole = readInscriptions(raw, 'bsv').find(({ vout }) => vout === place.vout);
  expect(whole?.contentType).toBe(place.contentType);
  expect(whole?.contentEncoding).toBeUndefined();
  expect(whole?.body).toEqual(raw.subarray(place.at, place.at + place.length));
}

it('content of every common form is found by the first bytes', () => {
  const bytes = (least: number, most: number) => fc.uint8Array({ minLength: least, maxLength: most });
  fc.assert(
    fc.property(
      bytes(600, 4_000),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (body, lockFirst, tape, second) => {
        const envelope = encodeEnvelope({ contentType: 'video/webm', body });
        const script = concatBytes([
          ...(lockFirst ? [LOCK, envelope] : [envelope, LOCK]),
          ...(tape ? [op(OP.RETURN), pushData(body.subarray(0, 40))] : []),
        ]);
        const film = { script, sats: 1 };
        const raw = txWithOutputs(...(second ? [{ script: LOCK, sats: 900 }, film] : [film]));
        const place = placeIn(raw, 400);
        expect(place).toMatchObject({ vout: second ? 1 : 0, contentType: 'video/webm', length: body.length });
        if (place !== undefined) expectSame(raw, place);
      },
    ),
  );
});

it('whatever the bytes are, it does not throw, and what it finds is what whole transactions are read as', () => {
  const word = fc.oneof(
    fc.constantFrom(0x00, 0x4d, 0x51, 0x59, 0x63, 0x64, 0x68, 0x6a, 0xac).map(op),
    fc.constant(pushData(Uint8Array.of(0x6f, 0x72, 0x64))),
    fc.constant(pushData(new TextEncoder().encode('video/mp4'))),
    fc.uint8Array({ minLength: 1, maxLength: 700 }).map(pushData),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 3, maxLength: 12 }), fc.constantFrom(0, 1, 2), (words, sats) => {
      const ord = [op(0x00), op(0x63), pushData(Uint8Array.of(0x6f, 0x72, 0x64)), op(0x51)];
      for (const script of [concatBytes(words), concatBytes([...ord, ...words])]) {
        const raw = txWithOutputs({ script, sats });
        const place = placeIn(raw, 300);
        if (place !== undefined && parseTx(raw).ok) expectSame(raw, place);
      }
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(30_000_000), (head, total) => {
      findContent(head, total);
      isClosed(head);
    }),
  );
});

it('packed content, content in several pushes and broken scripts are left to readers of whole transactions', () => {
  const body = new Uint8Array(1_000).fill(3);
  const open = [op(0x00), op(0x63), pushData(Uint8Array.of(0x6f, 0x72, 0x64))];
  const type = [op(0x51), pushData(new TextEncoder().encode('video/mp4'))];
  const close = op(OP.ENDIF);
  const plain = concatBytes([...open, ...type, op(0x00), pushData(body), close, LOCK]);
  expect(placeIn(txWithOutputs({ script: plain, sats: 1 }), 400)).toBeDefined();
  const others = [
    encodeEnvelope({ contentType: 'video/mp4', body, contentEncoding: 'br' }),
    concatBytes([...open, ...type, op(0x00), pushData(body), pushData(body), close]),
    concatBytes([...open, op(0x00), pushData(body), close]),
    concatBytes([...open, ...type, op(0x00), pushData(body), close, Uint8Array.of(0x4d, 0xff)]),
    concatBytes([op(0x6a), ...open, ...type, op(0x00), pushData(body), close]),
  ];
  for (const script of others) expect(placeIn(txWithOutputs({ script, sats: 1 }), 400)).toBeUndefined();
  expect(placeIn(txWithOutputs({ script: plain, sats: 2 }), 400)).toBeUndefined();
});
