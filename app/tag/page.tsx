import type { Metadata } from 'next';
import { TagScreen } from '#components/search/tag-screen.tsx';

export const metadata: Metadata = { title: 'Tag' };

export default function Page() {
  return <TagScreen />;
}
