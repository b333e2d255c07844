import type { Metadata } from 'next';
import { ProfileScreen } from '#components/profile/profile-screen.tsx';

export const metadata: Metadata = { title: 'Profile' };

export default function Page() {
  return <ProfileScreen />;
}
