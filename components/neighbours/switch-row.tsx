import { t } from '#lib/language/t.ts';
import { useMutation } from '../query-hooks.ts';
import { Icon } from '../ui/icon.tsx';
import { Switch } from '../ui/switch.tsx';
import styles from './rows.module.css';

type Props = {
  /** Of the element that names the switch. */
  readonly id: string;
  readonly icon: Parameters<typeof Icon>[0]['name'];
  readonly label: string;
  /** What it reveals, or why it cannot be switched. */
  readonly note: string;
  readonly on: boolean;
  readonly disabled: boolean;
  readonly onSwitch: (on: boolean) => Promise<unknown>;
};

/** A switch with what it reveals under its name; it says so when it did not hold. */
export function SwitchRow({ id, icon, label, note, on, disabled, onSwitch }: Props) {
  const { mutate, isPending, error } = useMutation({ networkMode: 'always', mutationFn: onSwitch });
  return (
    <div className={styles.row}>
      <span className={styles.sign}>
        <Icon name={icon} small />
      </span>
      <p className={styles.words}>
        <span id={id}>{label}</span>
        <small id={`${id}-note`}>{note}</small>
        {error !== null && (
          <small className={styles.bad} role="alert">
            {t('It stays as it was. {message}', { message: error.message })}
          </small>
        )}
      </p>
      <Switch
        on={on}
        labelledBy={id}
        describedBy={`${id}-note`}
        disabled={disabled || isPending}
        onSwitch={mutate}
      />
    </div>
  );
}
