import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import type { ReactNode } from 'react';

const nothing = (): void => undefined;

/** Next's router, which is there in every page: going somewhere only changes the address. */
const router = {
  bfcacheId: '0',
  back: nothing,
  forward: nothing,
  refresh: nothing,
  hmrRefresh: nothing,
  prefetch: nothing,
  push: (href: string) => window.history.pushState(null, '', href),
  replace: (href: string) => window.history.replaceState(null, '', href),
};

export function WithRouter({ children }: { readonly children: ReactNode }) {
  return <AppRouterContext value={router}>{children}</AppRouterContext>;
}
