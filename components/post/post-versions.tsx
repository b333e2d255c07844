import { lazy, Suspense } from 'react';
import type { ShownPost } from './shown-post.ts';

/** Few posts have another. */
const Versions = lazy(async () => ({ default: (await import('./versions.tsx')).Versions }));

/** The way to other versions of a post, where there are any. */
export function PostVersions({ versions }: { readonly versions: ShownPost['versions'] | undefined }) {
  if (versions === undefined) return null;
  return (
    <Suspense fallback={null}>
      <Versions of={versions} />
    </Suspense>
  );
}
