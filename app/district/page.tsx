import type { Metadata } from 'next';
import { DistrictScreen } from '#components/plots/district-screen.tsx';

export const metadata: Metadata = { title: 'District' };

export default function Page() {
  return <DistrictScreen />;
}
