/** Why a signature that is present says nothing. */
export const SIGNATURE_FAULTS = [
  /** Something stands behind it that it does not cover. */
  'uncovered',
  /** An envelope stands before it that says other than what was signed. */
  'envelope',
  /** It is of a kind that we cannot check. */
  'algorithm',
  /** It names an input that the transaction has not. */
  'input',
  /** It is broken, over other bytes, or by another than it names. */
  'mismatch',
] as const;

export type SignatureFault = (typeof SIGNATURE_FAULTS)[number];
