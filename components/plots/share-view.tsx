'use client';

import { ShareLink } from './share-link.tsx';
import { SharePicture } from './share-picture.tsx';
import styles from './save-picture.module.css';

type Props = {
  /** The district that is chosen. */
  readonly chosen: number | undefined;
  readonly picture: () => Promise<Blob | undefined>;
};

/** Hands on what the map shows: its address, which is that of the page, or its picture. */
export function ShareView({ chosen, picture }: Props) {
  const name = chosen === undefined ? 'districts' : `${chosen}.bitmap`;
  return (
    <div className={styles.row}>
      <ShareLink title={name} path={() => window.location.pathname + window.location.hash} />
      <SharePicture name={`map-${name}`} picture={picture} />
    </div>
  );
}
