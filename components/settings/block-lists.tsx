import { useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useQuery, useQueryClient } from '../query-hooks.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { plural } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { rich } from '../ui/rich.ts';
import { saveFile } from '../ui/save-file.ts';
import styles from './settings-screen.module.css';

type List = { readonly name: string; readonly keys: number };

/** Lists of keys that others block: taken from a file, named, and taken back by one press. One's own goes into a file, too. */
export function BlockLists() {
  const client = useClient();
  const queries = useQueryClient();
  const [said, setSaid] = useState<string>();
  const { data: lists = [] } = useQuery({
    queryKey: ['kept', 'block-lists'],
    queryFn: () => (client === undefined ? [] : listsOf(client)),
    enabled: client !== undefined,
  });
  const run = async (work: (client: Client) => Promise<string | undefined>): Promise<void> => {
    if (client === undefined) return;
    try {
      setSaid(await work(client));
      await queries.invalidateQueries({ queryKey: ['kept'] });
    } catch {
      setSaid(t('It could not be stored, so nothing has changed. Try again.'));
    }
  };
  const take = (file: File): Promise<void> =>
    run(async (into) => {
      const read = await into.takeBlockList(file);
      if (read === undefined) return t('That is no list of blocked keys.');
      return t('{keys} of the list {name} are not shown any more.', {
        keys: plural(read.keys, 'key', 'keys'),
        name: read.name,
      });
    });
  const save = (): Promise<void> =>
    run(async (from) => {
      const data = await from.ownBlockList();
      if (data === undefined) return t('You block nobody.');
      saveFile({ name: 'blocked.json', data, type: 'application/json' });
      return t('Saved. Whom you block is in it, and that the list is yours.');
    });
  return (
    <>
      {lists.length > 0 && (
        <ul aria-label={t('Lists of others whom you block')}>
          {lists.map(({ name, keys }) => (
            <li key={name} className={styles.row}>
              <p>
                <bdi>{name}</bdi>
                <small>{t('A list of others: {keys}', { keys: plural(keys, 'key', 'keys') })}</small>
              </p>
              <Button
                small
                onClick={() =>
                  void run(async (into) => {
                    await into.keep({ kind: 'block-list', id: name, keys: [] });
                    return undefined;
                  })
                }
              >
                {t('Take back')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.row}>
        <p>
          <span>{t('Block lists')}</span>
          <small aria-live="polite">
            {said ??
              t('A file of keys that a friend blocks. Keys of it are blocked here until you take it back.')}
          </small>
          <small>
            {rich('Or <link>open an inscription</link> that is such a list.', {
              link: (words) => <Link to={{ screen: 'inscription', id: '' }}>{words}</Link>,
            })}
          </small>
        </p>
        <Button small disabled={client === undefined} onClick={() => void save()}>
          {t('Save mine')}
        </Button>
        <label className={classes(buttonClass('plain', { small: true }), styles.choose)}>
          {t('Bring in')}
          <input
            type="file"
            accept="application/json,.json"
            aria-label={t('Bring in a list of blocked keys')}
            disabled={client === undefined}
            onChange={({ currentTarget: input }) => {
              const file = input.files?.[0];
              if (file !== undefined) void take(file);
              // The same file may be chosen again.
              input.value = '';
            }}
          />
        </label>
      </div>
    </>
  );
}

async function listsOf(client: Client): Promise<readonly List[]> {
  const [lists, rows] = await Promise.all([client.kept('block-list'), client.kept('block-listed')]);
  // The name stands behind the key and a space.
  return lists.map(({ id }) => ({ name: id, keys: rows.filter((row) => row.id.slice(41) === id).length }));
}
