import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { PartTitle } from '../ui/facts.tsx';
import { count } from '../ui/format.ts';
import { KeyLink } from './key-link.tsx';
import styles from './plot-story.module.css';

type Props = {
  readonly plot: DistrictView['plot'];
  readonly onSelect: (parcel: number) => void;
};

const SHOWN = 40;

/** Who held a district, and the parcels that were cut out of it. */
export function PlotStory({ plot: { history, parcels }, onSelect }: Props) {
  return (
    <>
      {history.length > 0 && (
        <section>
          <PartTitle note={count(history.length)}>{t('Who held it')}</PartTitle>
          <ol className={styles.history}>
            {history.map(({ holder, since }, at) => (
              // A key may have held it twice, and nothing is ever put in between.
              // oxlint-disable-next-line react/no-array-index-key -- the order of a history does not change
              <li key={at}>
                {holder === '' ? t('Nobody that can be named') : <KeyLink of={holder} />}
                <small>
                  {since === undefined
                    ? t('on its way to a block')
                    : t('since block {since}', { since: count(since) })}
                </small>
              </li>
            ))}
          </ol>
        </section>
      )}
      {parcels.length > 0 && (
        <section>
          <PartTitle note={count(parcels.length)}>{t('Parcels cut out')}</PartTitle>
          <ul className={styles.parcels}>
            {parcels.slice(0, SHOWN).map(({ index }) => (
              <li key={index}>
                <button type="button" onClick={() => onSelect(index)}>
                  {count(index)}
                </button>
              </li>
            ))}
            {parcels.length > SHOWN && (
              <li>{t('and {parcels} more', { parcels: count(parcels.length - SHOWN) })}</li>
            )}
          </ul>
        </section>
      )}
    </>
  );
}
