import styles from './switch.module.css';

type Props = {
  readonly on: boolean;
  /** Ids of the words that say what it switches, and what to know about it. */
  readonly labelledBy: string;
  readonly describedBy?: string;
  /** It stays in the order of the focus, so that a reader finds it and hears that it cannot be used. */
  readonly disabled?: boolean;
  readonly onSwitch: (on: boolean) => void;
};

export function Switch({ on, labelledBy, describedBy, disabled = false, onSwitch }: Props) {
  return (
    <button
      type="button"
      role="switch"
      className={styles.switch}
      aria-checked={on}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) onSwitch(!on);
      }}
    />
  );
}
