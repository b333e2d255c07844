'use client';

import { useState } from 'react';
import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { saveFile } from '../ui/save-file.ts';
import { MEASURES, squaresOf, type Measure } from './measure.ts';
import { planOf } from './plan-paths.ts';
import { pngOf, svgOf } from './plan-picture.ts';
import styles from './save-picture.module.css';

type Props = { readonly block: NonNullable<DistrictView['block']>; readonly measure: Measure };
type Kind = 'png' | 'svg';

/** The district as it is drawn, as a file. */
export function SavePicture({ block, measure }: Props) {
  const [done, setDone] = useState<{ readonly kind: Kind; readonly words: string }>();
  const save = async (kind: Kind): Promise<void> => {
    const { height, hash } = block.place;
    const title = `${height}.bitmap`;
    const plan = planOf(squaresOf(block.transactions, measure).sizes);
    const name = `${title}${measure === 'value' ? '' : `-${measure}`}.${kind}`;
    const parcels = plural(block.transactions.length, 'parcel', 'parcels');
    const data =
      kind === 'png'
        ? await pngOf(plan)
        : svgOf(
            plan,
            title,
            t('{parcels} of block {hash}. {rule}.', { parcels, hash, rule: MEASURES()[measure].rule }),
          );
    if (data !== undefined) saveFile({ name, data, type: kind === 'png' ? 'image/png' : 'image/svg+xml' });
    setDone({ kind, words: data === undefined ? t('Too large here') : t('Saved') });
  };
  return (
    <div className={styles.row}>
      {(['png', 'svg'] as const).map((kind) => (
        <Button key={kind} small onClick={() => void save(kind)} onBlur={() => setDone(undefined)}>
          <Icon name="download" small />
          <span aria-live="polite">
            {done?.kind === kind ? done.words : t('Save {toUpperCase}', { toUpperCase: kind.toUpperCase() })}
          </span>
        </Button>
      ))}
    </div>
  );
}
