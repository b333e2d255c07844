import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inscriptionViewSchema } from '#lib/bridge/media-views.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { describeInscription } from '#lib/media/describe.ts';
import type { InscriptionView } from '#lib/media/inscription-view.ts';
import { assemble } from '#tests/support/assemble.ts';
import { pngHeader } from '#tests/support/pictures.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes } from '#tests/support/shared-fixtures.ts';
import { txWithOutputs, txWithWitnesses } from '#tests/support/tx-with.ts';

const LOCK = assemble(`OP_DUP OP_HASH160 <${'01'.repeat(20)}> OP_EQUALVERIFY OP_CHECKSIG`);

async function onesat(
  contentType: string,
  body: Uint8Array,
  contentEncoding?: string,
): Promise<InscriptionView> {
  const packed = contentEncoding === undefined ? {} : { contentEncoding };
  const script = concatBytes([encodeEnvelope({ contentType, body, ...packed }), LOCK]);
  const view = await describeInscription(txWithOutputs({ script, sats: 1 }), 'bsv', {});
  if (view === undefined) throw new Error('nothing was found');
  expect(inscriptionViewSchema.safeParse(view).success).toBe(true);
  return view;
}

describe('what an inscription shows', () => {
  it.each([
    ['image/png', pngHeader(40, 30), 'image', 'picture', 'image/png'],
    ['image/jpeg', pngHeader(40, 30), 'image', 'picture', 'image/png'],
    ['image/png', encodeUtf8('<script>'), 'unknown', 'file', 'image/png'],
    ['text/html', encodeUtf8('<b>x</b>'), 'page', 'page', 'text/html'],
    [
      'image/svg+xml',
      encodeUtf8('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'page',
      'drawing',
      'image/svg+xml',
    ],
    ['text/plain', encodeUtf8('words'), 'text', 'text', 'text/plain'],
    ['text/markdown', encodeUtf8('# words'), 'text', 'markdown', 'text/markdown'],
    ['text/javascript', encodeUtf8('alert(1)'), 'text', 'code', 'text/javascript'],
    ['application/json', encodeUtf8('{"a":[1]}'), 'json', 'json', 'application/json'],
    ['application/pdf', encodeUtf8('%PDF'), 'unknown', 'file', 'application/pdf'],
    ['', Uint8Array.of(1), 'unknown', 'file', ''],
  ] as const)('%s: by what the bytes are', async (declared, body, kind, shown, type) => {
    const view = declared === '' ? await onesat('x', body) : await onesat(declared, Uint8Array.from(body));
    expect(view.kind).toBe(kind);
    expect(view.content?.shownAs).toBe(shown);
    if (declared !== '') expect(view.content?.contentType).toBe(type);
    expect(view.content?.body).toEqual(Uint8Array.from(body));
  });

  it('opens what is packed, and says why not when it is a bomb', async () => {
    const words = encodeUtf8('words that repeat '.repeat(50));
    const opened = await onesat('text/plain', new Uint8Array(gzipSync(words)), 'gzip');
    expect(opened.content).toMatchObject({ shownAs: 'text', body: words });
    const bomb = await onesat(
      'text/plain',
      new Uint8Array(gzipSync(new Uint8Array(64 * 1024 * 1024))),
      'gzip',
    );
    expect(bomb.content).toBeUndefined();
    expect(bomb.closed?.code).toBe('unpacked-too-large');
  });

  it('reads a picture of a million pixels a side as one that is never drawn', async () => {
    const { content } = await onesat('image/png', pngHeader(1_000_000, 1_000_000));
    expect(content?.judgement).toEqual({ shown: 'never', because: 'pixels' });
    const broken = await onesat('image/png', pngHeader(0, 0));
    expect(broken.content).toMatchObject({ shownAs: 'file', issue: { code: 'picture-malformed' } });
  });
});

describe('what lies around it', () => {
  const MAP = "OP_RETURN '1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5' 'SET'";

  it('on BSV: owner, parent, MAP and the collection', async () => {
    const data = `{"collectionId":"${'cd'.repeat(32)}_1"}`;
    const script = concatBytes([
      encodeEnvelope({
        contentType: 'text/plain',
        body: encodeUtf8('a'),
        parent: new Uint8Array(36).fill(7),
      }),
      LOCK,
      assemble(`${MAP} 'app' 'x' 'type' 'ord' 'name' 'n' 'subType' 'collectionItem' 'subTypeData' '${data}'`),
    ]);
    const view = await describeInscription(txWithOutputs({ script, sats: 1 }), 'bsv', { index: 0 });
    expect(view).toMatchObject({
      owner: '01'.repeat(20),
      place: { vout: 0, sats: 1 },
      collection: { id: `${'cd'.repeat(32)}_1`, name: 'n' },
      parents: [{ id: `${'07'.repeat(32)}_${0x07070707}`, standing: 'unknown' }],
    });
    expect(view?.map.map(({ key }) => key)).toContain('subTypeData');
    expect(view?.script.lines.map(({ name }) => name)).toContain('OP_CHECKSIG');
  });

  it('on BTC: metadata as a tree, parents, children, siblings, and what stands for another', async () => {
    const reveal = assemble(
      [
        "OP_FALSE OP_IF 'ord' <01> 'text/plain' <05> <a1616102> OP_FALSE 'a' OP_ENDIF",
        `OP_FALSE OP_IF 'ord' <0b> <${'ee'.repeat(32)}> OP_ENDIF`,
      ].join(' '),
    );
    const raw = txWithWitnesses([new Uint8Array(64), reveal, new Uint8Array(33).fill(0xc0)]);
    const first = await describeInscription(raw, 'btc', { index: 0 });
    expect(first).toMatchObject({
      place: { input: 0, offset: 0 },
      metadata: { ok: true, tree: { children: [{ label: 'a', text: '2' }] } },
      siblings: [{ bytes: 0 }],
    });
    const second = await describeInscription(raw, 'btc', { index: 1 });
    expect(second).toMatchObject({ delegate: { id: `${'ee'.repeat(32)}i0`, isShown: false } });
    expect(second?.content).toBeUndefined();
    expect(inscriptionViewSchema.safeParse(second).success).toBe(true);
    expect(await describeInscription(raw, 'btc', { index: 2 })).toBeUndefined();
  });

  it('and nothing where there is no transaction', async () => {
    expect(await describeInscription(new Uint8Array(10), 'bsv', {})).toBeUndefined();
    expect(await describeInscription(txWithOutputs({ script: LOCK, sats: 9 }), 'bsv', {})).toBeUndefined();
  });
});

const listed = z.array(z.object({ txid: z.string(), rawtx: z.string() }));
const revealed = z.array(
  z.object({
    txid: z.string(),
    rawtx: z.string().optional(),
    envelopes: z.array(
      z.object({
        content_type: z.string().nullish(),
        body_len: z.number().nullish(),
        body_sha256: z.string().nullish(),
        fields: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
);

const json = (path: string): unknown => JSON.parse(new TextDecoder().decode(sharedBytes(path)));

describe.skipIf(!hasSharedFixtures)(`real transactions${needsFixtures}`, () => {
  it('of BSV open, each with a kind and the bytes of its envelope or tape', async () => {
    const kinds: Record<string, string> = {};
    for (const { txid, rawtx } of listed.parse(json('bsv/txs.json'))) {
      const view = await describeInscription(fromHex(rawtx) ?? new Uint8Array(0), 'bsv', {});
      kinds[txid.slice(0, 8)] =
        `${view?.kind ?? 'none'} ${view?.content?.shownAs ?? '-'} ${view?.content?.body.length ?? 0}`;
      expect(inscriptionViewSchema.safeParse(view).success, txid).toBe(true);
      expect(view?.txid).toBe(txid);
    }
    expect(kinds).toMatchInlineSnapshot(`
      {
        "10f4465c": "model model 2180",
        "1bff350b": "json json 227",
        "208ec9c5": "unknown file 10",
        "266c2a52": "post text 85",
        "34adf92c": "image picture 13750",
        "38c914d2": "post markdown 5",
        "3b293fc1": "unknown file 2198",
        "42097dce": "post markdown 10",
        "5633bb96": "text text 12",
        "5ca50b2e": "post markdown 263",
        "662104c5": "model model 2180",
        "684ae2c1": "json json 41",
        "870f7abb": "text text 3",
        "8ca367aa": "reply markdown 5",
        "925d7a0c": "unlike - 0",
        "98a5f6ef": "attestation - 0",
        "a5a210d1": "unknown - 0",
        "ae59f3b8": "json json 161",
        "b947f1d8": "text text 36",
        "c2f0f5f5": "identity - 0",
        "dfa24771": "json json 255",
        "e89cd18d": "like - 0",
        "f7ca34a9": "json json 121",
      }
    `);
  });

  it('of BTC open, each with the bytes that were labelled', async () => {
    const small = revealed.parse(json('btc/reveals.json'));
    const large = revealed.parse(json('btc/large-reveals.json'));
    let compared = 0;
    for (const { txid, rawtx, envelopes } of [...small, ...large]) {
      const hex = rawtx ?? new TextDecoder().decode(sharedBytes(`btc/${txid}.hex`)).trim();
      const raw = fromHex(hex) ?? new Uint8Array(0);
      for (const [index, { content_type: type, body_len: bytes, body_sha256: hash, fields }] of envelopes
        .slice(0, 20)
        .entries()) {
        const view = await describeInscription(raw, 'btc', { index });
        expect(view?.id).toBe(`${txid}i${index}`);
        expect(inscriptionViewSchema.safeParse(view).success, txid).toBe(true);
        if (type != null) expect(view?.declaredType, txid).toBe(type);
        expect(view?.bodyBytes ?? null, txid).toBe(bytes ?? null);
        // What was packed has another hash when it is opened.
        if (hash != null && fields['09'] === undefined) {
          expect(view?.content?.sha256, txid).toBe(hash);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(20);
  });
});
