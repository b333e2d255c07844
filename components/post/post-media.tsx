'use client';

import { lazy, Suspense } from 'react';
import type { MediaView } from '#lib/feed/post-view.ts';
import { useMedia } from '../use-answers.ts';
import { byteSize } from '../ui/format.ts';
import styles from './post-media.module.css';

/** Loaded with the first picture: most posts have none. */
const PostPicture = lazy(() =>
  import('../media/post-picture.tsx').then((module) => ({ default: module.PostPicture })),
);

/** A picture that came inside the post. Its box has its size before the bytes are there. */
export function PostMedia({ media }: { readonly media: MediaView }) {
  const { data: bytes } = useMedia(media.id);
  const type = media.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const name = type === 'image/svg+xml' ? 'SVG' : type.replace('image/', '').toUpperCase();
  return (
    <figure className={styles.media}>
      <Suspense>
        <PostPicture bytes={bytes} type={type} {...(media.alt !== undefined && { alt: media.alt })} />
      </Suspense>
      <figcaption>
        {name} {byteSize(media.bytes)}
      </figcaption>
    </figure>
  );
}
