import type { Metadata } from 'next';
import { CatchUpScreen } from '#components/catch-up/catch-up-screen.tsx';

export const metadata: Metadata = { title: 'Catch-up' };

export default function Page() {
  return <CatchUpScreen />;
}
