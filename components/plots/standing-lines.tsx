import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { asOf } from '../as-of.ts';
import { shortKey } from '../post/author-label.ts';
import { count, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import type { VerdictLine } from '../ui/verdict-list.tsx';
import { KeyLink } from './key-link.tsx';
import { rich } from '../ui/rich.ts';

const MOST_RIVALS = 5;
/** A header that took as many hashes as two to the power of this (a large miner's hours) was not made to fool one reader. */
const HARD_BITS = 60;

/** Whose district it is, in a few words. */
export function standingOf(
  { claim: { first, asOfHeight, sources } }: DistrictView,
  mine: readonly string[],
): string {
  if (first === undefined) {
    const who =
      sources.length === 0
        ? t('as far as this device has read')
        : t('according to {sources}', { sources: plural(sources.length, 'source', 'sources') });
    return t('Free as of block {asOfHeight}, {who}.', { asOfHeight: count(asOfHeight), who });
  }
  const since =
    first.verdict.state === 'proven'
      ? t(' since block {height}', { height: count(first.verdict.place.height) })
      : t(', on its way to a block');
  if (first.holder === '') return t('Nobody that can be named holds it.');
  if (first.holder !== first.claimant)
    return mine.includes(first.holder)
      ? t('Yours, handed on to you.')
      : t('Held by {shortKey}.', { shortKey: shortKey(first.holder) });
  return mine.includes(first.holder)
    ? t('Yours{since}.', { since })
    : t('Held by {shortKey}{since}.', { shortKey: shortKey(first.holder), since });
}

/** What the standing and the land rest on, claim by claim. */
export function standingLines(district: DistrictView): readonly VerdictLine[] {
  return [
    ...ruleLines(district),
    claimLine(district),
    ...holderLine(district),
    ...rivalLines(district),
    ...landLine(district),
  ];
}

const ENDINGS = once(
  () =>
    ({
      merged: t('Its satoshi was melted into a larger coin, so it is gone.'),
      fee: t('Its satoshi went to a miner as a fee, so it is gone.'),
      lost: t('It was moved, and nobody has shown this device where to.'),
    }) as const,
);

/** Where it went since it was claimed. */
function holderLine({ claim: { first } }: DistrictView): readonly VerdictLine[] {
  if (first === undefined) return [];
  const { holder, claimant, ended } = first;
  if (ended !== undefined)
    return [{ key: 'ended', tone: 'no', claim: t('Nobody holds it'), evidence: ENDINGS()[ended] }];
  if (holder === claimant) return [];
  const evidence =
    holder === '' ? (
      t('Its output belongs to a contract and names no single key.')
    ) : (
      <>{rich('{keyLink} has it now, by transactions in blocks.', { keyLink: <KeyLink of={holder} /> })}</>
    );
  return [{ key: 'holder', tone: 'plain', claim: t('It was handed on'), evidence }];
}

/** The rules that a claim has to fulfil by itself. What breaks one of them is no claim, and stands nowhere. */
function ruleLines({ height, claim: { first } }: DistrictView): readonly VerdictLine[] {
  if (first === undefined) return [];
  const name = `${height}.bitmap`;
  const at = first.verdict.state === 'proven' ? first.verdict.place.height : undefined;
  return [
    {
      key: 'says',
      tone: 'yes',
      claim: t('Says exactly {name}', { name }),
      evidence: t('{bytes} of plain text, not one more.', { bytes: plural(name.length, 'byte', 'bytes') }),
    },
    ...(at === undefined
      ? []
      : [
          {
            key: 'existed',
            tone: 'yes',
            claim: t('The block existed first'),
            evidence: t('Claimed in block {at}; {height} is not above that.', {
              at: count(at),
              height: count(height),
            }),
          } as const,
        ]),
  ];
}

/** Whether the blocks that were read reach that of a district, before which nobody can claim it. */
export const isReadTo = (height: number, asOfHeight: number): boolean => asOfHeight >= height;

function claimLine({ height, claim }: DistrictView): VerdictLine {
  if (claim.first === undefined)
    return {
      key: 'free',
      tone: isReadTo(height, claim.asOfHeight) ? 'yes' : 'wait',
      claim: t('Nobody has claimed it'),
      evidence: asOf(claim),
    };
  const { claimant, id, verdict } = claim.first;
  const proven = verdict.state === 'proven';
  return {
    key: 'first',
    tone: proven ? 'yes' : 'wait',
    claim: proven ? t('First of its name') : t('A claim is on its way'),
    evidence: (
      <>
        {rich('Claimed by {keyLink} in {hash}. {asOf}', {
          keyLink: <KeyLink of={claimant} />,
          hash: <Hash of={id.slice(0, 64)} />,
          asOf: asOf(claim),
        })}
      </>
    ),
  };
}

function rivalLines({ claim }: DistrictView): readonly VerdictLine[] {
  return claim.rivals.slice(0, MOST_RIVALS).map(({ id, holder }) => ({
    key: id,
    tone: 'no',
    claim: t('A later try is refused'),
    evidence: <>{rich('{keyLink} came after the first.', { keyLink: <KeyLink of={holder} /> })}</>,
  }));
}

/** What the land itself rests on. */
export function landLine({
  height,
  block,
  issue,
}: Pick<DistrictView, 'height' | 'block' | 'issue'>): readonly VerdictLine[] {
  if (block === undefined) {
    const evidence = issue?.message ?? t('No source has it.');
    return [
      {
        key: 'land',
        tone: 'wait',
        claim: t('Block {height} is not here', { height: count(height) }),
        evidence,
      },
    ];
  }
  const parcels = count(block.transactions.length);
  const checked = t('{parcels} of {parcels} parcels checked', { parcels });
  if (block.rootChecked)
    return [
      {
        key: 'land',
        tone: 'yes',
        claim: t('The land is real'),
        evidence: (
          <>
            {rich(
              '{checked}: they hash to the root in the header {hash}, which is on the chain with most work.',
              { checked, hash: <Hash of={block.place.hash} /> },
            )}
          </>
        ),
      },
    ];
  if (block.workBits < HARD_BITS)
    return [
      {
        key: 'land',
        tone: 'wait',
        claim: t('The land is not checked yet'),
        evidence: t(
          '{from} gave this block. Its parcels hash to a header that is not in our checked chain, and that anybody could have made.',
          { from: block.from },
        ),
      },
    ];
  return [
    {
      key: 'land',
      tone: 'yes',
      claim: t('The land is real by its own work'),
      evidence: (
        <>
          {rich(
            '{checked}: they hash to the root in the header {hash}, which took 2{workBits} hashes to make. The headers on this device do not reach it, so its height is the word of whoever gave it.',
            { checked, hash: <Hash of={block.place.hash} />, workBits: <sup>{block.workBits}</sup> },
          )}
        </>
      ),
    },
  ];
}
