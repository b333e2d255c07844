'use client';

import { t } from '#lib/language/t.ts';
import { useNeighbours } from '../use-answers.ts';
import { count, plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './near-link.module.css';

/** How many neighbours are in, in the header of the feed: on a phone the way to them. */
export function NearLink() {
  const { data: neighbours } = useNeighbours();
  if (neighbours?.state === 'unsupported') return null;
  // Its room is there before it is, so that nothing beside it moves.
  if (neighbours == null) return <span className={styles.near} />;
  const near = neighbours.peers.length;
  return (
    <Link
      to={{ screen: 'neighbours' }}
      className={styles.near}
      aria-label={
        near === 0
          ? t('Neighbours')
          : t('{neighbours} near', { neighbours: plural(near, 'neighbour', 'neighbours') })
      }
    >
      <Icon name="neighbours" small />
      {near > 0 && count(near)}
    </Link>
  );
}
