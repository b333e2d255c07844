/**
 * The rules of the local chain, in one place. They are those of the BSV network after Chronicle where a wallet can tell
 * the difference (scripts, fees, finality, coinbase maturity, Arcade's size limits), and the easiest possible where it
 * cannot (difficulty never changes).
 */
import { asSats, type Sats } from '#lib/bytes/brand.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';

/** "nabo" in ASCII: no other network has this magic, so neither blocks nor data files can be mistaken for another's. */
export const DEVNET_MAGIC = 0x6e61626f;

export const { powLimitBits: POW_BITS, addressVersion: ADDRESS_VERSION } = NETWORK_PARAMS.devnet;

/** A coinbase may be spent by a block that is at least this much higher. */
export const COINBASE_MATURITY = 100;

/** Blocks mined on an empty chain, so that the first coinbase can be spent. */
export const BOOT_BLOCKS = COINBASE_MATURITY + 1;

/** Deepest reorg on command: the displaced coinbases are younger than maturity, so nothing can depend on them. */
export const MAX_REORG_DEPTH = COINBASE_MATURITY - 1;

/** What ARC and Arcade call their policy; `GET /policy` reports these numbers. Sizes in bytes. */
export const POLICY = {
  feeSats: 100,
  feeBytes: 1000,
  maxTxBytes: 10_485_760,
  maxScriptBytes: 500_000,
  /** Our own, so that one transaction cannot hold the process for minutes: each check takes milliseconds. */
  maxSignatureChecks: 2_000,
  minTxBytes: 61,
} as const;

export const MAX_BLOCK_BYTES = 32 * 1024 * 1024;
export const MAX_BLOCK_TRANSACTIONS = 10_000;

const HALVING_BLOCKS = 210_000;
const FIRST_SUBSIDY = 5_000_000_000;

/** New coins of the block at `height`. */
export const subsidyAt = (height: number): Sats =>
  asSats(Math.floor(FIRST_SUBSIDY / 2 ** Math.floor(height / HALVING_BLOCKS)));

/** The least fee of a transaction of `bytes`, at `feeSats` for each {@link POLICY.feeBytes}. */
export const leastFee = (bytes: number, feeSats: number): number =>
  Math.ceil((bytes * feeSats) / POLICY.feeBytes);
