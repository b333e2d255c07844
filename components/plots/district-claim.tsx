'use client';

import { useMemo } from 'react';
import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { HeldElsewhere } from '../account/held-elsewhere.tsx';
import { CostLines } from '../compose/cost-lines.tsx';
import { PublicationSteps } from '../post/publication-steps.tsx';
import { Repair } from '../post/repair.tsx';
import { useAccount, usePublications, useStatus } from '../use-answers.ts';
import { useEstimate } from '../use-estimate.ts';
import { useOutboxActions } from '../use-outbox-actions.ts';
import { Button } from '../ui/button.tsx';
import { VerdictList } from '../ui/verdict-list.tsx';
import { checkLines, outcomeLines } from './claim-lines.tsx';
import styles from './district-claim.module.css';

/** Claims a free district, and shows how far the claim has come. */
export function DistrictClaim({ district }: { readonly district: DistrictView }) {
  const { height, claim, block } = district;
  const { data: publications } = usePublications();
  const { data: status } = useStatus();
  const { publish, busy } = useOutboxActions();
  const intents = useMemo(() => [{ kind: 'claim-district', height } as const] as const, [height]);
  const own = publications?.find(
    ({ publication }) => publication.intent.kind === 'claim-district' && publication.intent.height === height,
  );
  const { data: account } = useAccount();
  const estimate = useEstimate(intents);

  if (own !== undefined)
    return (
      <div className={styles.claim}>
        <p>{t('Your claim of {height}.bitmap', { height })}</p>
        <PublicationSteps publication={own.publication} sentence={own.sentence} />
        {own.publication.state === 'failed' && <Repair own={own} />}
        <VerdictList lines={outcomeLines(district, own.publication)} />
      </div>
    );
  // The block must exist before its district can be claimed.
  if (claim.first !== undefined || block === undefined) return null;
  if (account?.linked === true) return <HeldElsewhere />;
  return (
    <div className={styles.claim}>
      <VerdictList lines={checkLines(district)} />
      <Button look="main" wide disabled={busy} onClick={() => publish(intents[0], estimate)}>
        {t('Claim it')}
      </Button>
      <CostLines kind="claim-district" estimate={estimate} waits={status?.hostReachable === false} />
    </div>
  );
}
