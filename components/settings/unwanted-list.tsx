import { useState } from 'react';
import { isOutpoint, isTxid } from '#lib/bytes/brand.ts';
import type { Client } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { useQuery, useQueryClient } from '../query-hooks.ts';
import { Button } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { Hash } from '../ui/hash.tsx';
import { BlockLists } from './block-lists.tsx';
import styles from './settings-screen.module.css';

type Keep = Parameters<Client['keep']>[0];
type Kind = 'mute-word' | 'mute' | 'block' | 'mute-thread' | 'hide';
type Row = { readonly kind: Kind; readonly id: string };

/** What is not shown, in the order in which people look for it. */
const KINDS = once((): readonly (readonly [Kind, string])[] => [
  ['mute-word', t('Muted word')],
  ['mute', t('Muted key')],
  ['block', t('Blocked key')],
  ['mute-thread', t('Muted talk')],
  ['hide', t('Hidden post, not handed on')],
]);

/** Everything that this device was told not to show, each with the way to take that back. */
export function UnwantedList() {
  const client = useClient();
  const queries = useQueryClient();
  const [failure, setFailure] = useState<string>();
  const { data: rows = [] } = useQuery({
    queryKey: ['kept', 'unwanted'],
    queryFn: async (): Promise<readonly Row[]> => {
      if (client === undefined) return [];
      const lists = await Promise.all(
        KINDS().map(async ([kind]) => (await client.kept(kind)).map(({ id }) => ({ kind, id }))),
      );
      return lists.flat();
    },
    enabled: client !== undefined,
  });
  const showAgain = async (row: Row): Promise<void> => {
    const what = noLonger(row);
    if (client === undefined || what === undefined) return;
    try {
      await client.keep(what);
      setFailure(undefined);
      await queries.invalidateQueries({ queryKey: ['kept'] });
    } catch {
      setFailure(t('It could not be stored, so nothing has changed. Try again.'));
    }
  };
  return (
    <section>
      <PartTitle>{t('What you do not see')}</PartTitle>
      {rows.length === 0 ? (
        <p className={styles.note}>
          {t('Nothing is muted, blocked or hidden. The menu of a post does that; nobody learns of it.')}
        </p>
      ) : (
        <ul aria-label={t('What you do not see')}>
          {rows.map(({ kind, id }) => (
            <li key={`${kind} ${id}`} className={styles.row}>
              <p>
                {kind === 'mute-word' ? <bdi>{id}</bdi> : <Hash of={id} />}
                <small>{KINDS().find(([each]) => each === kind)?.[1]}</small>
              </p>
              <Button small onClick={() => void showAgain({ kind, id })}>
                {t('Show again')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <BlockLists />
      {failure !== undefined && (
        <p className={styles.note} role="alert">
          {failure}
        </p>
      )}
    </section>
  );
}

function noLonger({ kind, id }: Row): Keep | undefined {
  switch (kind) {
    case 'hide':
      return isOutpoint(id) ? { kind, id, on: false } : undefined;
    case 'mute-thread':
      return isTxid(id) ? { kind, id, on: false } : undefined;
    case 'mute':
    case 'block':
    case 'mute-word':
      return { kind, id, on: false };
    default:
      return kind satisfies never;
  }
}
