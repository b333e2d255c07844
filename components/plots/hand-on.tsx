'use client';

import { useMemo, useState } from 'react';
import { decodeAddress } from '#lib/bytes/address.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { t } from '#lib/language/t.ts';
import { HeldElsewhere } from '../account/held-elsewhere.tsx';
import { CostLines } from '../compose/cost-lines.tsx';
import { shortKey } from '../post/author-label.ts';
import { useAccount, usePublications, useStatus } from '../use-answers.ts';
import { useEstimate } from '../use-estimate.ts';
import { useOutboxActions } from '../use-outbox-actions.ts';
import { Button } from '../ui/button.tsx';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import styles from './hand-on.module.css';
import { MovingSteps } from './moving-steps.tsx';
import { movingFrom } from './own-intent.ts';

type Props = {
  /** Its name, such as `7.bitmap`. */
  readonly what: string;
  readonly holder: string;
  /** Where it lies. */
  readonly at: Outpoint | undefined;
  /** What goes with it and what does not, in a sentence. */
  readonly along: string;
};

/** Hands a plot of one's own to an address, once the person has read what comes of it. */
export function HandOn({ what, holder, at, along }: Props) {
  const { data: account } = useAccount();
  const { data: publications } = usePublications();
  const own = movingFrom(publications, at);
  if (at === undefined || account?.holders.includes(holder) !== true) return null;
  if (own !== undefined) return own.publication.intent.kind === 'hand-on' ? <MovingSteps own={own} /> : null;
  if (account.linked === true) return <HeldElsewhere />;
  return (
    <details className={styles.hand}>
      <summary>{t('Hand {what} on', { what })}</summary>
      <Form what={what} at={at} along={along} own={account.address} />
    </details>
  );
}

function Form({
  what,
  at,
  along,
  own,
}: Omit<Props, 'holder' | 'at'> & { readonly at: Outpoint; readonly own: string }) {
  const [to, setTo] = useState('');
  const { data: status } = useStatus();
  const { publish, busy } = useOutboxActions();
  const address = to.trim();
  const intents = useMemo(
    () => [{ kind: 'hand-on', what, from: at, to: address } as const] as const,
    [what, at, address],
  );
  const estimate = useEstimate(intents);
  const { lines, isGood } = effects(what, address, own, along);
  return (
    <div className={styles.form}>
      <label>
        {t('To this address')}
        <input
          value={to}
          onChange={(event) => setTo(event.target.value)}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          inputMode="text"
        />
      </label>
      <VerdictList lines={lines} />
      <Button look="danger" wide disabled={!isGood || busy} onClick={() => publish(intents[0], estimate)}>
        {t('Hand it on')}
      </Button>
      {isGood && <CostLines kind="hand-on" estimate={estimate} waits={status?.hostReachable === false} />}
    </div>
  );
}

/** What comes of it, before anything is signed. */
function effects(
  what: string,
  address: string,
  own: string,
  along: string,
): { readonly lines: readonly VerdictLine[]; readonly isGood: boolean } {
  if (address === '') return { lines: [], isGood: false };
  const to = decodeAddress(address);
  if (to === undefined)
    return {
      lines: [
        {
          key: 'none',
          tone: 'no',
          claim: t('That is no address'),
          evidence: t('A letter is wrong or missing.'),
        },
      ],
      isGood: false,
    };
  if (to.version !== decodeAddress(own)?.version)
    return {
      lines: [
        {
          key: 'elsewhere',
          tone: 'no',
          claim: t('That is an address of another network'),
          evidence: t('What goes there is lost for good.'),
        },
      ],
      isGood: false,
    };
  return {
    lines: [
      {
        key: 'goes',
        tone: 'plain',
        claim: t('{what} will be held by {shortKey}', { what, shortKey: shortKey(toHex(to.hash160)) }),
        evidence: along,
      },
      {
        key: 'stays',
        tone: 'plain',
        claim: t('Only they can give it back'),
        evidence: t('If nobody has the key of that address, nobody holds it any more.'),
      },
    ],
    isGood: true,
  };
}
