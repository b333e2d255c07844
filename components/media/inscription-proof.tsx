'use client';

import type { InscriptionAnswer, OpenInscription, WholeFilm } from '#lib/client/inscriptions.ts';
import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { ChainFigure } from '../post/chain-figure.tsx';
import { headlineOf } from '../post/proof-headline.ts';
import { blockLine, bytesLine } from '../post/proof-lines.tsx';
import { BlockCheck, inBlockLine } from './block-check.tsx';
import { isOutpoint } from '#lib/bytes/brand.ts';
import { useKept } from '../kept.tsx';
import { ShareLink } from '../plots/share-link.tsx';
import { useStatus } from '../use-answers.ts';
import { useNetwork } from '../use-network.ts';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { dateTime } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import { Glyph, Icon } from '../ui/icon.tsx';
import { hrefOf } from '../ui/place.ts';
import { type VerdictLine, VerdictList } from '../ui/verdict-list.tsx';
import { rich } from '../ui/rich.ts';
import styles from './inscription-proof.module.css';
import { saveBytes } from './save-bytes.ts';

type Proven = Omit<OpenInscription, 'state' | 'file'> & {
  /** The transaction, or a way to read it. */
  readonly file: OpenInscription['file'] | WholeFilm['file'];
};

type Props = {
  readonly open: Proven;
  /** More was found out about it. */
  readonly onProved: (open: InscriptionAnswer) => void;
};

/** What this device found out about an inscription's transaction by itself, and who brought it. */
export function InscriptionProof({ open, onProved }: Props) {
  const { view, verdict, file, kept, inBlock } = open;
  const network = useNetwork() ?? 'main';
  const { data: status } = useStatus();
  const tip = status?.feed.headerHeight;
  const headline = headlineOf(verdict);
  const { txid, txBytes: bytes, chain, id } = view;
  const [isGone, setIsGone] = useState(false);
  const isInParts = typeof file === 'function';
  const isBundle = !isInParts && file[0] === OPEN_BRACE;
  const save = async (): Promise<void> => {
    const bytes = isInParts ? await file() : file;
    saveBytes(`nabo-inscription-${id.slice(0, 8)}${isBundle ? '.json' : '.tx'}`, bytes);
  };
  return (
    <section aria-label={t('Checked on this device')}>
      <h2 className={styles.title}>{t('Checked on this device')}</h2>
      <p className={classes(styles.headline, styles[headline.tone])}>
        <Glyph name={headline.glyph} />
        {headline.word}
      </p>
      <p className={styles.sentence}>{headline.sentence}</p>
      {verdict.state === 'proven' && <ChainFigure place={verdict.place} tip={tip} of="transaction" />}
      <VerdictList
        lines={[
          ...(chain === 'btc' && verdict.state !== 'refuted'
            ? [namedLine(txid), contentLine(verdict.state === 'committed')]
            : [bytesLine({ txid, bytes, verdict })]),
          ...(verdict.state === 'refuted'
            ? []
            : inBlock !== undefined
              ? [inBlockLine(inBlock, kept?.from)]
              : [blockLine({ verdict }, chain === 'btc' ? 'btc' : network, tip)]),
        ]}
      />
      {chain === 'btc' && kept !== undefined && inBlock === undefined && verdict.state !== 'refuted' && (
        <BlockCheck id={id} from={kept.from} onProved={onProved} />
      )}
      <PartTitle>{t('Who brought it')}</PartTitle>
      <p className={styles.sentence}>
        {isInParts
          ? t('Neighbours gave it in parts, or it was cut into them here. It stays until there is no room.')
          : kept === undefined
            ? t('It came with the feed, and nobody was asked for it.')
            : t('{from}, when you asked for it on {at}. It is kept on this device.', {
                from: kept.from,
                at: dateTime(kept.at),
              })}
      </p>
      <div className={styles.two}>
        <KeepIt view={view} />
        <ShareLink title={t('Inscription')} path={() => hrefOf({ screen: 'inscription', id })} />
        <CopyButton text={id}>{t('Copy id')}</CopyButton>
        <Button onClick={() => void save().catch(() => setIsGone(true))}>
          <Icon name="download" small />
          {t('Save {more}', {
            more:
              isBundle && (verdict.state === 'proven' || inBlock !== undefined)
                ? t('proof')
                : t('transaction'),
          })}
        </Button>
      </div>
      {isGone && <p role="alert">{t('It is no longer on this device.')}</p>}
    </section>
  );
}

/** Kept things stay on this device whatever room it has: of a site that is all of its files. */
function KeepIt({ view: { id, chain, content } }: { readonly view: OpenInscription['view'] }) {
  const { bookmarks, keep } = useKept();
  const own = [id, ...(content?.files ?? []).map((file) => file.id)].filter((each) => isOutpoint(each));
  if (chain === 'btc' || own.length === 0) return null;
  const isKept = own.every((each) => bookmarks.has(each));
  return (
    <Button
      aria-pressed={isKept}
      onClick={() =>
        void (async () => {
          for (const each of own) await keep({ kind: 'bookmark', id: each, on: !isKept });
        })()
      }
    >
      <Icon name="bookmark" small />
      {isKept ? t('Kept') : t('Keep it here')}
    </Button>
  );
}

/** A proof bundle is JSON; everything else that can come is bytes of a transaction. */
const OPEN_BRACE = 0x7b;

/** On BTC the hash is of what moves coins, and not of the witnesses. */
const namedLine = (txid: string): VerdictLine => ({
  key: 'bytes',
  tone: 'yes',
  claim: t('The transaction is the one named'),
  evidence: <>{rich('{hash} is the hash of its inputs and outputs.', { hash: <Hash of={txid} /> })}</>,
});

/** On BTC the txid does not cover the content. */
const contentLine = (isCommitted: boolean): VerdictLine =>
  isCommitted
    ? {
        key: 'content',
        tone: 'yes',
        claim: t('The content is what the coin was locked to'),
        evidence: t('The script with the content leads to the key of the output that was spent.'),
      }
    : {
        key: 'content',
        tone: 'wait',
        claim: t('The content is not covered by the hash'),
        evidence: t(
          'On BTC it lies outside of what the id is the hash of, and the output that was spent is not here to compare.',
        ),
      };
