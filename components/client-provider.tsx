'use client';

import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react';
import type { Client, Topic } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import type * as Answers from './queries.ts';
import { KEYS_OF_TOPIC } from './query-keys.ts';

type Network = Client['networks'][number];

/** The client is made in the browser alone, once, after the first paint. */
export type Connection =
  | { readonly state: 'starting' }
  | {
      readonly state: 'ready';
      readonly client: Client;
      readonly answers: typeof Answers;
      /** Turns to another network that the host offers: everything on screen is that network's from then on. */
      readonly switchTo: (network: Network) => void;
    }
  | { readonly state: 'failed'; readonly reason: string; readonly retry: () => void };

const ConnectionContext = createContext<Connection>({ state: 'starting' });

/** A block can change hundreds of posts at once: changes are gathered before screens read again. */
const GATHER = 50;
/** While the feed reads on, its news go on for seconds, and to read everything again costs frames. What is one's own never waits. */
const GATHER_MORE = 1_000;

let made: Promise<Client> | undefined;

function connect(network?: Network): Promise<Client> {
  // A network that is asked for is another client; the first is one, however often the page mounts.
  if (network !== undefined) made = undefined;
  made ??= import('#lib/client/create-client.ts').then((module) => module.createClient(network));
  // A failed start is not kept, so that the next try is a real one.
  made.catch(() => {
    made = undefined;
  });
  return made;
}

type Props = { readonly children: ReactNode; readonly create?: (network?: Network) => Promise<Client> };

/** Gives the client and its answers to all screens, and renews the answers when the client says that they changed. */
export function ClientProvider({ children, create = connect }: Props) {
  const [connection, setConnection] = useState<Connection>({ state: 'starting' });
  const [attempt, setAttempt] = useState<{ readonly number: number; readonly network?: Network }>({
    number: 0,
  });
  const retry = useCallback(() => {
    setConnection({ state: 'starting' });
    setAttempt((before) => ({ ...before, number: before.number + 1 }));
  }, []);

  useEffect(() => {
    let wanted = true;
    Promise.all([create(attempt.network), import('./queries.ts')]).then(
      ([client, answers]) => {
        const switchTo = (network: Network): void => {
          client.close();
          answers.queries.clear();
          setConnection({ state: 'starting' });
          setAttempt((before) => ({ number: before.number + 1, network }));
        };
        if (wanted) setConnection({ state: 'ready', client, answers, switchTo });
      },
      (error: unknown) => wanted && setConnection({ state: 'failed', reason: reasonOf(error), retry }),
    );
    return () => {
      wanted = false;
    };
  }, [create, attempt, retry]);

  useEffect(() => {
    if (connection.state !== 'ready') return undefined;
    const { client, answers } = connection;
    const stop = renewOnChange(client, answers);
    return () => {
      stop();
      answers.queries.clear();
    };
  }, [connection]);

  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

export const useConnection = (): Connection => use(ConnectionContext);

/** The client, or `undefined` while it is being made. */
export function useClient(): Client | undefined {
  const connection = use(ConnectionContext);
  return connection.state === 'ready' ? connection.client : undefined;
}

/** What asks the client and keeps its answers; it comes with the client. */
export function useAnswers(): typeof Answers | undefined {
  const connection = use(ConnectionContext);
  return connection.state === 'ready' ? connection.answers : undefined;
}

function renewOnChange(client: Client, answers: typeof Answers): () => void {
  const changed = new Set<Topic>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Number.POSITIVE_INFINITY;
  let renewedAt = Number.NEGATIVE_INFINITY;
  const renew = (): void => {
    due = Number.POSITIVE_INFINITY;
    renewedAt = performance.now();
    answers.renew(new Set([...changed].flatMap((topic) => KEYS_OF_TOPIC[topic])));
    changed.clear();
  };
  const unsubscribe = client.subscribe((topic) => {
    changed.add(topic);
    const now = performance.now();
    const mayWait = topic === 'feed' || topic === 'status';
    const at = Math.max(now + GATHER, mayWait ? renewedAt + GATHER_MORE : 0);
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(renew, at - now);
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : t('Nobody knows why.');
}
