'use client';

import { useState } from 'react';
import type { InscriptionAnswer, OpenInscription } from '#lib/client/inscriptions.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { count, dateTime, plural } from '../ui/format.ts';
import type { VerdictLine } from '../ui/verdict-list.tsx';
import styles from './inscription-proof.module.css';

/** A header that took as many hashes as two to the power of this was not made to fool one reader. */
const HARD_BITS = 60;

type Props = {
  readonly id: string;
  /** Who gave it, and is asked again. */
  readonly from: string;
  readonly onProved: (open: InscriptionAnswer) => void;
};

/** On BTC nothing that an indexer gives in a smaller form shows that content is in a block: the whole block does. */
export function BlockCheck({ id, from, onProved }: Props) {
  const client = useClient();
  const [isAsking, setIsAsking] = useState(false);
  const [said, setSaid] = useState('');
  const check = async (): Promise<void> => {
    setIsAsking(true);
    setSaid(t('Asking {of}.', { of: from }));
    try {
      const found = await (
        await client?.inscriptions()
      )?.prove(id, (done, of) =>
        setSaid(
          t('{done} of {transactions}', {
            done: count(done),
            transactions: plural(of, 'transaction', 'transactions'),
          }),
        ),
      );
      setSaid(found === undefined ? t('{from} says that it is in no block yet.', { from }) : '');
      if (found !== undefined) onProved(found);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      setSaid(t('{of} could not be asked: {reason}', { of: from, reason }));
    }
    setIsAsking(false);
  };
  return (
    <div className={styles.sentence}>
      <Button small disabled={isAsking || client === undefined} onClick={() => void check()}>
        {t('Check against its block')}
      </Button>
      <p>
        {t('{from} is asked in which block it is, and for all of that block: a few megabytes.', { from })}
      </p>
      <p aria-live="polite">{said}</p>
    </div>
  );
}

/** What the block shows, and what it does not. */
export function inBlockLine(
  { place: { height, time }, workBits }: NonNullable<OpenInscription['inBlock']>,
  from = '',
): VerdictLine {
  return {
    key: 'block',
    tone: workBits >= HARD_BITS ? 'yes' : 'wait',
    claim: t('A block holds just these bytes'),
    evidence: t(
      'Block {height} of {date} commits to them, content and all. Its header took about 2^{bits} hashes to make. That it is on the chain with most work is the word of {from}: no headers of BTC are followed here.',
      { height: count(height), date: dateTime(time * 1_000), bits: count(workBits), from },
    ),
  };
}
