import type { FileView } from '#lib/feed/file-view.ts';
import { PartTitle } from '../ui/facts.tsx';
import { byteSize, count, dateTime, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import { Link } from '../ui/link.tsx';
import { type VerdictLine, VerdictList } from '../ui/verdict-list.tsx';
import { FileHeadline } from './file-headline.tsx';
import styles from './file-result.module.css';
import { FoundPost } from './found-post.tsx';
import { SaidRecords } from './said-records.tsx';

type Props = {
  readonly block: Extract<FileView, { kind: 'block' }>;
  readonly tip: number | undefined;
};

/** A block of a file, and the posts in it. */
export function BlockResult({ block, tip }: Props) {
  const { height, hash, time, transactions, bytes, found, speaking } = block;
  const isOurs = height !== undefined;
  const posts = found.flatMap((tx) => tx.posts.map((post) => ({ post, isHeld: tx.isHeld })));
  const lines: readonly VerdictLine[] = [
    {
      key: 'root',
      tone: 'yes',
      claim: `All ${plural(transactions, 'transaction is', 'transactions are')} the header's own`,
      evidence: `They hash to the root in the header, ${byteSize(bytes)} of them.`,
    },
    {
      key: 'header',
      tone: isOurs ? 'yes' : 'wait',
      claim: isOurs ? `Block ${count(height)}` : 'Not on the chain that was checked here',
      evidence: (
        <>
          Header <Hash of={hash} /> of {dateTime(time * 1000)}.{' '}
          {isOurs
            ? 'It is on the chain with most work.'
            : `Its own work fits. The headers checked here${tip === undefined ? '' : ` go to ${count(tip)} and`} do not have it.`}
        </>
      ),
    },
  ];
  return (
    <>
      <FileHeadline
        word={isOurs ? 'Proven' : 'Not checked yet'}
        glyph={isOurs ? 'done' : 'unchecked'}
        tone={isOurs ? 'good' : 'plain'}
        sentence={
          isOurs
            ? 'Nobody had to be believed for this block.'
            : 'The block is whole. Nothing here says that it is on the chain.'
        }
      />
      <VerdictList lines={lines} />
      {isOurs && (
        <p className={styles.more}>
          <Link to={{ screen: 'district', height }}>Look around in {height}.bitmap</Link>, which this device
          keeps now.
        </p>
      )}
      <PartTitle note={count(speaking)}>Posts and claims in it</PartTitle>
      {posts.map(({ post, isHeld }) => (
        <FoundPost key={post.id} post={post} isHeld={isHeld} />
      ))}
      <SaidRecords before="There is" records={found.flatMap(({ records }) => records)} />
      {posts.length === 0 && <p className={styles.more}>No post is among them.</p>}
      {speaking > found.length && (
        <p className={styles.more}>{count(speaking - found.length)} more are in it and not shown.</p>
      )}
    </>
  );
}
