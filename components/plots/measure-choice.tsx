import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { Choice } from './choice.tsx';
import { MEASURES, type Measure } from './measure.ts';

type Props = { readonly measure: Measure; readonly onChoose: (measure: Measure) => void };

const NAMES = once((): Readonly<Record<Measure, string>> => ({
  value: MEASURES().value.name,
  vbytes: MEASURES().vbytes.name,
}));

/** What the squares are sized by, one of two. */
export const MeasureChoice = ({ measure, onChoose }: Props) => (
  <Choice name={t('Sizes by')} of={NAMES()} chosen={measure} onChoose={onChoose} />
);
