import type { Metadata } from 'next';
import { HandleScreen } from '#components/profile/handle-screen.tsx';

export const metadata: Metadata = { title: 'Claim a name' };

export default function Page() {
  return <HandleScreen />;
}
