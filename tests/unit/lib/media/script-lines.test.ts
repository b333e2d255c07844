import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OP } from '#lib/chain/script.ts';
import { operationOf } from '#lib/media/opcodes.ts';
import { listScript } from '#lib/media/script-lines.ts';
import { tapscriptOf } from '#lib/media/tapscript.ts';
import { assemble } from '#tests/support/assemble.ts';

describe('a script is listed', () => {
  it('operation by operation, words in quotes and other bytes in hex', () => {
    const script = assemble("OP_FALSE OP_IF 'ord' OP_1 'text/plain' OP_FALSE <00ff> OP_ENDIF");
    const { lines, more, isCut } = listScript(script);
    expect(lines.map(({ name, data }) => (data === undefined ? name : `${name} ${data}`))).toEqual([
      'OP_0',
      'OP_IF',
      'PUSH 3 “ord”',
      'OP_1',
      'PUSH 10 “text/plain”',
      'OP_0',
      'PUSH 2 00ff',
      'OP_ENDIF',
    ]);
    expect([more, isCut]).toEqual([0, false]);
  });

  it('up to where it breaks off, and up to four hundred lines', () => {
    expect(listScript(Uint8Array.of(OP.DUP, 5, 1, 2))).toMatchObject({ isCut: true, more: 0 });
    const long = listScript(new Uint8Array(100_000).fill(OP.DUP));
    expect([long.lines.length, long.more]).toEqual([400, 99_600]);
  });

  it('without a letter that turns a line around', () => {
    const { lines } = listScript(assemble("'a\u202eb'"));
    expect(lines[0]?.data).toBe('61e280ae62');
  });

  it('whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (script) => {
        const { lines } = listScript(script);
        expect(lines.length).toBeLessThanOrEqual(script.length);
      }),
    );
  });

  it('with a name and a word for every byte', () => {
    const names = Array.from({ length: 256 }, (_slot, code) => operationOf(code));
    expect(new Set(names.map(({ name }) => name)).size).toBe(256);
    expect(names.every(({ does }) => does.length > 3)).toBe(true);
    expect(operationOf(OP.CHECKSIG).name).toBe('OP_CHECKSIG');
    expect(operationOf(OP.SIXTEEN).name).toBe('OP_16');
  });
});

describe('the tapscript of a witness', () => {
  const item = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

  it('is before the control block, and before an annex', () => {
    expect(tapscriptOf([item(9), item(1, 2), item(0xc0)])).toEqual(item(1, 2));
    expect(tapscriptOf([item(9), item(1, 2), item(0xc0), item(0x50, 1)])).toEqual(item(1, 2));
    expect(tapscriptOf([item(9)])).toBeUndefined();
    expect(tapscriptOf([])).toBeUndefined();
  });
});
