/**
 * Where the chance of all tests begins. A gate says the same of the same tree, so it is one number; whoever looks for what
 * it has not found yet sets another: `NABO_SEED=$RANDOM npm run unit`.
 */
export const SEED = Number(process.env['NABO_SEED'] ?? 20_261_123);
if (!Number.isSafeInteger(SEED)) throw new Error('NABO_SEED is no whole number');
