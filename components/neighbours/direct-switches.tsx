'use client';

import type { DirectView, NeighboursView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useDirect } from '../use-answers.ts';
import { MeetNear } from './meet-near.tsx';
import { SwitchRow } from './switch-row.tsx';

/** States in which this browser has lines, or would have them. */
const CONNECTS: ReadonlySet<DirectView['state']> = new Set(['starting', 'alone', 'on']);

/** Whether a tab of this browser has lines to the browsers of neighbours, and whether pictures go by them, too. */
export function DirectSwitches({ sharing }: Pick<NeighboursView, 'sharing'>) {
  const client = useClient();
  const { data: direct } = useDirect();
  if (direct == null) return null;
  const mayConnect = direct.state !== 'unsupported' && sharing;
  return (
    <>
      <SwitchRow
        id="direct"
        icon="neighbours"
        label={t('Connect directly')}
        note={noteOn(direct, sharing)}
        on={direct.on}
        disabled={!mayConnect}
        onSwitch={async (on) => client?.setDirect(on)}
      />
      <SwitchRow
        id="media"
        icon="picture"
        label={t('Share pictures, too')}
        note={
          mayConnect && direct.on
            ? t('Whoever is connected directly then learns which pictures I looked at')
            : t('Only while neighbours are connected directly')
        }
        on={direct.media}
        disabled={!mayConnect || !direct.on}
        onSwitch={async (on) => client?.setMedia(on)}
      />
      {mayConnect && CONNECTS.has(direct.state) && <MeetNear />}
    </>
  );
}

function noteOn({ on, state }: DirectView, sharing: boolean): string {
  if (state === 'unsupported') return t('This browser makes no connections of that kind');
  if (!sharing) return t('Only while this device shares what it holds');
  if (on && state === 'paused') return t('Paused: this network counts what goes through it');
  if (on && state === 'alone')
    return t('No relay answers, so nobody is found. Whoever is next to me can be met');
  return t('Neighbours then see my internet address, and text goes between us with no relay');
}
