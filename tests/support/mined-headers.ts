import { asBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import { encodeHeader, meetsTarget, parseHeader, type Header } from '#lib/chain/header.ts';
import type { NetworkParams } from '#lib/chain/network.ts';
import { requiredBits } from '#lib/proof/difficulty.ts';
import { HeaderRun } from '#lib/proof/header-run.ts';

export const NO_HASH = asBlockHash('00'.repeat(32));
/** The devnet's difficulty: every second hash has enough work. */
export const EASY_BITS = 0x207f_ffff;

export type MinedHeaderOptions = {
  readonly prevHash?: BlockHash;
  readonly merkleRoot?: string;
  readonly time?: number;
  readonly bits?: number;
};

/** A header with the work that its bits ask for. */
export function mineTestHeader(options: MinedHeaderOptions = {}): Header {
  const {
    prevHash = NO_HASH,
    merkleRoot = '00'.repeat(32),
    time = 1_800_000_000,
    bits = EASY_BITS,
  } = options;
  for (let nonce = 0; ; nonce += 1) {
    const header = parseHeader(encodeHeader({ version: 1, prevHash, merkleRoot, time, bits, nonce }));
    if (header.ok && meetsTarget(header.value)) return header.value;
  }
}

/** `count` headers on top of `prevHash`; `time` of the first makes a branch differ from another. */
export function mineTestBranch(count: number, options: MinedHeaderOptions = {}): Header[] {
  const branch: Header[] = [];
  let prevHash = options.prevHash ?? NO_HASH;
  for (let at = 0; at < count; at += 1) {
    const header = mineTestHeader({ ...options, prevHash, time: (options.time ?? 1_800_000_000) + at * 600 });
    branch.push(header);
    prevHash = header.hash;
  }
  return branch;
}

/** What a mined chain follows: a network's own rule, at a difficulty that a test can meet. */
export type MinedRule = Pick<NetworkParams, 'difficulty' | 'powLimitBits'>;

/** `count` headers that their rule allows, on top of `below` (whose first has height `from`); `gap` seconds from each to the next. */
export function mineByRule(
  rule: MinedRule,
  count: number,
  options: {
    readonly below?: readonly Header[];
    readonly from?: number;
    readonly gap?: (height: number) => number;
  } = {},
): Header[] {
  const { below = [], from = 0, gap = () => 600 } = options;
  const run = new HeaderRun(from);
  for (const header of below) run.append(header);
  const mined: Header[] = [];
  while (mined.length < count) {
    const height = run.end;
    const time = (run.timeAt(height - 1) ?? 1_700_000_000) + gap(height);
    const bits = requiredBits(rule, run, height, time) ?? run.bitsAt(height - 1) ?? rule.powLimitBits;
    const header = mineTestHeader({ prevHash: run.hashAt(height - 1) ?? NO_HASH, time, bits });
    run.append(header);
    mined.push(header);
  }
  return mined;
}
