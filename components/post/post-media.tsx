'use client';

import { lazy, Suspense } from 'react';
import type { MediaView } from '#lib/feed/post-view.ts';
import { byteSize } from '../ui/format.ts';
import styles from './post-media.module.css';

/** Loaded with the first picture: most posts have none. */
const HeldPicture = lazy(() =>
  import('../media/held-picture.tsx').then((module) => ({ default: module.HeldPicture })),
);

/** A picture that came inside the post. Its box has its size before the bytes are there. */
export function PostMedia({ media }: { readonly media: MediaView }) {
  const type = media.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const name = type === 'image/svg+xml' ? 'SVG' : type.replace('image/', '').toUpperCase();
  return (
    <figure className={styles.media}>
      <Suspense>
        <HeldPicture
          id={media.id}
          bytes={media.bytes}
          type={type}
          {...(media.alt !== undefined && { alt: media.alt })}
        />
      </Suspense>
      <figcaption>
        {name} {byteSize(media.bytes)}
      </figcaption>
    </figure>
  );
}
