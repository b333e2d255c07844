'use client';

import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { DistrictPlan } from '../plots/district-plan.tsx';
import { useQueryClient } from '../query-hooks.ts';
import { PartTitle } from '../ui/facts.tsx';
import { plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { rich } from '../ui/rich.ts';
import styles from './land-tiles.module.css';

/** Districts of a key. A plan is drawn only where its block is here already: blocks are large, and nobody asked yet. */
export function LandTiles({
  districts,
  canSeek = false,
}: {
  readonly districts: readonly number[];
  readonly canSeek?: boolean;
}) {
  const queries = useQueryClient();
  if (districts.length === 0 && !canSeek) return null;
  return (
    <section className={styles.land} aria-labelledby="land">
      <PartTitle id="land" note={plural(districts.length, 'district', 'districts')}>
        {t('Land')}
      </PartTitle>
      <ul className={styles.tiles}>
        {districts.map((height) => {
          const held = queries.getQueryData<DistrictView | null>(['district', height]);
          return (
            <li key={height}>
              <Link to={{ screen: 'district', height }}>
                <span className={styles.tile}>
                  {held?.block === undefined ? (
                    <Icon name="plot" />
                  ) : (
                    <DistrictPlan transactions={held.block.transactions} tiny />
                  )}
                </span>
                {height}
              </Link>
            </li>
          );
        })}
        {canSeek && (
          <li className={styles.seek}>
            <Link to={{ screen: 'map' }}>
              {rich('{span}Find land', {
                span: (
                  <span className={styles.tile}>
                    <Icon name="plus" />
                  </span>
                ),
              })}
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}
