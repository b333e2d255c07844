import { MEASURES, type Measure } from './measure.ts';
import styles from './measure-choice.module.css';

type Props = { readonly measure: Measure; readonly onChoose: (measure: Measure) => void };

/** What the squares are sized by, one of two. */
export function MeasureChoice({ measure, onChoose }: Props) {
  return (
    <fieldset className={styles.choice}>
      <legend>Sizes by</legend>
      {(Object.keys(MEASURES) as Measure[]).map((each) => (
        <label key={each}>
          <input type="radio" name="measure" checked={each === measure} onChange={() => onChoose(each)} />
          <span>{MEASURES[each].name}</span>
        </label>
      ))}
    </fieldset>
  );
}
