import { memo } from 'react';
import styles from './avatar.module.css';
import { classes } from './classes.ts';
import { type Facade, facadeOf } from './facade.ts';

/** Hashing is the cost, and a feed shows the same few authors again and again. */
const known = new Map<string, Facade>();
const MOST_KNOWN = 500;

function facade(key: string): Facade {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = facadeOf(key);
  known.set(key, made);
  return made;
}

export type AvatarSize = 'tiny' | 'small' | 'middle' | 'normal' | 'large';

type Props = {
  /** Hash160 of the key in hex; without one an empty wall is drawn. */
  readonly of: string | undefined;
  readonly size?: AvatarSize;
  readonly mine?: boolean;
};

/** The house front of a key. Decoration: the name stands beside it. */
export const Avatar = memo(function Avatar({ of, size = 'normal', mine = false }: Props) {
  const face = of === undefined ? undefined : facade(of);
  return (
    <svg
      className={classes(styles.avatar, styles[size], mine && styles.mine)}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      {face === undefined ? (
        <path className={styles.nobody} d="M0 0h24v24H0zM8 24v-9a4 4 0 0 1 8 0v9" />
      ) : (
        <>
          <path fill={face.wall} d="M0 0h24v24H0z" />
          {/* The stroke closes the hairline between two tiles. */}
          <g fill={face.side} stroke={face.side} strokeWidth=".35">
            <path d={face.sidePath} />
            <path d={face.sidePath} transform="translate(24 0) scale(-1 1)" />
          </g>
          <path fill={face.middle} stroke={face.middle} strokeWidth=".35" d={face.middlePath} />
        </>
      )}
    </svg>
  );
});
