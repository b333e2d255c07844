import type { HandleAvailability } from '#lib/client/client.ts';
import { asOf } from '../as-of.ts';
import type { VerdictLine } from '../ui/verdict-list.tsx';

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
  const evidence = asOf(standing);
  if (standing.first === undefined) return [{ key: 'free', tone: 'yes', claim: 'Nobody has it', evidence }];
  return standing.first.holder === mine
    ? [{ key: 'mine', tone: 'yes', claim: 'It is yours already', evidence }]
    : [{ key: 'taken', tone: 'no', claim: 'Somebody was first', evidence }];
}
