import { asBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { HEADER_BYTES, meetsTarget, parseHeader, targetOf, workOf, type Header } from '#lib/chain/header.ts';
import type { Network, NetworkParams } from '#lib/chain/network.ts';

/** The lowest header that a chain may hold. Without a hash, the first header given is taken. */
export type Anchor = { readonly height: number; readonly hash?: BlockHash };

/** Genesis of each network. */
export const ANCHORS: Readonly<Record<Network, Anchor>> = {
  devnet: {
    height: 0,
    hash: asBlockHash('7162d1918f3cbc8c86bcf15d17a77dbc9eadda93d72382bbf76328089e7a151f'),
  },
  test: { height: 0, hash: asBlockHash('000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943') },
  main: { height: 0, hash: asBlockHash('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f') },
  btc: { height: 0, hash: asBlockHash('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f') },
};

/** What the chain knows of a height. */
export type ChainHeader = {
  readonly height: number;
  readonly hash: BlockHash;
  /** Display hex. */
  readonly merkleRoot: string;
  /** Seconds since 1970. */
  readonly time: number;
};

/** What became of headers that were offered. `from` is the first height that is new or was replaced. */
export type Extension =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'accepted'; readonly from: number }
  | { readonly kind: 'reorg'; readonly from: number }
  /** Valid, but with less or equal work than what we hold from that height on. */
  | { readonly kind: 'weaker'; readonly from: number }
  | { readonly kind: 'refused'; readonly issue: Issue };

/**
 * The chain with most work of those that we were offered, checked for linkage and for the work that each header claims.
 * Headers lie packed, 80 bytes each. Branches that lost are not kept: whoever holds one can offer it again.
 *
 * Difficulty is checked in full on the devnet, where it never changes. On the other networks a header may claim any
 * target up to the network's easiest, so that a single lying source could offer cheap headers above the true tip;
 * the network's own adjustment rule is still to come.
 */
export class HeaderChain {
  private readonly params: NetworkParams;
  private readonly anchor: Anchor;
  private readonly powLimit: bigint;
  private packed = new Uint8Array(0);
  private hashes = new Uint8Array(0);
  private length = 0;

  constructor(params: NetworkParams, anchor: Anchor) {
    this.params = params;
    this.anchor = anchor;
    this.powLimit = targetOf(params.powLimitBits) ?? 0n;
  }

  /** Height that the next header would have; that of the anchor while the chain is empty. */
  get nextHeight(): number {
    return this.anchor.height + this.length;
  }

  /** Height of the lowest header that the chain may hold. */
  get firstHeight(): number {
    return this.anchor.height;
  }

  get tip(): ChainHeader | undefined {
    return this.at(this.nextHeight - 1);
  }

  /** The header at `height` on the chain with most work, or `undefined` outside of it. */
  at(height: number): ChainHeader | undefined {
    const slot = height - this.anchor.height;
    if (!Number.isInteger(slot) || slot < 0 || slot >= this.length) return undefined;
    const start = slot * HEADER_BYTES;
    const view = new DataView(this.packed.buffer, start, HEADER_BYTES);
    return {
      height,
      hash: asBlockHash(toDisplayHex(this.hashAt(slot))),
      merkleRoot: toDisplayHex(this.packed.subarray(start + 36, start + 68)),
      time: view.getUint32(68, true),
    };
  }

  /** A copy of the packed headers from `height` to the tip. */
  bytesFrom(height: number): Uint8Array<ArrayBuffer> {
    const slot = Math.max(0, height - this.anchor.height);
    return this.packed.slice(slot * HEADER_BYTES, this.length * HEADER_BYTES);
  }

  /**
   * Offers 80-byte headers, the first of height `fromHeight`. They must link to what is held below that height
   * (`header-unlinked` otherwise: offer the branch from further down). All of them are checked before any is taken.
   */
  extend(fromHeight: number, headers: readonly Uint8Array[]): Extension {
    const first = fromHeight - this.anchor.height;
    if (!Number.isInteger(first) || first < 0 || first > this.length) {
      return refused(
        'header-gap',
        `headers from ${fromHeight}, but the chain goes from ${this.anchor.height} to ${this.nextHeight - 1}`,
      );
    }
    let known = 0;
    while (known < headers.length && this.holds(first + known, headers[known])) known += 1;
    if (known === headers.length) return { kind: 'unchanged' };
    const branch = this.check(first + known, headers.slice(known));
    if (!branch.ok) return { kind: 'refused', issue: branch.issue };
    return this.choose(first + known, branch.value);
  }

  private holds(slot: number, header: Uint8Array | undefined): boolean {
    if (slot >= this.length || header === undefined) return false;
    return equalBytes(this.packed.subarray(slot * HEADER_BYTES, (slot + 1) * HEADER_BYTES), header);
  }

  private check(slot: number, raws: readonly Uint8Array[]): Result<Header[]> {
    const branch: Header[] = [];
    let previous = slot === 0 ? undefined : toDisplayHex(this.hashAt(slot - 1));
    for (const raw of raws) {
      const height = this.anchor.height + slot + branch.length;
      const header = parseHeader(raw);
      if (!header.ok) return header;
      const problem = this.problemOf(header.value, height, previous);
      if (problem !== undefined) return fail({ ...problem, path: `headers/${height}` });
      previous = header.value.hash;
      branch.push(header.value);
    }
    return ok(branch);
  }

  private problemOf(header: Header, height: number, previous: string | undefined): Issue | undefined {
    if (previous === undefined) {
      const { hash } = this.anchor;
      if (hash !== undefined && hash !== header.hash) return issue('header-anchor', 'this is another chain');
    } else if (header.prevHash !== previous) {
      return issue('header-unlinked', `the header of ${height} does not follow from the one before`);
    }
    const target = targetOf(header.bits);
    const allowed = this.params.fixedDifficulty
      ? header.bits === this.params.powLimitBits
      : target !== undefined && target <= this.powLimit;
    if (!allowed)
      return issue('header-bits', `the header of ${height} claims a difficulty that is not allowed`);
    return meetsTarget(header)
      ? undefined
      : issue('header-work', `the header of ${height} lacks the work that it claims`);
  }

  private choose(slot: number, branch: readonly Header[]): Extension {
    const from = this.anchor.height + slot;
    const replaces = slot < this.length;
    if (replaces) {
      const offered = branch.reduce((sum, { bits }) => sum + workOf(bits), 0n);
      if (offered <= this.workFrom(slot)) return { kind: 'weaker', from };
    }
    this.length = slot;
    for (const header of branch) this.append(header);
    return { kind: replaces ? 'reorg' : 'accepted', from };
  }

  private workFrom(slot: number): bigint {
    const view = new DataView(this.packed.buffer);
    let work = 0n;
    for (let at = slot; at < this.length; at += 1)
      work += workOf(view.getUint32(at * HEADER_BYTES + 72, true));
    return work;
  }

  private append(header: Header): void {
    if ((this.length + 1) * HEADER_BYTES > this.packed.length) {
      const room = Math.max(256, this.length * 2);
      this.packed = grown(this.packed, room * HEADER_BYTES);
      this.hashes = grown(this.hashes, room * 32);
    }
    this.packed.set(header.bytes, this.length * HEADER_BYTES);
    for (let at = 0; at < 32; at += 1) {
      this.hashes[this.length * 32 + at] = Number.parseInt(header.hash.slice(62 - at * 2, 64 - at * 2), 16);
    }
    this.length += 1;
  }

  private hashAt(slot: number): Uint8Array {
    return this.hashes.subarray(slot * 32, slot * 32 + 32);
  }
}

/** Splits packed headers; a rest shorter than a header stays a part of its own, which `extend` refuses. */
export function splitHeaders(packed: Uint8Array): Uint8Array[] {
  const headers: Uint8Array[] = [];
  for (let at = 0; at < packed.length; at += HEADER_BYTES)
    headers.push(packed.subarray(at, at + HEADER_BYTES));
  return headers;
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}

const refused = (code: string, message: string): Extension => ({
  kind: 'refused',
  issue: issue(code, message),
});
