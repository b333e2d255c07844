import { base64 } from '@scure/base';
import { Beef as SdkBeef } from '@bsv/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { readBundle, writeBundle, type Bundle } from '#lib/proof/bundle.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import { segwitTxArbitrary, txArbitrary } from '#tests/support/arbitrary-tx.ts';
import { mineTestBranch } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';

const raw = sampleRaw(3);
const txid = txidOfRaw(raw);
const block = [txidOfRaw(sampleRaw(1)), txid, txidOfRaw(sampleRaw(2))];
const bundle: Bundle = {
  network: 'main',
  txid,
  id: toOutpoint(txid, 0),
  raw,
  bumps: [encodeBump(bumpOf(block, 900_000, [1]))],
  bumpIndex: 0,
  headers: { from: 900_000, list: mineTestBranch(3).map(({ bytes }) => bytes) },
  content: { kind: 'post', text: 'Bread "at" seven.\n\u{1F35E}' },
};
const codeOf = (text: string): string => {
  const read = readBundle(text);
  return read.ok ? 'ok' : read.issue.code;
};
const changed = (fields: Record<string, unknown>, of = bundle): string =>
  JSON.stringify({ ...JSON.parse(writeBundle(of)), ...fields });

describe('readBundle and writeBundle', () => {
  it('give back what was put in', () => {
    expect(readBundle(writeBundle(bundle))).toEqual({ ok: true, value: bundle });
  });

  it('give back any transaction, mined or not, plain on BSV and with its witnesses on BTC', () => {
    const some = fc.record({
      tx: txArbitrary.map(encodeTx),
      isMined: fc.boolean(),
      headers: fc.integer({ min: 0, max: 4 }),
      text: fc.option(fc.string({ unit: 'grapheme', maxLength: 50 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        some,
        fc.constantFrom('main', 'devnet', 'btc'),
        ({ tx, isMined, headers, text }, network) => {
          const id = txidOfRaw(tx);
          const made: Bundle = {
            network,
            txid: id,
            raw: tx,
            ...(isMined
              ? { bumps: [encodeBump(bumpOf([id, ...block], 5, [0]))], bumpIndex: 0 }
              : { bumps: [] }),
            ...(headers > 0 && {
              headers: { from: 5, list: mineTestBranch(headers).map(({ bytes }) => bytes) },
            }),
            ...(text !== undefined && { content: { kind: 'post', text } }),
          };
          expect(readBundle(writeBundle(made))).toEqual({ ok: true, value: made });
        },
      ),
    );
    fc.assert(
      fc.property(segwitTxArbitrary.map(encodeTx), (tx) => {
        const made: Bundle = { network: 'btc', txid: txidOfRaw(tx), raw: tx, bumps: [] };
        expect(readBundle(writeBundle(made))).toEqual({ ok: true, value: made });
      }),
    );
  });

  it('carry an Atomic BEEF that the SDK takes', () => {
    const { beef } = JSON.parse(writeBundle(bundle)) as { beef: string };
    const theirs = SdkBeef.fromBinary(Array.from(base64.decode(beef)));
    expect([theirs.atomicTxid, theirs.isValid()]).toEqual([txid, true]);
  });

  it('ignore members that are not known', () => {
    expect(codeOf(changed({ note: [1, { deep: true }] }))).toBe('ok');
  });

  it('say what is wrong', () => {
    const other = base64.encode(sampleRaw(9));
    expect(codeOf('{')).toBe('json-malformed');
    expect(codeOf('[]')).toBe('bundle-format');
    expect(codeOf('{"format":"something else","version":1}')).toBe('bundle-format');
    expect(codeOf(changed({ version: 2 }))).toBe('bundle-version');
    expect(codeOf(changed({ network: 'moon' }))).toBe('bundle-field');
    expect(codeOf(changed({ subject: 'abc' }))).toBe('bundle-field');
    expect(codeOf(changed({ beef: '*' }))).toBe('bundle-base64');
    expect(codeOf(changed({ beef: other }))).toBe('beef-not-atomic');
    expect(codeOf(changed({ beef: undefined }))).toBe('bundle-base64');
    expect(codeOf(changed({ subject: 'ab'.repeat(32) }))).toBe('bundle-subject');
    expect(codeOf(changed({ tx: other }, { ...bundle, network: 'btc' }))).toBe('bundle-subject');
    expect(codeOf(changed({ tx: 'AAAA' }, { ...bundle, network: 'btc' }))).toBe('no-inputs');
    expect(codeOf(changed({ headers: { from: 1, hex: '00' } }))).toBe('bundle-headers');
    expect(codeOf(changed({ headers: { from: 1, hex: '' } }))).toBe('bundle-headers');
    expect(codeOf(changed({ headers: { from: -1, hex: '' } }))).toBe('bundle-field');
    expect(codeOf(changed({ content: { kind: 'post', text: 'x'.repeat(40_001) } }))).toBe('bundle-field');
    expect(codeOf(`{"format":"nabo-proof","version":1,"a":${'['.repeat(100_000)}`)).toBe('json-too-deep');
  });

  it('never throw for a text with any part replaced', () => {
    const text = writeBundle(bundle);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 20 }), (at, cut, put) => {
        const read = readBundle(text.slice(0, at) + put + text.slice(at + cut));
        if (read.ok) expect(txidOfRaw(read.value.raw)).toBe(read.value.txid);
      }),
      { numRuns: 1000 },
    );
  });
});
