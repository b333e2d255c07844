import { type SyntheticEvent, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import styles from './lists.module.css';
import { useListChange, useLists } from './use-lists.ts';

/** As long as a name may be. */
const LONGEST = 40;

type Props = {
  /** The list is there, and nobody in it. */
  readonly onMade: (name: string) => void;
};

/** Makes a list: a name is all that it takes. */
export function NewList({ onMade }: Props) {
  const { data: lists = [] } = useLists();
  const { change, trouble } = useListChange();
  const [text, setText] = useState('');
  const name = text.trim().replaceAll(/[\p{Cc}\s]+/gu, ' ');
  const isThere = lists.some((list) => list.name === name);
  const make = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (name === '' || isThere || !(await change({ kind: 'list', id: name, on: true }))) return;
    setText('');
    onMade(name);
  };
  return (
    <form className={styles.form} onSubmit={(event) => void make(event)}>
      <input
        type="text"
        aria-label={t('Name of a new list')}
        placeholder={t('Name of a new list')}
        value={text}
        maxLength={LONGEST}
        dir="auto"
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={name === '' || isThere}>
        {t('Make it')}
      </Button>
      <p role="alert">{isThere ? t('There is a list of that name.') : trouble}</p>
    </form>
  );
}
