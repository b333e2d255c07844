'use client';

import { t } from '#lib/language/t.ts';
import { Screen } from '../shell/screen.tsx';
import { OpenInvite } from './open-invite.tsx';
import { OwnInvites } from './own-invites.tsx';
import { useTakenLink } from './taken-link.ts';

/** The door for whoever comes by an invite's link; without one, the invites of whoever lives here. */
export function InviteScreen() {
  const link = useTakenLink();
  return (
    <Screen title={link === undefined ? t('Invites') : t('An invite')} position="invite" ready withBack>
      {link === undefined ? <OwnInvites /> : <OpenInvite key={link} link={link} />}
    </Screen>
  );
}
