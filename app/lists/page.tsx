import type { Metadata } from 'next';
import { ListsScreen } from '#components/lists/lists-screen.tsx';

export const metadata: Metadata = { title: 'Lists' };

export default function Page() {
  return <ListsScreen />;
}
