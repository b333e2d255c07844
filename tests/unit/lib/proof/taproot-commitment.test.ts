import * as btc from '@scure/btc-signer';
import { tapLeafHash } from '@scure/btc-signer/payment.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { parseTx, type Tx } from '#lib/chain/tx.ts';
import { checkTapscript, isTaproot } from '#lib/proof/taproot-commitment.ts';
import { commitTx, payTo, revealLeaf, revealTx, testKey } from '#tests/support/btc-reveal.ts';

const KEY = testKey(11);
const body = (text: string): Uint8Array => new TextEncoder().encode(text);
const leafOf = (text: string) => revealLeaf(KEY, { tags: { contentType: 'text/plain' }, body: body(text) });

function parsed(raw: Uint8Array): Tx {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return tx.value;
}

/** Spends one output by one of its leaves; the witness that the library made, and the output's script. */
function spend(texts: readonly string[], leaf = 0, internal?: Uint8Array) {
  const payment = payTo(texts.map(leafOf), internal);
  const commit = commitTx([payment.script]);
  const stack = parsed(revealTx(commit, [{ payment, leaf }], KEY)).inputs[0]?.witness ?? [];
  return { stack, output: payment.script };
}

const codeOf = (stack: readonly Uint8Array[], output: Uint8Array): string => {
  const checked = checkTapscript(stack, output);
  return checked.ok ? 'ok' : checked.issue.code;
};

const TEXTS = ['one', 'two', 'three', 'four', 'five'];
const { stack: STACK, output: OUTPUT } = spend(TEXTS, 2);
const [SIGNATURE, SCRIPT, CONTROL] = STACK as [Uint8Array, Uint8Array, Uint8Array];

describe('checkTapscript', () => {
  it('accepts every leaf of a tree that a library made and spent', () => {
    for (let count = 1; count <= TEXTS.length; count += 1) {
      for (let leaf = 0; leaf < count; leaf += 1) {
        const { stack, output } = spend(TEXTS.slice(0, count), leaf);
        expect(codeOf(stack, output)).toBe('ok');
        expect(codeOf([...stack, Uint8Array.of(0x50, 1, 2)], output)).toBe('ok');
      }
    }
  });

  it('accepts keys of either parity, and no control block of the other', () => {
    const parities = new Set<number>();
    for (let seed = 1; seed <= 8; seed += 1) {
      const { stack, output } = spend(['x'], 0, testKey(seed));
      const [signature = SIGNATURE, script = SCRIPT, control = CONTROL] = stack;
      expect(codeOf(stack, output)).toBe('ok');
      parities.add((control[0] ?? 0) & 1);
      const other = control.with(0, (control[0] ?? 0) ^ 1);
      expect(codeOf([signature, script, other], output)).toBe('taproot-mismatch');
    }
    expect(parities).toEqual(new Set([0, 1]));
  });

  it('accepts a leaf of another version and a script of any length', () => {
    for (const length of [0, 1, 252, 253, 65_535, 65_536, 400_000]) {
      const script = new Uint8Array(length).fill(0x6a);
      const version = 0xc2;
      const leaf = tapLeafHash(script, version);
      const internal = btc.utils.pubSchnorr(KEY);
      const [key, parity] = btc.utils.taprootTweakPubkey(internal, leaf);
      const control = concatBytes([Uint8Array.of(version | parity), internal]);
      expect(codeOf([script, control], concatBytes([Uint8Array.of(0x51, 32), key]))).toBe('ok');
    }
  });

  it('refuses any change of the script, the control block or the output', () => {
    const parts = [SCRIPT, CONTROL, OUTPUT];
    const sizes = parts.map(({ length }) => length);
    const change = fc
      .nat(2)
      .chain((part) =>
        fc.tuple(fc.constant(part), fc.nat((sizes[part] ?? 1) - 1), fc.integer({ min: 1, max: 255 })),
      );
    fc.assert(
      fc.property(change, ([part, at, flip]) => {
        const [script, control, output] = parts.map((bytes, index) =>
          index === part ? bytes.with(at, (bytes[at] ?? 0) ^ flip) : bytes,
        ) as [Uint8Array, Uint8Array, Uint8Array];
        expect(codeOf([SIGNATURE, script, control], output)).toMatch(/^taproot-(?:mismatch|other-output)$/);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a stranger another leaf: the script of one tree with the control block of another', () => {
    const forged = leafOf('forged').script;
    expect(codeOf([SIGNATURE, forged, CONTROL], OUTPUT)).toBe('taproot-mismatch');
    const { stack } = spend(['forged', 'two'], 0);
    expect(codeOf(stack, OUTPUT)).toBe('taproot-mismatch');
  });

  it('refuses a path that is cut, grown, or of an odd length', () => {
    for (let cut = 0; cut < CONTROL.length; cut += 1)
      expect(codeOf([SIGNATURE, SCRIPT, CONTROL.subarray(0, cut)], OUTPUT)).toMatch(/^taproot-/);
    const grown = (steps: number) => concatBytes([CONTROL, new Uint8Array(32 * steps)]);
    expect(codeOf([SIGNATURE, SCRIPT, grown(1)], OUTPUT)).toBe('taproot-mismatch');
    expect(
      codeOf([SIGNATURE, SCRIPT, concatBytes([CONTROL.subarray(0, 33), new Uint8Array(32 * 128)])], OUTPUT),
    ).toBe('taproot-mismatch');
    expect(
      codeOf([SIGNATURE, SCRIPT, concatBytes([CONTROL.subarray(0, 33), new Uint8Array(32 * 129)])], OUTPUT),
    ).toBe('taproot-control-block');
  });

  it('says when there is nothing to check', () => {
    expect(codeOf([], OUTPUT)).toBe('taproot-key-path');
    expect(codeOf([SIGNATURE], OUTPUT)).toBe('taproot-key-path');
    expect(codeOf([SIGNATURE, Uint8Array.of(0x50)], OUTPUT)).toBe('taproot-key-path');
    for (const script of [
      OUTPUT.subarray(1),
      OUTPUT.with(0, 0x52),
      new Uint8Array(34),
      concatBytes([OUTPUT, OUTPUT]),
    ]) {
      expect(isTaproot(script)).toBe(false);
      expect(codeOf(STACK, script)).toBe('taproot-other-output');
    }
  });

  it('takes an internal key that is no point for a mismatch', () => {
    for (const fill of [0x00, 0xff]) {
      const control = CONTROL.slice();
      control.fill(fill, 1, 33);
      expect(codeOf([SIGNATURE, SCRIPT, control], OUTPUT)).toBe('taproot-mismatch');
    }
  });

  it('never throws', () => {
    const item = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.constantFrom(SCRIPT, CONTROL, Uint8Array.of(0x50)),
    );
    const script = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(OUTPUT));
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 5 }),
        script,
        (stack, output) => void checkTapscript(stack, output),
      ),
      { numRuns: 500 },
    );
  });
});
