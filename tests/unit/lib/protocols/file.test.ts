import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { encodeInscription, isFile, isOrder, type FileDraft } from '#lib/protocols/file.ts';
import { decodeRecord } from '#lib/protocols/index.ts';
import { decodeMap } from '#lib/protocols/map.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';

const OWNER = new Uint8Array(20).fill(1);
const text = (words: string): Uint8Array => encodeUtf8(words);

function read(draft: Omit<FileDraft, 'owner'>) {
  const { sats, script } = encodeInscription({ ...draft, owner: OWNER });
  const [inscription] = readInscriptions(txWithOutputs({ sats, script }), 'bsv');
  if (inscription === undefined) throw new Error('nothing to read');
  return { sats, inscription, record: decodeRecord(inscription) };
}

describe('a file as an inscription', () => {
  it.each([
    ['text/plain;charset=utf-8', text('Bread at six.'), 'text'],
    ['text/markdown;charset=utf-8', text('# Bread'), 'text'],
    ['text/html;charset=utf-8', text('<!doctype html><p>Bread'), 'page'],
    ['text/css;charset=utf-8', text('p{color:red}'), 'text'],
    ['text/javascript;charset=utf-8', text('export const a = 1;'), 'text'],
    ['application/json', text('{"a":1}'), 'json'],
    ['ord-fs/json', text('{"index.html":"_1"}'), 'json'],
    ['image/svg+xml', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'page'],
    ['image/png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0), 'image'],
    ['image/gif', text('GIF89a'), 'image'],
  ] as const)('of %s is read as it was written', (contentType, body, kind) => {
    const { sats, inscription, record } = read({ contentType, body, name: 'Bread' });
    expect(sats).toBe(1);
    expect(inscription.owner).toBe(toHex(OWNER));
    expect(inscription.contentType).toBe(contentType);
    expect(inscription.body).toEqual(body);
    expect(record.kind).toBe(kind);
    expect(isFile(record)).toBe(true);
    expect([...(decodeMap(inscription.bitcom ?? [])?.fields ?? [])]).toEqual([
      ['app', 'nabo'],
      ['type', 'ord'],
      ['name', 'Bread'],
    ]);
  });

  it('carries any words to the reader, and nothing that a registry would act upon', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).filter((words) => words.isWellFormed()),
          fc.constantFrom('404.bitmap', '1.404.bitmap', 'a.bitter', '{"p":"brc-20"}', '[1]', ' a.bitter '),
        ),
        fc.constantFrom('text/plain;charset=utf-8', 'text/markdown', 'application/json', 'text/html'),
        (words, contentType) => {
          const body = text(words);
          if (isOrder(body, contentType)) {
            expect(() => encodeInscription({ body, contentType, owner: OWNER })).toThrow(RangeError);
            return;
          }
          const { record, inscription } = read({ body, contentType });
          expect(isFile(record)).toBe(true);
          expect(inscription.body).toEqual(body);
        },
      ),
    );
  });

  it('is refused as a claim or an order', () => {
    for (const [words, contentType] of [
      ['404.bitmap', 'text/plain'],
      ['a.bitter', 'text/plain;charset=utf-8'],
      ['{"p":"brc-20","op":"mint"}', 'text/plain'],
      ['{"p":"brc-20","op":"mint"}', 'application/json'],
      ['{"username":"a.bitter","op":"post","content":"x"}', 'application/json'],
    ] as const)
      expect(isOrder(text(words), contentType), words).toBe(true);
    expect(isOrder(text('{"a":{"p":1}}'), 'application/json')).toBe(false);
    expect(isOrder(text('404.bitmap'), 'text/markdown')).toBe(false);
  });

  it('is refused without bytes, without a type, and with a name that is none', () => {
    const body = text('x');
    for (const draft of [
      { body: new Uint8Array(0), contentType: 'text/html' },
      { body, contentType: '' },
      { body, contentType: 'html' },
      { body, contentType: 'text/html', name: '' },
      { body, contentType: 'text/html', name: 'a'.repeat(101) },
      { body, contentType: 'text/html', name: '\ud800' },
      { body, contentType: 'text/html', name: '|' },
    ])
      expect(() => encodeInscription({ ...draft, owner: OWNER }), JSON.stringify(draft)).toThrow(RangeError);
  });
});
