'use client';

import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useState } from 'react';
import type { ShownPost } from './shown-post.ts';

const PostMenuDialog = lazy(async () => ({
  default: (await import('./post-menu-dialog.tsx')).PostMenuDialog,
}));

type Open = (post: ShownPost) => void;

const MenuContext = createContext<Open>(() => undefined);

/** Opens what else can be done with a post. One dialog serves all cards, and comes with the first press. */
export const usePostMenu = (): Open => use(MenuContext);

export function PostMenuProvider({ children }: { readonly children: ReactNode }) {
  const [post, setPost] = useState<ShownPost>();
  const close = useCallback(() => setPost(undefined), []);
  return (
    <MenuContext value={setPost}>
      {children}
      {post !== undefined && (
        <Suspense fallback={null}>
          <PostMenuDialog post={post} onClose={close} />
        </Suspense>
      )}
    </MenuContext>
  );
}
