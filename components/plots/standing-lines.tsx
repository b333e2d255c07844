import type { DistrictView } from '#lib/client/client.ts';
import { asOf } from '../as-of.ts';
import { shortKey } from '../post/author-label.ts';
import { count, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import type { VerdictLine } from '../ui/verdict-list.tsx';
import { KeyLink } from './key-link.tsx';

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
        ? 'as far as this device has read'
        : `say ${plural(sources.length, 'source', 'sources')}`;
    return `Free as of block ${count(asOfHeight)}, ${who}.`;
  }
  const since =
    first.verdict.state === 'proven'
      ? ` since block ${count(first.verdict.place.height)}`
      : ', on its way to a block';
  if (first.holder === '') return 'Nobody that can be named holds it.';
  if (first.holder !== first.claimant)
    return mine.includes(first.holder) ? 'Yours, handed on to you.' : `Held by ${shortKey(first.holder)}.`;
  return mine.includes(first.holder) ? `Yours${since}.` : `Held by ${shortKey(first.holder)}${since}.`;
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

const ENDINGS = {
  merged: 'Its satoshi was melted into a larger coin, so it is gone.',
  fee: 'Its satoshi went to a miner as a fee, so it is gone.',
  lost: 'It was moved, and nobody has shown this device where to.',
} as const;

/** Where it went since it was claimed. */
function holderLine({ claim: { first } }: DistrictView): readonly VerdictLine[] {
  if (first === undefined) return [];
  const { holder, claimant, ended } = first;
  if (ended !== undefined)
    return [{ key: 'ended', tone: 'no', claim: 'Nobody holds it', evidence: ENDINGS[ended] }];
  if (holder === claimant) return [];
  const evidence =
    holder === '' ? (
      'Its output belongs to a contract and names no single key.'
    ) : (
      <>
        <KeyLink of={holder} /> has it now, by transactions in blocks.
      </>
    );
  return [{ key: 'holder', tone: 'plain', claim: 'It was handed on', evidence }];
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
      claim: `Says exactly ${name}`,
      evidence: `${plural(name.length, 'byte', 'bytes')} of plain text, not one more.`,
    },
    ...(at === undefined
      ? []
      : [
          {
            key: 'existed',
            tone: 'yes',
            claim: 'The block existed first',
            evidence: `Claimed in block ${count(at)}; ${count(height)} is not above that.`,
          } as const,
        ]),
  ];
}

function claimLine({ claim }: DistrictView): VerdictLine {
  if (claim.first === undefined)
    return { key: 'free', tone: 'yes', claim: 'Nobody has claimed it', evidence: asOf(claim) };
  const { claimant, id, verdict } = claim.first;
  const proven = verdict.state === 'proven';
  return {
    key: 'first',
    tone: proven ? 'yes' : 'wait',
    claim: proven ? 'First of its name' : 'A claim is on its way',
    evidence: (
      <>
        Claimed by <KeyLink of={claimant} /> in <Hash of={id.slice(0, 64)} />. {asOf(claim)}
      </>
    ),
  };
}

function rivalLines({ claim }: DistrictView): readonly VerdictLine[] {
  return claim.rivals.slice(0, MOST_RIVALS).map(({ id, holder }) => ({
    key: id,
    tone: 'no',
    claim: 'A later try is refused',
    evidence: (
      <>
        <KeyLink of={holder} /> came after the first.
      </>
    ),
  }));
}

/** What the land itself rests on. */
export function landLine({
  height,
  block,
  issue,
}: Pick<DistrictView, 'height' | 'block' | 'issue'>): readonly VerdictLine[] {
  if (block === undefined) {
    const evidence = issue?.message ?? 'No source has it.';
    return [{ key: 'land', tone: 'wait', claim: `Block ${count(height)} is not here`, evidence }];
  }
  const parcels = count(block.transactions.length);
  const checked = `${parcels} of ${parcels} parcels checked`;
  if (block.rootChecked)
    return [
      {
        key: 'land',
        tone: 'yes',
        claim: 'The land is real',
        evidence: (
          <>
            {checked}: they hash to the root in the header <Hash of={block.place.hash} />, which is on the
            chain with most work.
          </>
        ),
      },
    ];
  if (block.workBits < HARD_BITS)
    return [
      {
        key: 'land',
        tone: 'wait',
        claim: 'The land is not checked yet',
        evidence: `${block.from} gave this block. Its parcels hash to a header that is not in our checked chain, and that anybody could have made.`,
      },
    ];
  return [
    {
      key: 'land',
      tone: 'yes',
      claim: 'The land is real by its own work',
      evidence: (
        <>
          {checked}: they hash to the root in the header <Hash of={block.place.hash} />, which took 2
          <sup>{block.workBits}</sup> hashes to make. The headers on this device do not reach it, so its
          height is the word of whoever gave it.
        </>
      ),
    },
  ];
}
