import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { SaveProof } from '../proof/save-proof.tsx';
import { shortKey } from '../post/author-label.ts';
import { count } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import { rich } from '../ui/rich.ts';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import { KeyLink } from './key-link.tsx';
import styles from './rival-claims.module.css';

/** So many are shown rule by rule. */
const SHOWN = 5;

/** The claims of a district that came after its first: each with the rules that it keeps, the one that it breaks, and its proof. */
export function RivalClaims({ district }: { readonly district: DistrictView }) {
  const { rivals } = district.claim;
  if (rivals.length === 0) return null;
  return (
    <>
      {rivals.slice(0, SHOWN).map((rival) => (
        <details key={rival.id} className={styles.rival}>
          <summary>{t('A later try by {shortKey}', { shortKey: shortKey(rival.holder) })}</summary>
          <VerdictList lines={rivalLines(district, rival)} />
          <SaveProof id={rival.id} isProven />
        </details>
      ))}
    </>
  );
}

function rivalLines(
  { height, claim: { first } }: DistrictView,
  { id, holder }: DistrictView['claim']['rivals'][number],
): readonly VerdictLine[] {
  return [
    {
      key: 'says',
      tone: 'yes',
      claim: t('Says exactly {name}', { name: `${height}.bitmap` }),
      evidence: (
        <>
          {rich('By {keyLink} in {hash}.', {
            keyLink: <KeyLink of={holder} />,
            hash: <Hash of={id.slice(0, 64)} />,
          })}
        </>
      ),
    },
    {
      key: 'existed',
      tone: 'yes',
      claim: t('The block existed first'),
      evidence: t('A claim of a block that had not come would stand nowhere.'),
    },
    {
      key: 'second',
      tone: 'no',
      claim: t('Not the first of its name'),
      evidence:
        first === undefined ? (
          t('Another claim is before it.')
        ) : first.verdict.state === 'proven' ? (
          <>
            {rich('{hash} is before it, in block {at}.', {
              hash: <Hash of={first.id.slice(0, 64)} />,
              at: count(first.verdict.place.height),
            })}
          </>
        ) : (
          <>{rich('{hash} is before it.', { hash: <Hash of={first.id.slice(0, 64)} /> })}</>
        ),
    },
  ];
}
