import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { decodeRecord, protocolRecord, type Protocol } from '#lib/protocols/index.ts';
import { PROTOCOLS } from '#lib/protocols/registry.ts';
import { encodeTapes } from '#lib/protocols/tape.ts';
import { assemble } from '#tests/support/assemble.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import { decodeMemo, encodeMemo } from './example/memo.ts';

const WITH_MEMO: readonly Protocol[] = [{ name: 'memo', decode: decodeMemo }, ...PROTOCOLS];

function recordOf(script: Uint8Array, protocols?: readonly Protocol[]) {
  const [inscription] = readInscriptions(txWithOutputs({ script }), 'bsv');
  if (inscription === undefined) throw new Error('nothing to read');
  return protocolRecord.parse(decodeRecord(inscription, protocols));
}

describe('the protocol that the README adds', () => {
  it('stands there as it is run here', () => {
    const readme = readFileSync(
      path.resolve(import.meta.dirname, '../../../../lib/protocols/README.md'),
      'utf8',
    );
    const source = readFileSync(path.join(import.meta.dirname, 'example/memo.ts'), 'utf8');
    expect(/```ts\n(import [\s\S]*?)```/.exec(readme)?.[1]).toBe(source);
  });

  it('reads back what it wrote, and nothing without its line', () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
          .filter((text) => text !== '|' && encodeUtf8(text).length <= 217),
        (text) => {
          const script = encodeTapes([encodeMemo(text)]);
          expect(recordOf(script, WITH_MEMO)).toMatchObject({ kind: 'text', text, issues: [] });
          expect(recordOf(script)).toEqual({ kind: 'unknown', issues: [] });
        },
      ),
    );
  });

  it('says why it cannot read what is its own', () => {
    for (const script of [
      'OP_RETURN <6d02>',
      'OP_RETURN <6d02> <ff>',
      `OP_RETURN <6d02> <${'61'.repeat(218)}>`,
    ])
      expect(recordOf(assemble(script), WITH_MEMO)).toMatchObject({
        kind: 'unknown',
        protocol: 'memo',
        issues: [{ code: 'memo-message' }],
      });
    expect(() => encodeMemo('x'.repeat(218))).toThrow(RangeError);
  });

  it('leaves the others alone', () => {
    expect(
      recordOf(assemble("OP_RETURN '1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5' 'SET' 'type' 'post'"), WITH_MEMO),
    ).toMatchObject({
      protocol: 'social',
    });
  });
});
