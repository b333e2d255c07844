import { type SyntheticEvent, useId, useState } from 'react';
import type { ListView } from '#lib/feed/lists.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useKnownNames } from '../compose/use-completion.ts';
import { authorLabel } from '../post/author-label.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { ListDialog } from './list-dialog.tsx';
import styles from './lists.module.css';
import { useListChange } from './use-lists.ts';

const KEY = /^[0-9a-f]{40}$/;
const SUFFIX = '.bitter';

/** What a reader wrote as a key, or as a handle with its suffix. */
function whoOf(text: string): string {
  const who = text.trim().replace(/^@/, '').toLowerCase();
  return KEY.test(who) || who.endsWith(SUFFIX) ? who : who + SUFFIX;
}

/** Who is in a list: each can leave it, and others come in by handle or key. */
export function PeopleDialog({ list, onClose }: { readonly list: ListView; readonly onClose: () => void }) {
  const { name, people } = list;
  const { change, trouble } = useListChange();
  return (
    <ListDialog title={name} onClose={onClose}>
      {() => (
        <>
          <AddSomebody
            list={list}
            onAdd={(key) => change({ kind: 'listed', id: key, list: name, on: true })}
          />
          <p role="alert">{trouble}</p>
          <ul className={styles.people} aria-label={t('People in {name}', { name })}>
            {people.map((author) => {
              const { key = '' } = author;
              const label = authorLabel(author);
              return (
                <li key={key}>
                  <Link to={{ screen: 'profile', who: key }} className={styles.person}>
                    <Avatar of={key} />
                    <b>
                      <bdi>{label}</bdi>
                    </b>
                  </Link>
                  <Button
                    small
                    aria-label={t('Remove {label}', { label })}
                    onClick={() => void change({ kind: 'listed', id: key, list: name, on: false })}
                  >
                    {t('Remove')}
                  </Button>
                </li>
              );
            })}
          </ul>
          {people.length === 0 && <p>{t('Nobody yet.')}</p>}
        </>
      )}
    </ListDialog>
  );
}

type AddProps = { readonly list: ListView; readonly onAdd: (key: string) => Promise<boolean> };

function AddSomebody({ list, onAdd }: AddProps) {
  const client = useClient();
  const names = useKnownNames();
  const [namesId, troubleId] = [useId(), useId()];
  const [text, setText] = useState('');
  const [said, setSaid] = useState<string>();
  const add = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (client === undefined || text.trim() === '') return;
    const who = whoOf(text);
    const key = (await client.profile(who).catch(() => undefined))?.key;
    if (key === undefined) return setSaid(t('This device knows nobody who is called {who}.', { who }));
    if (list.people.some((person) => person.key === key)) return setSaid(t('They are in it already.'));
    if (await onAdd(key)) setText('');
    return setSaid(undefined);
  };
  return (
    <form className={styles.form} onSubmit={(event) => void add(event)}>
      <input
        type="text"
        aria-label={t('Add by handle or key')}
        aria-describedby={troubleId}
        placeholder={t('name.bitter or a key')}
        value={text}
        maxLength={100}
        list={namesId}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
      <datalist id={namesId}>
        {names.map((name) => (
          <option key={name}>{name + SUFFIX}</option>
        ))}
      </datalist>
      <Button type="submit">{t('Add')}</Button>
      <p id={troubleId} role="alert">
        {said}
      </p>
    </form>
  );
}
