import type { Metadata } from 'next';
import { MeScreen } from '#components/profile/me-screen.tsx';

export const metadata: Metadata = { title: 'Me' };

export default function Page() {
  return <MeScreen />;
}
