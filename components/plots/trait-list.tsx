import { parcelSize } from '#lib/plots/mondrian.ts';
import { TRAITS, type Trait } from '#lib/plots/traits.ts';
import { t, tell } from '#lib/language/t.ts';
import { PartTitle } from '../ui/facts.tsx';
import { count } from '../ui/format.ts';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import type { Transactions } from './measure.ts';
import styles from './trait-list.module.css';

type Props = { readonly height: number; readonly transactions: Transactions | undefined };

/** Every trait with its definition and its verdict; those that do not fit are folded. */
export function TraitList({ height, transactions }: Props) {
  const sides = transactions?.map(({ outputSats }) => parcelSize(outputSats));
  const judged = TRAITS.map((trait) => ({
    trait,
    fits: trait.fits({ height, ...(sides !== undefined && { sides }) }),
  }));
  const fitting = judged.filter(({ fits }) => fits === true);
  const others = judged.filter(({ fits }) => fits !== true);
  return (
    <section>
      <PartTitle
        note={t('{fitting} of {tRAITS}', { fitting: count(fitting.length), tRAITS: count(TRAITS.length) })}
      >
        {t('Traits')}
      </PartTitle>
      <VerdictList lines={fitting.map(({ trait }) => lineOf(trait, true))} />
      <details className={styles.others}>
        <summary>{t('What it is not')}</summary>
        <VerdictList lines={others.map(({ trait, fits }) => lineOf(trait, fits))} />
      </details>
    </section>
  );
}

const lineOf = ({ id, name, definition }: Trait, fits: boolean | undefined): VerdictLine => ({
  key: id,
  tone: fits === true ? 'yes' : fits === false ? 'no' : 'wait',
  claim: fits === undefined ? t('{name}: its block is not here', { name: tell(name) }) : tell(name),
  evidence: tell(definition),
});
