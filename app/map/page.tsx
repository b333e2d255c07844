import type { Metadata } from 'next';
import { MapScreen } from '#components/plots/map-screen.tsx';

export const metadata: Metadata = { title: 'Map' };

export default function Page() {
  return <MapScreen />;
}
