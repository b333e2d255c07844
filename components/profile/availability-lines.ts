import type { HandleAvailability } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { asOf } from '../as-of.ts';
import type { VerdictLine } from '../ui/verdict-list.tsx';

/** Whether a name can be had, in sentences. `mine` are the reader's own keys. */
export function availabilityLines(
  { issues, standing }: HandleAvailability,
  mine: readonly string[],
): readonly VerdictLine[] {
  const broken = issues.map(({ code, message }): VerdictLine => ({
    key: code,
    tone: 'no',
    claim: t('It breaks a rule'),
    evidence: message,
  }));
  if (broken.length > 0 || standing === undefined) return broken;
  const evidence = asOf(standing);
  if (standing.first === undefined)
    return [{ key: 'free', tone: 'yes', claim: t('Nobody has it'), evidence }];
  return mine.includes(standing.first.holder)
    ? [{ key: 'mine', tone: 'yes', claim: t('It is yours already'), evidence }]
    : [{ key: 'taken', tone: 'no', claim: t('Somebody was first'), evidence }];
}
