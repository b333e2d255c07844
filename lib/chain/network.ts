/** The networks Nabo knows. `devnet` is local, `btc` is read only. */
export type Network = 'devnet' | 'test' | 'main' | 'btc';

/** Which consensus and which envelope form a network has. Handles and districts belong to their chain. */
export type Chain = 'bsv' | 'btc';

export const NETWORKS = ['devnet', 'test', 'main', 'btc'] as const satisfies readonly Network[];

export type NetworkParams = {
  readonly chain: Chain;
  /** Version byte of P2PKH addresses. */
  readonly addressVersion: number;
  /** Easiest target a header may claim, in compact form. */
  readonly powLimitBits: number;
  readonly difficulty: DifficultyRule;
};

/**
 * How a network derives the target of a block from the blocks before it; lib/proof/difficulty.ts has the rules.
 *
 * - `fixed`: it never changes.
 * - `daa`: of every block, from the work and the time of the 144 before (BSV, since 13 November 2017).
 * - `daa-or-easiest`: `daa`, and the easiest target for a block that comes more than 20 minutes after the one before.
 * - `retarget`: every 2,016 blocks, from the time that those took (BTC).
 */
export type DifficultyRule = 'fixed' | 'daa' | 'daa-or-easiest' | 'retarget';

export const NETWORK_PARAMS: Readonly<Record<Network, NetworkParams>> = {
  devnet: { chain: 'bsv', addressVersion: 0x6f, powLimitBits: 0x207fffff, difficulty: 'fixed' },
  test: { chain: 'bsv', addressVersion: 0x6f, powLimitBits: 0x1d00ffff, difficulty: 'daa-or-easiest' },
  main: { chain: 'bsv', addressVersion: 0x00, powLimitBits: 0x1d00ffff, difficulty: 'daa' },
  btc: { chain: 'btc', addressVersion: 0x00, powLimitBits: 0x1d00ffff, difficulty: 'retarget' },
};
