import type { AuthorView } from '#lib/feed/post-view.ts';
import type { Network } from '#lib/chain/network.ts';
import { count, dateTime, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import type { VerdictLine } from '../ui/verdict-list.tsx';
import { shortKey } from './author-label.ts';
import { issueSentence } from './issue-sentences.ts';
import type { ShownPost } from './shown-post.ts';

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
      claim: 'Look twice at the name',
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
      claim: 'Odd, and read all the same',
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
      claim: 'No bytes yet',
      evidence: 'The words are saved here; their transaction is made when a key and a coin are there.',
    };
  if (verdict.state === 'refuted')
    return { key: 'bytes', tone: 'no', claim: 'Something does not fit', evidence: verdict.issue.message };
  return {
    key: 'bytes',
    tone: 'yes',
    claim: 'The bytes are the ones named',
    evidence: (
      <>
        <Hash of={txid} /> is the hash of these {count(bytes)} bytes.
      </>
    ),
  };
}

/** What is the matter with a signature. */
const FAULTS: Readonly<Record<NonNullable<AuthorView['fault']>, string>> = {
  uncovered: 'It is there, and more was put behind it that it does not cover.',
  envelope: 'It is there, over other words than those in the envelope.',
  algorithm: 'It is there, and of a kind that cannot be checked here.',
  input: 'It is there, and names an input that this transaction has not.',
  mismatch: 'It is there, over other content or by another key.',
};

function signatureLine({ signature, fault, key, handle }: AuthorView): VerdictLine {
  const who = key === undefined ? 'a key' : shortKey(key);
  switch (signature) {
    case 'sigma':
    case 'aip':
      return {
        key: 'signature',
        tone: 'yes',
        claim: `Signed by ${handle === undefined ? who : `the key ${who}`}`,
        evidence: `A ${signature === 'sigma' ? 'SIGMA' : 'AIP'} signature over the content. It fits.`,
      };
    case 'input':
      return {
        key: 'signature',
        tone: 'yes',
        claim: `Paid for by ${who}`,
        evidence:
          'There is no signature over the words; the key that signed the transaction counts as the author.',
      };
    case 'wrong':
      return {
        key: 'signature',
        tone: 'no',
        claim: 'The signature does not fit',
        evidence: `${FAULTS[fault ?? 'mismatch']} So nobody counts as the author.`,
      };
    case 'none':
      return {
        key: 'signature',
        tone: 'plain',
        claim: 'No signature',
        evidence: 'Nothing in it names a key.',
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
          claim: `That key held ${name}`,
          evidence: 'The first claim in the order of the chain, as far as this device has read.',
        },
      ];
    case 'not-verified':
      return [
        {
          key: 'name',
          tone: 'no',
          claim: `Not the key of ${name}`,
          evidence: 'Another key claimed the name first.',
        },
      ];
    case 'unclaimed':
      return [
        {
          key: 'name',
          tone: 'plain',
          claim: `Nobody holds ${name}`,
          evidence: 'No claim of it is known here.',
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
    const buried = depth === undefined ? '' : ` ${plural(depth, 'block', 'blocks')} deep.`;
    return {
      key: 'block',
      tone: 'yes',
      claim: `In block ${count(height)}`,
      evidence: (
        <>
          Place {count(index)}, by a path of hashes to the header <Hash of={hash} /> of{' '}
          {dateTime(time * 1000)}. Its work was checked.{buried}
        </>
      ),
    };
  }
  if (verdict.state === 'orphaned')
    return {
      key: 'block',
      tone: 'wait',
      claim: 'Its block was replaced',
      evidence: `Block ${count(verdict.last.height)} is no longer on the chain with most work.`,
    };
  return {
    key: 'block',
    tone: 'wait',
    claim: 'Not in a block that was checked',
    evidence: WAITS[network],
  };
}

/** How long a block may take, so that waiting is not mistaken for trouble. */
const WAITS: Readonly<Record<Network, string>> = {
  devnet: 'A block of this devnet comes every few seconds.',
  test: 'A block comes about every ten minutes.',
  main: 'A block comes about every ten minutes.',
  btc: 'No path to a header came with it.',
};
