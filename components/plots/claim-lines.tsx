import type { DistrictView, PublicationView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { asOf } from '../as-of.ts';
import { count } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import type { VerdictLine } from '../ui/verdict-list.tsx';
import { KeyLink } from './key-link.tsx';
import { rich } from '../ui/rich.ts';
import { isReadTo } from './standing-lines.tsx';

/** What a claim has to fulfil, rule by rule, before anybody pays for one. */
export function checkLines({ height, claim }: DistrictView): readonly VerdictLine[] {
  return [
    {
      key: 'says',
      tone: 'yes',
      claim: t('It will say exactly {height}.bitmap', { height }),
      evidence: t('Plain text, and not a byte more.'),
    },
    exists(height, claim.asOfHeight),
    {
      key: 'free',
      tone: claim.sources.length === 0 || !isReadTo(height, claim.asOfHeight) ? 'wait' : 'yes',
      claim: t('Nobody was first, as far as is known'),
      evidence: asOf(claim),
    },
    {
      key: 'race',
      tone: 'plain',
      claim: t('Somebody may be faster'),
      evidence: t(
        'The earlier block decides, and in one block the earlier place. Who comes second has paid the fee too.',
      ),
    },
  ];
}

function exists(height: number, tip: number): VerdictLine {
  const isThere = isReadTo(height, tip);
  return {
    key: 'exists',
    tone: isThere ? 'yes' : 'wait',
    claim: isThere ? t('Its block exists') : t('Its block is not checked here yet'),
    evidence: t('The highest that was checked here is {tip}.', { tip: count(tip) }),
  };
}

/** Whether a claim that is in a block was the first, and who was when it was not. */
export function outcomeLines(
  { height, claim: { first } }: DistrictView,
  { state, txid }: PublicationView['publication'],
): readonly VerdictLine[] {
  if (state !== 'in-block' || first?.verdict.state !== 'proven') return [];
  const at = count(first.verdict.place.height);
  if (first.id.slice(0, 64) === txid)
    return [
      {
        key: 'won',
        tone: 'yes',
        claim: t('You were first'),
        evidence: t('{height}.bitmap is yours by your claim in block {at}.', { height, at }),
      },
    ];
  return [
    {
      key: 'lost',
      tone: 'no',
      claim: t('Somebody was faster'),
      evidence: (
        <>
          {rich(
            '{keyLink} claimed it before you, in block {at} by {hash}. Yours came after it and makes nothing; its fee is spent.',
            { keyLink: <KeyLink of={first.claimant} />, at, hash: <Hash of={first.id.slice(0, 64)} /> },
          )}
        </>
      ),
    },
  ];
}
