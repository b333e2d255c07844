import { useId } from 'react';
import styles from './settings-screen.module.css';

type Props<Value extends string> = {
  readonly label: string;
  readonly options: readonly (readonly [Value, string])[];
  readonly value: Value | undefined;
  readonly onChoose: (value: Value) => void;
};

/** One of a few, all of them in sight. */
export function Choice<Value extends string>({ label, options, value, onChoose }: Props<Value>) {
  const name = useId();
  return (
    <fieldset className={styles.choice}>
      <legend>{label}</legend>
      <div>
        {options.map(([option, words]) => (
          <label key={option}>
            <input type="radio" name={name} checked={option === value} onChange={() => onChoose(option)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
