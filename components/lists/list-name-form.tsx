import { type SyntheticEvent, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import styles from './lists.module.css';
import { useLists } from './use-lists.ts';

/** As long as a name may be. */
const LONGEST = 40;

type Props = {
  readonly label: string;
  readonly action: string;
  readonly trouble: string | undefined;
  /** Gets a name that no list has; answers whether it was taken. */
  readonly onName: (name: string) => Promise<boolean>;
};

/** Asks for the name of a list, which no other may have. */
export function ListNameForm({ label, action, trouble, onName }: Props) {
  const { data: lists = [] } = useLists();
  const [text, setText] = useState('');
  const name = text.trim().replaceAll(/[\p{Cc}\s]+/gu, ' ');
  const isThere = lists.some((list) => list.name === name);
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (name !== '' && !isThere && (await onName(name))) setText('');
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <input
        type="text"
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={LONGEST}
        dir="auto"
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={name === '' || isThere}>
        {action}
      </Button>
      <p role="alert">{isThere ? t('There is a list of that name.') : trouble}</p>
    </form>
  );
}
