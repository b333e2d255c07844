import type { Metadata } from 'next';
import { OpenScreen } from '#components/shell/open-screen.tsx';

export const metadata: Metadata = { title: 'Open' };

export default function Page() {
  return <OpenScreen />;
}
