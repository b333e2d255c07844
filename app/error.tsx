'use client';

import { lazy, Suspense } from 'react';

/** Every page carries this boundary, and hardly one ever shows it. */
const BrokenScreen = lazy(async () => ({
  default: (await import('#components/shell/broken-screen.tsx')).BrokenScreen,
}));

export default function RouteError({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <Suspense fallback={null}>
      <BrokenScreen reason={error.message} onRetry={reset} />
    </Suspense>
  );
}
