import type { ListView } from '#lib/feed/lists.ts';
import type { Client } from '#lib/client/client.ts';
import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { type QueryResult, useQuery, useQueryClient } from '../query-hooks.ts';

/** The reader's lists, by name. */
export function useLists(): QueryResult<readonly ListView[]> {
  const client = useClient();
  return useQuery({
    queryKey: ['lists'],
    queryFn: ({ signal }) => (client === undefined ? [] : client.lists(signal)),
    enabled: client !== undefined,
  });
}

type Change = Extract<Parameters<Client['keep']>[0], { readonly kind: 'list' | 'listed' | 'list-name' }>;

/** Changes lists. `trouble` says in a sentence why the last change did not hold. */
export function useListChange(): {
  /** Answers whether it was stored. */
  readonly change: (what: Change) => Promise<boolean>;
  readonly trouble: string | undefined;
} {
  const client = useClient();
  const queries = useQueryClient();
  const [trouble, setTrouble] = useState<string>();
  const change = async (what: Change): Promise<boolean> => {
    if (client === undefined) return false;
    try {
      await client.keep(what);
      setTrouble(undefined);
      await queries.invalidateQueries({ queryKey: ['lists'] });
      return true;
    } catch {
      setTrouble(t('It could not be stored, so nothing has changed. Try again.'));
      return false;
    }
  };
  return { change, trouble };
}
