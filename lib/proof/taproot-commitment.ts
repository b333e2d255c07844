/**
 * Taproot commitments (BIP 341): whether an output commits to the script that a witness reveals.
 *
 * ```
 * stack   = argument… script control [annex, which begins with 0x50]
 * control = version and parity, internal key (32), path (32 each, at most 128)
 * leaf    = H("TapLeaf", version, CompactSize(script), script)
 * root    = leaf joined with each hash of the path by H("TapBranch", smaller, larger)
 * output  = OP_1, x of (internal key + H("TapTweak", internal key, root) * G)
 * ```
 */
import { schnorr } from '@noble/curves/secp256k1.js';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { OP } from '#lib/chain/script.ts';

const { Point, utils } = schnorr;
const { taggedHash } = utils;

const ANNEX = 0x50;
const KEY_BYTES = 32;
const CONTROL_BASE = 33;
const MAX_PATH = 128;
/** The lowest bit of a control block's first byte is the parity of the output key, the rest the version of the leaf. */
const VERSION_MASK = 0xfe;

/** The output key when `script` pays to taproot; a view into it. */
function taprootKey(script: Uint8Array): Uint8Array | undefined {
  const matches = script.length === KEY_BYTES + 2 && script[0] === OP.ONE && script[1] === KEY_BYTES;
  return matches ? script.subarray(2) : undefined;
}

/** Whether `script` pays to taproot. What spends any other output proves nothing about the script that it reveals. */
export const isTaproot = (script: Uint8Array): boolean => taprootKey(script) !== undefined;

/** The script that a stack reveals and the control block behind it; `undefined` for a spend by key. */
function scriptPath(
  stack: readonly Uint8Array[],
): { readonly script: Uint8Array; readonly control: Uint8Array } | undefined {
  const hasAnnex = stack.length >= 2 && stack.at(-1)?.[0] === ANNEX;
  const end = hasAnnex ? stack.length - 1 : stack.length;
  const control = stack[end - 1];
  const script = stack[end - 2];
  return end < 2 || control === undefined || script === undefined ? undefined : { script, control };
}

function joinPath(leaf: Uint8Array, control: Uint8Array): Uint8Array {
  let node = leaf;
  for (let at = CONTROL_BASE; at < control.length; at += KEY_BYTES) {
    const sibling = control.subarray(at, at + KEY_BYTES);
    node =
      toHex(node) < toHex(sibling)
        ? taggedHash('TapBranch', node, sibling)
        : taggedHash('TapBranch', sibling, node);
  }
  return node;
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);

/** The output key of an internal key and a root, with its parity; `undefined` when there is none. */
function tweaked(
  internal: Uint8Array,
  root: Uint8Array,
): { readonly key: Uint8Array; readonly parity: number } | undefined {
  const tweak = numberOf(taggedHash('TapTweak', internal, root));
  if (tweak >= Point.Fn.ORDER) return undefined;
  try {
    // Nothing here is secret, so time may depend on it.
    const point = utils.lift_x(numberOf(internal)).add(Point.BASE.multiplyUnsafe(tweak));
    return { key: utils.pointToBytes(point), parity: Number(point.y & 1n) };
  } catch {
    return undefined;
  }
}

/**
 * Whether the script that a witness stack reveals is one that `outputScript` commits to. That is a statement about one
 * script: whoever made the output may have put others beside it, and only a block says which of them was revealed.
 * The leaf's version is not judged, and the script is not run.
 */
export function checkTapscript(stack: readonly Uint8Array[], outputScript: Uint8Array): Result<undefined> {
  const expected = taprootKey(outputScript);
  if (expected === undefined)
    return fail(issue('taproot-other-output', 'the spent output is no taproot output'));
  const path = scriptPath(stack);
  if (path === undefined) return fail(issue('taproot-key-path', 'the witness reveals no script'));
  const { script, control } = path;
  const steps = (control.length - CONTROL_BASE) / KEY_BYTES;
  if (!Number.isInteger(steps) || steps < 0 || steps > MAX_PATH)
    return fail(issue('taproot-control-block', `a control block of ${control.length} bytes`));
  const head = control[0] ?? 0;
  const leaf = taggedHash(
    'TapLeaf',
    concatBytes([Uint8Array.of(head & VERSION_MASK), encodeVarint(script.length), script]),
  );
  const output = tweaked(control.subarray(1, CONTROL_BASE), joinPath(leaf, control));
  const matches = output !== undefined && output.parity === (head & 1) && equalBytes(output.key, expected);
  return matches
    ? ok(undefined)
    : fail(issue('taproot-mismatch', 'the spent output commits to another script'));
}
