'use client';

import { useEffect, useState } from 'react';
import type { ContentView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useQuery, useQueryClient } from '../query-hooks.ts';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './file-card.module.css';

type List = { readonly name: string; readonly keys: number };

/** Of an inscription that is a list of blocked keys: whose it says it is, and the button that takes it. Of others, nothing. */
export function BlockListCard({ content: { body } }: { readonly content: ContentView }) {
  const client = useClient();
  const queries = useQueryClient();
  const [list, setList] = useState<List>();
  const [trouble, setTrouble] = useState<string>();
  const { data: taken = [] } = useQuery({
    queryKey: ['kept', 'block-list-names'],
    queryFn: async () => (client === undefined ? [] : (await client.kept('block-list')).map(({ id }) => id)),
    enabled: client !== undefined,
  });
  useEffect(() => {
    let isShown = true;
    client?.readBlockList(new Blob([body])).then(
      (read) => isShown && setList(read),
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, [client, body]);
  if (client === undefined || list === undefined) return null;
  const take = async (): Promise<void> => {
    try {
      await client.takeBlockList(new Blob([body]));
      await queries.invalidateQueries({ queryKey: ['kept'] });
      setTrouble(undefined);
    } catch {
      setTrouble(t('It could not be stored, so nothing has changed. Try again.'));
    }
  };
  const { name } = list;
  const keys = plural(list.keys, 'key', 'keys');
  return (
    <section className={styles.card} aria-label={t('A list of blocked keys')}>
      <Icon name="block" />
      <p>
        <b>
          <bdi>{name}</bdi>
        </b>
      </p>
      {taken.includes(name) ? (
        <>
          <p>{t('{keys} of it are not shown here. Settings take that back.', { keys })}</p>
          <Link to={{ screen: 'settings' }}>{t('Settings')}</Link>
        </>
      ) : (
        <>
          <p>
            {t(
              'A list of {keys} that whoever inscribed it does not want to see. Blocked here, it stays so until you take it back in Settings.',
              { keys },
            )}
          </p>
          <Button onClick={() => void take()}>{t('Block them here')}</Button>
        </>
      )}
      <p role="alert">{trouble}</p>
    </section>
  );
}
