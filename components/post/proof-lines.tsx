import type { AuthorView } from '#lib/feed/post-view.ts';
import type { Network } from '#lib/chain/network.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { count, dateTime, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import type { VerdictLine } from '../ui/verdict-list.tsx';
import { shortKey } from './author-label.ts';
import { issueSentence } from './issue-sentences.ts';
import type { ShownPost } from './shown-post.ts';
import { rich } from '../ui/rich.ts';

/** What was checked here, claim by claim, each with what it rests on. `tip` is the height of our own headers. */
export function proofLines(
  post: ShownPost,
  network: Network,
  tip: number | undefined,
): readonly VerdictLine[] {
  return [
    bytesLine(post),
    signatureLine(post.author),
    ...nameLine(post.author),
    ...markLine(post.author),
    blockLine(post, network, tip),
    ...oddLine(post),
  ];
}

/** What is suspicious in how the name is written, whoever holds it. */
function markLine({ nameMarks = [] }: AuthorView): readonly VerdictLine[] {
  if (nameMarks.length === 0) return [];
  return [
    {
      key: 'name-mark',
      tone: 'plain',
      claim: t('Look twice at the name'),
      evidence: nameMarks.map(issueSentence).join(' '),
    },
  ];
}

/** What was odd in the record, and did not keep it from being read. */
function oddLine({ issues = [] }: Pick<ShownPost, 'issues'>): readonly VerdictLine[] {
  if (issues.length === 0) return [];
  return [
    {
      key: 'odd',
      tone: 'plain',
      claim: t('Odd, and read all the same'),
      evidence: [...new Set(issues.map(issueSentence))].join(' '),
    },
  ];
}

/** Whether the bytes are those that were named. */
export function bytesLine({
  txid,
  bytes,
  verdict,
}: Pick<ShownPost, 'txid' | 'bytes' | 'verdict'>): VerdictLine {
  if (txid === undefined)
    return {
      key: 'bytes',
      tone: 'wait',
      claim: t('No bytes yet'),
      evidence: t('The words are saved here; their transaction is made when a key and a coin are there.'),
    };
  if (verdict.state === 'refuted')
    return { key: 'bytes', tone: 'no', claim: t('Something does not fit'), evidence: verdict.issue.message };
  return {
    key: 'bytes',
    tone: 'yes',
    claim: t('The bytes are the ones named'),
    evidence: (
      <>
        {rich('{hash} is the hash of these {bytes} bytes.', {
          hash: <Hash of={txid} />,
          bytes: count(bytes),
        })}
      </>
    ),
  };
}

/** What is the matter with a signature. */
const FAULTS = once((): Readonly<Record<NonNullable<AuthorView['fault']>, string>> => ({
  uncovered: t('It is there, and more was put behind it that it does not cover.'),
  envelope: t('It is there, over other words than those in the envelope.'),
  algorithm: t('It is there, and of a kind that cannot be checked here.'),
  input: t('It is there, and names an input that this transaction has not.'),
  mismatch: t('It is there, over other content or by another key.'),
}));

function signatureLine({ signature, fault, key, handle }: AuthorView): VerdictLine {
  const who = key === undefined ? t('a key') : shortKey(key);
  switch (signature) {
    case 'sigma':
    case 'aip':
      return {
        key: 'signature',
        tone: 'yes',
        claim: t('Signed by {who}', { who: handle === undefined ? who : t('the key {who}', { who }) }),
        evidence: t('A {more} signature over the content. It fits.', {
          more: signature === 'sigma' ? 'SIGMA' : 'AIP',
        }),
      };
    case 'input':
      return {
        key: 'signature',
        tone: 'yes',
        claim: t('Paid for by {who}', { who }),
        evidence: t(
          'There is no signature over the words; the key that signed the transaction counts as the author.',
        ),
      };
    case 'wrong':
      return {
        key: 'signature',
        tone: 'no',
        claim: t('The signature does not fit'),
        evidence: t('{fAULTS} So nobody counts as the author.', { fAULTS: FAULTS()[fault ?? 'mismatch'] }),
      };
    case 'none':
      return {
        key: 'signature',
        tone: 'plain',
        claim: t('No signature'),
        evidence: t('Nothing in it names a key.'),
      };
  }
}

function nameLine({ handle, standing, signature }: AuthorView): readonly VerdictLine[] {
  if (handle === undefined || standing === undefined || signature === 'wrong') return [];
  const name = `${handle}.bitter`;
  switch (standing) {
    case 'verified':
      return [
        {
          key: 'name',
          tone: 'yes',
          claim: t('That key held {name}', { name }),
          evidence: t('The first claim in the order of the chain, as far as this device has read.'),
        },
      ];
    case 'not-verified':
      return [
        {
          key: 'name',
          tone: 'no',
          claim: t('Not the key of {name}', { name }),
          evidence: t('Another key claimed the name first.'),
        },
      ];
    case 'unclaimed':
      return [
        {
          key: 'name',
          tone: 'plain',
          claim: t('Nobody holds {name}', { name }),
          evidence: t('No claim of it is known here.'),
        },
      ];
  }
}

/** Which block it is in, as far as that was checked. */
export function blockLine(
  { verdict }: Pick<ShownPost, 'verdict'>,
  network: Network,
  tip: number | undefined,
): VerdictLine {
  if (verdict.state === 'proven') {
    const { height, index, hash, time } = verdict.place;
    const depth = tip === undefined || tip < height ? undefined : tip - height + 1;
    const buried =
      depth === undefined ? '' : t(' {blocks} deep.', { blocks: plural(depth, 'block', 'blocks') });
    return {
      key: 'block',
      tone: 'yes',
      claim: t('In block {height}', { height: count(height) }),
      evidence: (
        <>
          {rich(
            'Place {index}, by a path of hashes to the header {hash} of {time}. Its work was checked.{buried}',
            { index: count(index), hash: <Hash of={hash} />, time: dateTime(time * 1000), buried },
          )}
        </>
      ),
    };
  }
  if (verdict.state === 'orphaned')
    return {
      key: 'block',
      tone: 'wait',
      claim: t('Its block was replaced'),
      evidence: t('Block {height} is no longer on the chain with most work.', {
        height: count(verdict.last.height),
      }),
    };
  return {
    key: 'block',
    tone: 'wait',
    claim: t('Not in a block that was checked'),
    evidence: WAITS()[network],
  };
}

/** How long a block may take, so that waiting is not mistaken for trouble. */
const WAITS = once((): Readonly<Record<Network, string>> => ({
  devnet: t('A block of this devnet comes every few seconds.'),
  test: t('A block comes about every ten minutes.'),
  main: t('A block comes about every ten minutes.'),
  btc: t('No path to a header came with it.'),
}));
