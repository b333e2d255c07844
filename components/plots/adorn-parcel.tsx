'use client';

import { useRouter } from 'next/navigation';
import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useAccount, usePublications } from '../use-answers.ts';
import { HeldElsewhere } from '../account/held-elsewhere.tsx';
import { noteDeparture } from '../ui/arrival.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MovingSteps } from './moving-steps.tsx';
import { movingFrom } from './own-intent.ts';

type Props = { readonly height: number; readonly cut: DistrictView['plot']['parcels'][number] };

/** Leads whoever holds a parcel to where a picture is made for it. */
export function AdornParcel({ height, cut: { index, holder, at } }: Props) {
  const router = useRouter();
  const { data: account } = useAccount();
  const { data: publications } = usePublications();
  const own = movingFrom(publications, at);
  if (at === undefined || account?.holders.includes(holder) !== true) return null;
  if (account.linked === true) return <HeldElsewhere />;
  if (own?.publication.intent.kind === 'adorn') return <MovingSteps own={own} />;
  if (own !== undefined) return null;
  const go = (): void => {
    noteDeparture();
    router.push(`/make#${index}.${height}.bitmap`);
  };
  return (
    <Button onClick={go}>
      <Icon name="picture" small />
      {t('Add a picture')}
    </Button>
  );
}
