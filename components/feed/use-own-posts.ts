import { useMemo, useState } from 'react';
import { usePublications } from '../use-answers.ts';
import { type OwnPost, ownPostsOnTop } from './own-posts.ts';

const NONE: ReadonlySet<string> = new Set();

/** One's own posts on their way to the chain, newest first. */
export function useOwnPosts(): readonly OwnPost[] {
  const { data } = usePublications();
  const [watched, setWatched] = useState(NONE);

  const arriving = useMemo(
    () => (data ?? []).filter((view) => view.publication.state !== 'in-block' && !watched.has(view.id)),
    [data, watched],
  );
  // State that follows from props is set while rendering, so that no frame shows the list without them.
  if (arriving.length > 0) setWatched(new Set([...watched, ...arriving.map((view) => view.id)]));

  return useMemo(() => ownPostsOnTop(data ?? [], watched), [data, watched]);
}
