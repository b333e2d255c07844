import type { Metadata } from 'next';
import { NeighboursScreen } from '#components/neighbours/neighbours-screen.tsx';

export const metadata: Metadata = { title: 'Neighbours' };

export default function Page() {
  return <NeighboursScreen />;
}
