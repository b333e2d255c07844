import type { FileView } from '#lib/feed/file-view.ts';
import { t } from '#lib/language/t.ts';
import { PartTitle } from '../ui/facts.tsx';
import { byteSize, count, dateTime, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import { Link } from '../ui/link.tsx';
import { type VerdictLine, VerdictList } from '../ui/verdict-list.tsx';
import { FileHeadline } from './file-headline.tsx';
import { rich } from '../ui/rich.ts';
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
      claim: t("All {transactions} the header's own", {
        transactions: plural(transactions, 'transaction is', 'transactions are'),
      }),
      evidence: t('They hash to the root in the header, {bytes} of them.', { bytes: byteSize(bytes) }),
    },
    {
      key: 'header',
      tone: isOurs ? 'yes' : 'wait',
      claim: isOurs
        ? t('Block {height}', { height: count(height) })
        : t('Not on the chain that was checked here'),
      evidence: (
        <>
          {rich('Header {hash} of {time}. {more}', {
            hash: <Hash of={hash} />,
            time: dateTime(time * 1000),
            more: isOurs
              ? t('It is on the chain with most work.')
              : t('Its own work fits. The headers checked here{more} do not have it.', {
                  more: tip === undefined ? '' : t(' go to {tip} and', { tip: count(tip) }),
                }),
          })}
        </>
      ),
    },
  ];
  return (
    <>
      <FileHeadline
        word={isOurs ? t('Proven') : t('Not checked yet')}
        glyph={isOurs ? 'done' : 'unchecked'}
        tone={isOurs ? 'good' : 'plain'}
        sentence={
          isOurs
            ? t('Nobody had to be believed for this block.')
            : t('The block is whole. Nothing here says that it is on the chain.')
        }
      />
      <VerdictList lines={lines} />
      {isOurs && (
        <p className={styles.more}>
          {rich('<link>Look around in {height}.bitmap</link>, which this device keeps now.', {
            link: (inner) => <Link to={{ screen: 'district', height }}>{inner}</Link>,
            height,
          })}
        </p>
      )}
      <PartTitle note={count(speaking)}>{t('Posts and claims in it')}</PartTitle>
      {posts.map(({ post, isHeld }) => (
        <FoundPost key={post.id} post={post} isHeld={isHeld} />
      ))}
      <SaidRecords before={t('There is')} records={found.flatMap(({ records }) => records)} />
      {posts.length === 0 && <p className={styles.more}>{t('No post is among them.')}</p>}
      {speaking > found.length && (
        <p className={styles.more}>
          {t('{speaking} more are in it and not shown.', { speaking: count(speaking - found.length) })}
        </p>
      )}
    </>
  );
}
