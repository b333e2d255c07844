import type { TxOutput } from '#lib/chain/tx.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Payer } from '#lib/publish/publication.ts';

/**
 * Why another wallet did not do what it was asked: there is none here, its owner said no, it does not answer any more, it is
 * on another network, it has too little, or what it says makes no sense.
 */
export type OutsideTrouble =
  | 'wallet-absent'
  | 'wallet-refused'
  | 'wallet-gone'
  | 'wallet-network'
  | 'wallet-short'
  | 'wallet-lied';

/** What a wallet wrote is never shown: the code says what happened. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
  readonly code: OutsideTrouble;

  constructor(code: OutsideTrouble, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

/** A transaction that another wallet made, and what it says its inputs spend. All of it is checked by the signer. */
export type OutsideTx = {
  readonly raw: Uint8Array;
  readonly sources: readonly TxOutput[];
  /** To be called once it is on its way: the wallet is told where it wants to know, and the coins are not chosen again. */
  readonly sent?: () => Promise<void>;
};

/** Outputs in the order in which they are to stand. */
export type OutsideOutputs = readonly { readonly sats: number; readonly script: Uint8Array }[];

/** Another wallet, connected. Every method rejects with an {@link OutsideError}. */
export interface OutsideWallet {
  readonly payer: Payer;
  /** Hash160 of the key over there that holds what is claimed, 20 bytes. */
  readonly holder: Uint8Array;
  /** A Bitcoin Signed Message of 65 bytes by that key. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** A transaction with these outputs in front, signed and not sent. */
  pay(outputs: OutsideOutputs, satsPerKilobyte: number): Promise<OutsideTx>;
}

export type ConnectOutside = (network: Exclude<Network, 'btc'>) => Promise<OutsideWallet>;

/** What went wrong over there, as far as its words tell. */
export function troubleOf(error: unknown, otherwise: OutsideTrouble = 'wallet-refused'): OutsideError {
  if (error instanceof OutsideError) return error;
  const { message = '', code } = (error ?? {}) as { readonly message?: unknown; readonly code?: unknown };
  const words = `${String(message).slice(0, 300)} ${String(code).slice(0, 60)}`.toLowerCase();
  const options = { cause: error };
  if (/insufficient|not enough|werr_insufficient/.test(words))
    return new OutsideError('wallet-short', options);
  if (
    /no wallet|not available|disconnected|closed|timed? ?out|signed ?out|unauthorized|failed to fetch/.test(
      words,
    )
  )
    return new OutsideError('wallet-gone', options);
  return new OutsideError(otherwise, options);
}
