'use client';

import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { toggleFollowed } from './followed-land.ts';

type Props = {
  /** The network, or `btc`: a number is another district on each chain. */
  readonly network: string;
  readonly height: number;
  readonly isFollowed: boolean;
  readonly small?: boolean;
};

/** Makes a district one's favourite, or no longer: it is marked on the map and listed beside it, on this device alone. */
export function FollowPlot({ network, height, isFollowed, small = false }: Props) {
  return (
    <Button small={small} aria-pressed={isFollowed} onClick={() => toggleFollowed(network, height)}>
      {isFollowed ? t('Followed') : t('Follow')}
    </Button>
  );
}
