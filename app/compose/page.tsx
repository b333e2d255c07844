import type { Metadata } from 'next';
import { ComposeScreen } from '#components/compose/compose-screen.tsx';

export const metadata: Metadata = { title: 'New post' };

export default function Page() {
  return <ComposeScreen />;
}
