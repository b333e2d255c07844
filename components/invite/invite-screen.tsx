'use client';

import { lazy, Suspense } from 'react';
import { t } from '#lib/language/t.ts';
import { Screen } from '../shell/screen.tsx';
import { OpenInvite } from './open-invite.tsx';
import { OwnInvites } from './own-invites.tsx';
import { useTakenLink } from './taken-link.ts';

const JoinDevice = lazy(async () => ({
  default: (await import('../account/join-device.tsx')).JoinDevice,
}));

/** What the links of devices begin with (lib/protocols/device-link.ts). They come by this door, whose fragment is taken out. */
const DEVICE_LINK = 'device=';

/** The door for whoever comes by an invite's link; without one, the invites of whoever lives here. */
export function InviteScreen() {
  const link = useTakenLink();
  if (link?.startsWith(DEVICE_LINK) === true)
    return (
      <Screen title={t('Link this device')} position="invite" ready withBack>
        <Suspense fallback={null}>
          <JoinDevice key={link} link={link} />
        </Suspense>
      </Screen>
    );
  return (
    <Screen title={link === undefined ? t('Invites') : t('An invite')} position="invite" ready withBack>
      {link === undefined ? <OwnInvites /> : <OpenInvite key={link} link={link} />}
    </Screen>
  );
}
