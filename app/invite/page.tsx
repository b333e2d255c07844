import type { Metadata } from 'next';
import { InviteScreen } from '#components/invite/invite-screen.tsx';

export const metadata: Metadata = { title: 'Invites' };

export default function Page() {
  return <InviteScreen />;
}
