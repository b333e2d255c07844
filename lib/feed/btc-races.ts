import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import type { InscriptionSource } from '#lib/chain/sources/ord.ts';
import { isMined } from '#lib/ledger/position.ts';
import { readDistrictClaims } from '#lib/ledger/btc-claims.ts';
import { Districts, type DistrictClaim } from '#lib/ledger/districts.ts';
import type { BtcDistrictView, InRace } from './land-view.ts';

/** A block with more transactions that inscribe is not read through for one claim. */
const MOST_IN_RACE = 64;
/** Blocks whose claims are remembered; those that were read first are let go. */
const MOST_BLOCKS = 256;

type BlockClaims = { readonly claims: readonly DistrictClaim<string>[]; readonly unread: number };

/** Gives a transaction whose bytes hash to its id. */
type Find = (txid: Txid, signal: AbortSignal) => Promise<Uint8Array | undefined>;

/**
 * Who was first to claim a district of BTC, among the blocks that somebody let us read. The rule lets a claim be in the
 * district's own block or in any later one, so the search begins at its own and ends at the first block with a claim.
 */
export class BtcRaces {
  private readonly source: InscriptionSource;
  private readonly find: Find;
  private readonly blocks = new Map<number, Promise<BlockClaims>>();

  constructor(source: InscriptionSource, find: Find) {
    this.source = source;
    this.find = find;
  }

  /** Searches the blocks from that of the district to `searchTo`, or to the first that has a claim of it. */
  async race(
    height: number,
    searchTo: number,
    signal: AbortSignal,
  ): Promise<NonNullable<BtcDistrictView['race']>> {
    const districts = new Districts<string>();
    let unread = 0;
    let at = height;
    for (; ; at += 1) {
      const block = await this.block(at, signal);
      unread += block.unread;
      for (const claim of block.claims) districts.put(claim);
      if (at >= searchTo || districts.winnerOf(height) !== undefined) break;
    }
    const { first, rivals } = districts.claimsOf(height, at);
    return {
      source: this.source.name,
      searchedTo: at,
      unread,
      rivals: rivals.map(inRace),
      ...(first !== undefined && { first: inRace(first) }),
    };
  }

  private async block(height: number, signal: AbortSignal): Promise<BlockClaims> {
    const known = this.blocks.get(height);
    if (known !== undefined) return known;
    const reading = this.readBlock(height, signal);
    this.blocks.set(height, reading);
    const [oldest] = this.blocks.keys();
    if (this.blocks.size > MOST_BLOCKS && oldest !== undefined) this.blocks.delete(oldest);
    // What failed, or was not there in whole, is asked for again the next time.
    const forget = (): boolean => this.blocks.delete(height);
    reading.then(({ unread }) => unread > 0 && forget(), forget);
    return reading;
  }

  private async readBlock(height: number, signal: AbortSignal): Promise<BlockClaims> {
    const ids = await this.source.inscriptions(height, signal);
    const txids = [...new Set(ids.map((id) => id.slice(0, 64)))].filter(isTxid);
    if (txids.length > MOST_IN_RACE) return { claims: [], unread: txids.length };
    const claims: DistrictClaim<string>[] = [];
    let unread = 0;
    for (const [index, txid] of txids.entries()) {
      const raw = await this.find(txid, signal);
      if (raw === undefined) unread += 1;
      else claims.push(...readDistrictClaims(raw, { height, index }));
    }
    return { claims, unread };
  }
}

const inRace = ({ id, position }: Pick<DistrictClaim<string>, 'id' | 'position'>): InRace => ({
  id,
  height: isMined(position) ? position.height : 0,
  index: position.index,
});
