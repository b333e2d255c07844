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
  /** Whether difficulty never changes: true on the devnet alone. */
  readonly fixedDifficulty: boolean;
};

export const NETWORK_PARAMS: Readonly<Record<Network, NetworkParams>> = {
  devnet: { chain: 'bsv', addressVersion: 0x6f, powLimitBits: 0x207fffff, fixedDifficulty: true },
  test: { chain: 'bsv', addressVersion: 0x6f, powLimitBits: 0x1d00ffff, fixedDifficulty: false },
  main: { chain: 'bsv', addressVersion: 0x00, powLimitBits: 0x1d00ffff, fixedDifficulty: false },
  btc: { chain: 'btc', addressVersion: 0x00, powLimitBits: 0x1d00ffff, fixedDifficulty: false },
};
