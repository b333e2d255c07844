'use client';

import { useMemo } from 'react';
import type { Outpoint } from '#lib/bytes/brand.ts';
import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { HeldElsewhere } from '../account/held-elsewhere.tsx';
import { CostLines } from '../compose/cost-lines.tsx';
import { useAccount, usePublications, useStatus } from '../use-answers.ts';
import { useEstimate } from '../use-estimate.ts';
import { useOutboxActions } from '../use-outbox-actions.ts';
import { Button } from '../ui/button.tsx';
import { VerdictList } from '../ui/verdict-list.tsx';
import styles from './district-claim.module.css';
import { MovingSteps } from './moving-steps.tsx';
import { movingFrom } from './own-intent.ts';

type Props = { readonly district: DistrictView; readonly index: number };

/** Cuts a parcel out of a district of one's own, after its rules and its price were shown. */
export function CutParcel({ district, index }: Props) {
  const { claim, plot } = district;
  const { data: account } = useAccount();
  const { data: publications } = usePublications();
  const holder = claim.first?.holder;
  const isMine = holder !== undefined && account?.holders.includes(holder) === true;
  const isCut = plot.parcels.some((each) => each.index === index);
  const own = movingFrom(publications, plot.at);
  if (!isMine || isCut || plot.at === undefined) return null;
  if (own !== undefined) return <MovingSteps own={own} />;
  if (account?.linked === true) return <HeldElsewhere />;
  return <Offer district={district} index={index} from={plot.at} />;
}

function Offer({ district: { height }, index, from }: Props & { readonly from: Outpoint }) {
  const { data: status } = useStatus();
  const { publish, busy } = useOutboxActions();
  const intents = useMemo(
    () => [{ kind: 'cut-parcel', index, height, from } as const] as const,
    [index, height, from],
  );
  const estimate = useEstimate(intents);
  return (
    <div className={styles.claim}>
      <VerdictList
        lines={[
          {
            key: 'says',
            tone: 'yes',
            claim: t('It will say exactly {index}.{height}.bitmap', { index, height }),
            evidence: t('Plain text, in an output of its own, and not a byte more.'),
          },
          {
            key: 'hand',
            tone: 'yes',
            claim: t('You hold the district'),
            evidence: t('It is spent first and comes back to you first, which makes the parcel its child.'),
          },
          {
            key: 'apart',
            tone: 'plain',
            claim: t('From then on it goes its own way'),
            evidence: t('Who gets the district later does not get this parcel with it.'),
          },
        ]}
      />
      <Button wide disabled={busy} onClick={() => publish(intents[0], estimate)}>
        {t('Cut it out')}
      </Button>
      <CostLines kind="cut-parcel" estimate={estimate} waits={status?.hostReachable === false} />
    </div>
  );
}
