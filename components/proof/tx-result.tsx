import type { Network } from '#lib/chain/network.ts';
import type { FileTx, FileView } from '#lib/feed/file-view.ts';
import { t } from '#lib/language/t.ts';
import { ChainFigure } from '../post/chain-figure.tsx';
import { headlineOf } from '../post/proof-headline.ts';
import { blockLine, bytesLine, proofLines } from '../post/proof-lines.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { count, plural } from '../ui/format.ts';
import { type VerdictLine, VerdictList } from '../ui/verdict-list.tsx';
import { FileHeadline } from './file-headline.tsx';
import styles from './file-result.module.css';
import { sentenceOn } from './file-sentences.ts';
import { FoundPost } from './found-post.tsx';
import { SaidRecords } from './said-records.tsx';

type Props = {
  readonly found: Extract<FileView, { kind: 'transaction' }>;
  readonly tip: number | undefined;
};

/** A transaction of a file: what is said in it, and what it rests on. */
export function TxResult({ found: { tx, network, others, othersProven }, tip }: Props) {
  const { verdict, posts, records, txid } = tx;
  const headline = headlineOf(verdict);
  return (
    <>
      <FileHeadline {...headline} sentence={sentenceFor(tx, headline.sentence)} />
      {posts.map((post) => (
        <FoundPost key={post.id} post={post} isHeld={tx.isHeld} />
      ))}
      <SaidRecords before={t('It is')} records={records} />
      {verdict.state === 'proven' && (
        <ChainFigure place={verdict.place} tip={tip} of={posts.length === 0 ? 'transaction' : 'post'} />
      )}
      {verdict.state !== 'refuted' && <VerdictList lines={linesOf(tx, network, tip)} />}
      {others > 0 && (
        <p className={styles.more}>
          {t('{transactions} came with it, {more} of them in blocks that were checked here.', {
            transactions: plural(others, 'other transaction', 'other transactions'),
            more: othersProven === 0 ? t('none') : count(othersProven),
          })}
        </p>
      )}
      <div className={styles.actions}>
        <CopyButton text={txid}>{t('Copy id')}</CopyButton>
      </div>
    </>
  );
}

/** A file can tell less of a block than a source, which goes on to say where a transaction has got to. */
function sentenceFor({ verdict, ahead }: FileTx, usual: string): string {
  if (verdict.state === 'refuted') return sentenceOn(verdict.issue);
  if (ahead !== undefined) return t('Its block is not among the headers that were checked here.');
  return verdict.state === 'signed'
    ? t('Its author is certain. Nothing in the file speaks of a block.')
    : usual;
}

/** The claims about a transaction, each with what it rests on. */
function linesOf(tx: FileTx, network: Network, tip: number | undefined): readonly VerdictLine[] {
  const [post] = tx.posts;
  const lines =
    post === undefined ? [bytesLine(tx), blockLine(tx, network, tip)] : proofLines(post, network, tip);
  return lines.map((line) => (line.key === 'block' ? (aheadLine(tx) ?? withoutPath(tx) ?? line) : line));
}

/** The headers of this device do not reach the block that the file names. */
function aheadLine({ ahead }: FileTx): VerdictLine | undefined {
  if (ahead === undefined) return undefined;
  return {
    key: 'block',
    tone: 'wait',
    claim: t('Said to be in block {height}', { height: count(ahead.height) }),
    evidence: t(
      "A path leads there. The headers that this device has checked go to {ourHeight}, and none of them is that block's.",
      { ourHeight: count(ahead.ourHeight) },
    ),
  };
}

function withoutPath({ verdict }: FileTx): VerdictLine | undefined {
  if (verdict.state !== 'held' && verdict.state !== 'signed') return undefined;
  return {
    key: 'block',
    tone: 'plain',
    claim: t('Nothing about a block'),
    evidence: t('No path to a header came with it, so it may or may not be in one.'),
  };
}
