'use client';

import { BrokenScreen } from '#components/shell/broken-screen.tsx';

export default function RouteError({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return <BrokenScreen reason={error.message} onRetry={reset} />;
}
