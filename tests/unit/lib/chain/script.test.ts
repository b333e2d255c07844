import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { OP, p2pkhHash, p2pkhHashAt, p2pkhScript, pushData, readScript } from '#lib/chain/script.ts';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array(0);

describe('readScript', () => {
  it('lists operations with their offsets', () => {
    expect(readScript(hex('0063036f7264516a'))).toEqual({
      chunks: [
        { op: OP.FALSE, data: new Uint8Array(0), offset: 0 },
        { op: OP.IF, offset: 1 },
        { op: 3, data: hex('6f7264'), offset: 2 },
        { op: OP.ONE, offset: 6 },
        { op: OP.RETURN, offset: 7 },
      ],
    });
  });

  it.each(['05aabb', '4c', '4c02aa', '4d01', '4d0200aa', '4e00', '4effffffffaa'])(
    'stops at the cut push %s',
    (text) => {
      const { chunks, failure } = readScript(hex(`51${text}`));
      expect(chunks).toEqual([{ op: OP.ONE, offset: 0 }]);
      expect(failure).toMatchObject({ code: 'push-truncated', offset: 1 });
    },
  );

  it('accepts pushes in longer forms than needed', () => {
    const { chunks } = readScript(hex('4c01aa4d0100bb4e01000000cc'));
    expect(chunks.map(({ data }) => data && toHex(data))).toEqual(['aa', 'bb', 'cc']);
  });

  it('ends on any bytes, with chunks that cover the script up to the failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (script) => {
        const { chunks, failure } = readScript(script);
        let offset = 0;
        for (const chunk of chunks) {
          expect(chunk.offset).toBe(offset);
          const prefix =
            chunk.op === OP.PUSHDATA1 ? 1 : chunk.op === OP.PUSHDATA2 ? 2 : chunk.op === OP.PUSHDATA4 ? 4 : 0;
          offset += 1 + (chunk.data === undefined ? 0 : prefix + chunk.data.length);
        }
        expect(failure?.offset ?? script.length).toBe(offset);
      }),
    );
  });
});

describe('pushData', () => {
  it('reads back what it wrote, whatever the length', () => {
    for (const length of [0, 1, 2, 75, 76, 255, 256, 65_535, 65_536, 70_000]) {
      const data = new Uint8Array(length).fill(1);
      expect(readScript(pushData(data)).chunks).toMatchObject([{ data, offset: 0 }]);
    }
  });

  it('uses the shortest opcode and never a number opcode', () => {
    expect(toHex(pushData(hex('01')))).toBe('0101');
    expect(toHex(pushData(new Uint8Array(0)))).toBe('00');
    expect(pushData(new Uint8Array(75))[0]).toBe(75);
    expect(pushData(new Uint8Array(76))[0]).toBe(OP.PUSHDATA1);
    expect(pushData(new Uint8Array(256))[0]).toBe(OP.PUSHDATA2);
    expect(pushData(new Uint8Array(65_536))[0]).toBe(OP.PUSHDATA4);
  });

  it('joins to a script that reads back push by push', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (parts) => {
        const { chunks, failure } = readScript(concatBytes(parts.map(pushData)));
        expect(failure).toBeUndefined();
        expect(chunks.map(({ data }) => data)).toEqual(parts);
      }),
    );
  });
});

describe('P2PKH', () => {
  const key = hex('00112233445566778899aabbccddeeff00112233');

  it('reads back the key hash', () => {
    expect(p2pkhHash(p2pkhScript(key))).toEqual(key);
    expect(p2pkhHashAt(concatBytes([hex('51'), p2pkhScript(key), hex('6a')]), 1)).toEqual(key);
  });

  it('takes no other script for one', () => {
    const script = p2pkhScript(key);
    expect(p2pkhHash(script.subarray(0, 24))).toBeUndefined();
    expect(p2pkhHash(concatBytes([script, hex('6a')]))).toBeUndefined();
    for (const at of [0, 1, 2, 23, 24]) {
      const changed = Uint8Array.from(script);
      changed[at] = 0x61;
      expect(p2pkhHash(changed)).toBeUndefined();
    }
    expect(() => p2pkhScript(new Uint8Array(21))).toThrow(RangeError);
  });
});
