import type { Estimate } from './use-estimate.ts';

/** What `About a hundredth of a cent` is, in satoshis: screens say it while nothing better is known. */
const ABOUT = 200;

/** What a screen says that each of so many posts costs, for the signer to keep to. */
export const shownCosts = (estimate: Estimate | undefined, count = 1): readonly number[] =>
  Array.from({ length: count }, (_, place) => estimate?.each[place] ?? ABOUT);
