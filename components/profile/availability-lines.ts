import type { HandleAvailability } from '#lib/client/client.ts';
import type { ClaimStanding } from '#lib/feed/post-view.ts';
import { count } from '../ui/format.ts';
import type { VerdictLine } from '../ui/verdict-list.tsx';

const list = new Intl.ListFormat('en');

/** `As of block 1,204, according to a and b.` */
export function asOf({ asOfHeight, sources }: ClaimStanding): string {
  const who = sources.length === 0 ? 'what this device holds' : list.format(sources);
  return `As of block ${count(asOfHeight)}, according to ${who}.`;
}

/** Whether a name can be had, in sentences. `mine` is the reader's own key. */
export function availabilityLines(
  { issues, standing }: HandleAvailability,
  mine: string | undefined,
): readonly VerdictLine[] {
  const broken = issues.map(({ code, message }): VerdictLine => ({
    key: code,
    tone: 'no',
    claim: 'It breaks a rule',
    evidence: message,
  }));
  if (broken.length > 0 || standing === undefined) return broken;
  if (standing.first === undefined)
    return [{ key: 'free', tone: 'yes', claim: 'Nobody has it', evidence: asOf(standing) }];
  return standing.first.holder === mine
    ? [{ key: 'mine', tone: 'yes', claim: 'It is yours already', evidence: asOf(standing) }]
    : [{ key: 'taken', tone: 'no', claim: 'Somebody was first', evidence: asOf(standing) }];
}
