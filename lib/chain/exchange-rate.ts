/** What one coin (100,000,000 satoshis) is worth, by somebody's word. */
export type ExchangeRate = {
  /** As ISO 4217 has it: `USD`. */
  readonly currency: string;
  readonly perCoin: number;
  /** Of when it is, in milliseconds since 1970. */
  readonly at: number;
  /** The source that says so. */
  readonly from: string;
};
