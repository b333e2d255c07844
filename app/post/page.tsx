import type { Metadata } from 'next';
import { ThreadScreen } from '#components/post/thread-screen.tsx';

export const metadata: Metadata = { title: 'Thread' };

export default function Page() {
  return <ThreadScreen />;
}
