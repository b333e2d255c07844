import type { Metadata } from 'next';
import { InscriptionScreen } from '#components/media/inscription-screen.tsx';

export const metadata: Metadata = { title: 'Inscription' };

export default function Page() {
  return <InscriptionScreen />;
}
