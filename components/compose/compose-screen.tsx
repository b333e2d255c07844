'use client';

import { useEffect, useRef } from 'react';
import { useClient } from '../client-provider.tsx';
import { FeedScreen } from '../feed/feed-screen.tsx';
import { useComposer } from './composer-provider.tsx';

/** The feed with the composer open on it: where a shortcut and what other apps share lead to. */
export function ComposeScreen() {
  const client = useClient();
  const { openWith } = useComposer();
  const opened = useRef(false);

  useEffect(() => {
    if (client === undefined || opened.current) return;
    opened.current = true;
    client.takeShared().then(
      (shared) =>
        openWith(
          shared === undefined
            ? {}
            : {
                // A place of its own: a draft that waits is not written over.
                place: `new#shared-${Date.now()}`,
                begin: { text: shared.text },
                ...(shared.picture !== undefined && { file: shared.picture }),
              },
        ),
      () => openWith({}),
    );
  }, [client, openWith]);

  return <FeedScreen />;
}
