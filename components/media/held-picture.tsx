'use client';

import { useState } from 'react';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { pictureTypeOf } from '#lib/media/pictures/index.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { byteSize } from '../ui/format.ts';
import { useMedia } from '../use-answers.ts';
import { picturesWait } from './data-saver.ts';
import { PostPicture } from './post-picture.tsx';
import styles from './post-picture.module.css';

type Props = {
  readonly id: Outpoint;
  /** Its size. */
  readonly bytes: number;
  /** The type that the bytes were found to have; without it they are looked at. */
  readonly type?: string;
  /** What its writer says is on it. */
  readonly alt?: string;
};

/** A picture in a post. Where data is saved it is neither brought nor drawn before somebody asks: its words stand there. */
export function HeldPicture({ id, bytes, type, alt }: Props) {
  const [waits, setWaits] = useState(picturesWait);
  if (!waits)
    return <Brought id={id} {...(type !== undefined && { type })} {...(alt !== undefined && { alt })} />;
  return (
    <div className={styles.ask}>
      <p>{alt === undefined ? t('A picture without a description') : <bdi>{alt}</bdi>}</p>
      <Button small onClick={() => setWaits(false)}>
        {t('Show the picture, {size}', { size: byteSize(bytes) })}
      </Button>
    </div>
  );
}

function Brought({ id, type, alt }: Omit<Props, 'bytes'>) {
  const { data: bytes } = useMedia(id);
  const seen = type ?? (bytes == null ? '' : pictureTypeOf(bytes));
  if (bytes === undefined || seen === undefined) return null;
  if (bytes === null) return <p>{t('The picture is not on this device.')}</p>;
  return <PostPicture bytes={bytes} type={seen} {...(alt !== undefined && { alt })} />;
}
