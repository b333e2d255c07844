import { useEffect, useState } from 'react';
import type { FilmView } from '#lib/client/films.ts';
import type { InscriptionAnswer, WholeFilm } from '#lib/client/inscriptions.ts';
import { useClient } from '../client-provider.tsx';
import { useQuery, useQueryClient } from '../query-hooks.ts';

export type Asking =
  | { readonly state: 'idle' }
  | { readonly state: 'asking'; readonly of: string }
  | { readonly state: 'failed'; readonly of: string; readonly reason: string };

/** The inscription that an id, an outpoint, a txid or a link names, as far as this device has it or a person had it asked for. */
export function useInscription(pasted: string) {
  const client = useClient();
  const queries = useQueryClient();
  const queryKey = ['inscription', client?.config.network ?? '', pasted];
  const [asking, setAsking] = useState<Asking>({ state: 'idle' });
  const { data, error, isPending, refetch } = useQuery<InscriptionAnswer | null>({
    queryKey,
    queryFn: async ({ signal }) =>
      client === undefined ? null : (await client.inscriptions()).open(pasted, signal),
    enabled: client !== undefined && pasted !== '',
  });

  // Somebody may come who has it.
  const isAbsent = data?.state === 'absent';
  useEffect(() => {
    if (!isAbsent || client === undefined) return undefined;
    let stop = (): void => undefined;
    let isGone = false;
    const listen = async (): Promise<void> => {
      const desk = await client.inscriptions();
      if (!isGone) stop = desk.onHeard((txid) => pasted.toLowerCase().includes(txid) && void refetch());
    };
    void listen().catch(() => undefined);
    return () => {
      isGone = true;
      stop();
    };
  }, [isAbsent, client, pasted, refetch]);

  const ask = async (of: string): Promise<void> => {
    if (client === undefined) return;
    setAsking({ state: 'asking', of });
    try {
      const answer = await (await client.inscriptions()).ask(pasted, of);
      queries.setQueryData(queryKey, answer);
      setAsking({ state: 'idle' });
    } catch (failure) {
      const reason = failure instanceof Error ? failure.message : String(failure);
      setAsking({ state: 'failed', of, reason });
    }
  };
  const put = (known: InscriptionAnswer): void => void queries.setQueryData(queryKey, known);
  return {
    put,
    answer: data ?? undefined,
    error,
    isPending,
    asking,
    ask: (of: string) => void ask(of),
    lookAgain: () => void refetch(),
  };
}

/** What lies around sound or film that came in parts, once all of it is here. */
export function useWholeFilm(film: FilmView | undefined): WholeFilm | undefined {
  const client = useClient();
  const { data } = useQuery<WholeFilm | null>({
    queryKey: ['film', client?.config.network ?? '', film?.txid ?? ''],
    queryFn: async () =>
      client === undefined || film === undefined
        ? null
        : ((await (await client.inscriptions()).film(film.txid)) ?? null),
    enabled: client !== undefined && film?.state === 'whole',
  });
  return data ?? undefined;
}
