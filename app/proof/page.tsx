import type { Metadata } from 'next';
import { ProofScreen } from '#components/proof/proof-screen.tsx';

export const metadata: Metadata = { title: 'Check a file' };

export default function Page() {
  return <ProofScreen />;
}
