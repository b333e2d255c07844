import { type ComponentType, useEffect, useLayoutEffect, useState } from 'react';
import { firstSight } from '../compose/composer-provider.tsx';
import type { OwnPost } from './own-posts.ts';

type Props = {
  /** What draws a post of one's own in this feed. */
  readonly Card: ComponentType<{ readonly post: OwnPost['post']; readonly own: OwnPost }>;
};

/**
 * The words of a press in the next frame: one card, drawn by itself at the top of the feed. Everything else that a press
 * changes, the feed and the composer, comes behind that frame, and then the feed has them.
 */
export function FirstSight({ Card }: Props) {
  const [view, setView] = useState<OwnPost>();
  useEffect(() => {
    firstSight.show = setView;
    return () => {
      firstSight.show = undefined;
    };
  }, []);
  useLayoutEffect(() => {
    if (view !== undefined) window.scrollTo({ top: 0, behavior: 'instant' });
  }, [view]);
  return (
    view !== undefined && (
      <div data-first="">
        <Card post={view.post} own={view} />
      </div>
    )
  );
}
