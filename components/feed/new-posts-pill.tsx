import type { PostView } from '#lib/feed/post-view.ts';
import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import { Pill } from '../ui/pill.tsx';
import styles from './new-posts-pill.module.css';

const FACES = 3;

/** How many posts wait above. It lives in the row of tabs, so that it covers nothing that is being read. */
export function NewPostsPill({
  waiting,
  onShow,
}: {
  readonly waiting: readonly PostView[];
  readonly onShow: () => void;
}) {
  if (waiting.length === 0) return null;
  const faces = [...new Set(waiting.map((post) => post.author.key))].slice(0, FACES);
  return (
    <Pill onPress={onShow}>
      <span className={styles.faces}>
        {faces.map((key) => (
          <Avatar key={key ?? 'nobody'} of={key} size="tiny" />
        ))}
      </span>
      {plural(waiting.length, 'new post', 'new posts')}
    </Pill>
  );
}
