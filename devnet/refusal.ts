import type { Txid } from '#lib/bytes/brand.ts';
import { fail, type Result } from '#lib/bytes/result.ts';

/**
 * ARC's codes for a transaction that is refused, with the titles that ARC and Arcade answer
 * (bitcoin-sv/arc doc/errors.md, bsv-blockchain/arcade errors/errors.go). 476 is Arcade's own.
 */
export const REFUSAL_TITLES = {
  460: 'Not extended format',
  461: 'Malformed transaction',
  462: 'Invalid inputs',
  463: 'Malformed transaction',
  464: 'Invalid outputs',
  465: 'Fee too low',
  466: 'Conflicting tx found',
  474: 'Transaction size validation failed',
  476: 'Transaction not final',
} as const;

export type RefusalCode = keyof typeof REFUSAL_TITLES;

/** Why a transaction is not accepted. `competing` names the transactions that spend the same outputs. */
export type Refusal = {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly competing?: readonly Txid[];
};

export const refuse = (code: RefusalCode, detail: string): Result<never, Refusal> => fail({ code, detail });
