import { useId } from 'react';
import styles from './choice.module.css';

type Props<Key extends string> = {
  readonly name: string;
  /** The words of each. */
  readonly of: Readonly<Record<Key, string>>;
  readonly chosen: Key;
  readonly onChoose: (key: Key) => void;
};

/** One of a few, side by side. */
export function Choice<Key extends string>({ name, of, chosen, onChoose }: Props<Key>) {
  const group = useId();
  // The keys of a record are those of its type: it is made where it stands.
  const keys = Object.keys(of) as Key[];
  return (
    <fieldset className={styles.choice}>
      <legend>{name}</legend>
      {keys.map((key) => (
        <label key={key}>
          <input type="radio" name={group} checked={key === chosen} onChange={() => onChoose(key)} />
          <span>{of[key]}</span>
        </label>
      ))}
    </fieldset>
  );
}
