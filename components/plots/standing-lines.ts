import type { DistrictView } from '#lib/client/client.ts';
import type { Network } from '#lib/chain/network.ts';
import { shortAddress } from '../post/author-label.ts';
import { asOf } from '../profile/availability-lines.ts';
import { count, plural, shortHash } from '../ui/format.ts';
import type { VerdictLine } from '../ui/verdict-list.tsx';

const MOST_RIVALS = 5;

/** Whose district it is, in a few words. */
export function standingOf({ claim }: DistrictView, mine: string | undefined, network: Network): string {
  const { first, asOfHeight } = claim;
  if (first === undefined)
    return `Free as of block ${count(asOfHeight)}, say ${plural(claim.sources.length, 'source', 'sources')}.`;
  const since =
    first.verdict.state === 'proven'
      ? ` since block ${count(first.verdict.place.height)}`
      : ', on its way to a block';
  return first.holder === mine ? `Yours${since}.` : `Of ${shortAddress(first.holder, network)}${since}.`;
}

/** What the standing and the land rest on, claim by claim. */
export function standingLines(
  { height, claim, block, issue }: DistrictView,
  network: Network,
): readonly VerdictLine[] {
  const lines: VerdictLine[] = [];
  if (claim.first === undefined) {
    lines.push({ key: 'free', tone: 'yes', claim: 'Nobody has claimed it', evidence: asOf(claim) });
  } else {
    const { holder, id, verdict } = claim.first;
    const proven = verdict.state === 'proven';
    lines.push({
      key: 'first',
      tone: proven ? 'yes' : 'wait',
      claim: proven ? 'First of its name' : 'A claim is on its way',
      evidence: `${shortAddress(holder, network)} by ${shortHash(id.slice(0, 64))}. ${asOf(claim)}`,
    });
  }
  for (const rival of claim.rivals.slice(0, MOST_RIVALS))
    lines.push({
      key: rival.id,
      tone: 'no',
      claim: 'A later try is refused',
      evidence: `${shortAddress(rival.holder, network)} came after the first.`,
    });
  if (block !== undefined) {
    const { transactions, rootChecked, place, from } = block;
    lines.push({
      key: 'land',
      tone: rootChecked ? 'yes' : 'wait',
      claim: rootChecked ? 'The land is real' : 'The land is not checked yet',
      evidence: rootChecked
        ? `${plural(transactions.length, 'transaction hashes', 'transactions hash')} to the root in the header ${shortHash(place.hash)}.`
        : `${from} gave this block, and its header is not in our checked chain.`,
    });
  } else if (issue !== undefined) {
    lines.push({
      key: 'land',
      tone: 'wait',
      claim: `The block ${count(height)} is not here`,
      evidence: issue.message,
    });
  }
  return lines;
}
