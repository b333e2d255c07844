import type { DistrictView, PublicationView } from '#lib/client/client.ts';
import { asOf } from '../as-of.ts';
import { count } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import type { VerdictLine } from '../ui/verdict-list.tsx';
import { KeyLink } from './key-link.tsx';

/** What a claim has to fulfil, rule by rule, before anybody pays for one. */
export function checkLines({ height, claim }: DistrictView): readonly VerdictLine[] {
  return [
    {
      key: 'says',
      tone: 'yes',
      claim: `It will say exactly ${height}.bitmap`,
      evidence: 'Plain text, and not a byte more.',
    },
    exists(height, claim.asOfHeight),
    {
      key: 'free',
      tone: claim.sources.length === 0 ? 'wait' : 'yes',
      claim: 'Nobody was first, as far as is known',
      evidence: asOf(claim),
    },
    {
      key: 'race',
      tone: 'plain',
      claim: 'Somebody may be faster',
      evidence:
        'The earlier block decides, and in one block the earlier place. Who comes second has paid the fee too.',
    },
  ];
}

function exists(height: number, tip: number): VerdictLine {
  const isThere = height <= tip;
  return {
    key: 'exists',
    tone: isThere ? 'yes' : 'wait',
    claim: isThere ? 'Its block exists' : 'Its block is not checked here yet',
    evidence: `The highest that was checked here is ${count(tip)}.`,
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
        claim: 'You were first',
        evidence: `${height}.bitmap is yours by your claim in block ${at}.`,
      },
    ];
  return [
    {
      key: 'lost',
      tone: 'no',
      claim: 'Somebody was faster',
      evidence: (
        <>
          <KeyLink of={first.claimant} /> claimed it before you, in block {at} by{' '}
          <Hash of={first.id.slice(0, 64)} />. Yours came after it and makes nothing; its fee is spent.
        </>
      ),
    },
  ];
}
