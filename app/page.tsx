import { FeedScreen } from '#components/feed/feed-screen.tsx';

export default function Page() {
  return <FeedScreen />;
}
