import type { Metadata } from 'next';
import { MakeScreen } from '#components/make/make-screen.tsx';

export const metadata: Metadata = { title: 'Make' };

export default function Page() {
  return <MakeScreen />;
}
