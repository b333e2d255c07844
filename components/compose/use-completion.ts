import { type KeyboardEvent, type RefObject, useId, useMemo, useState } from 'react';
import { useClient } from '../client-provider.tsx';
import { useQuery } from '../query-hooks.ts';
import { complete, completionsOf, knownWords, unfinishedAt, type Unfinished } from './completion.ts';

/** Posts whose names and tags are offered. */
const READ_POSTS = 100;

type State = { readonly unfinished: Unfinished; readonly options: readonly string[]; readonly at: number };

/** Names and tags of what this device read last, the most frequent first. Nobody is asked. */
function useKnownWords(): ReturnType<typeof knownWords> {
  const client = useClient();
  const { data: read } = useQuery({
    queryKey: ['latest', 'words'],
    queryFn: async ({ signal }) =>
      client === undefined
        ? []
        : (await client.timeline({ of: { kind: 'latest' }, limit: READ_POSTS }, signal)).posts,
    enabled: client !== undefined,
  });
  return useMemo(() => knownWords(read ?? []), [read]);
}

/** Handles without `.bitter` of whom was read last, for fields that take one. */
export const useKnownNames = (): readonly string[] => useKnownWords()['@'];

/** Names and tags of what was read, offered while they are written: arrows choose, Enter or Tab takes, Escape leaves. */
export function useCompletion(box: RefObject<HTMLTextAreaElement | null>, write: (text: string) => void) {
  const known = useKnownWords();
  const listId = useId();
  const [state, setState] = useState<State>();

  const look = (text: string, caret: number): void => {
    const unfinished = unfinishedAt(text, caret);
    if (unfinished === undefined) return setState(undefined);
    const options = completionsOf(unfinished, known);
    setState(options.length === 0 ? undefined : { unfinished, options, at: 0 });
  };
  const take = (chosen: string): void => {
    const element = box.current;
    if (element === null || state === undefined) return;
    const { text, caret } = complete(element.value, state.unfinished, chosen);
    write(text);
    setState(undefined);
    element.focus();
    // The value comes with the next render, and only then is there such a place for the caret.
    requestAnimationFrame(() => element.setSelectionRange(caret, caret));
  };
  /** Whether the key was for the list. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (state === undefined) return false;
    const { options, at } = state;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const chosen = options[at];
    if (step !== 0) setState({ ...state, at: (at + step + options.length) % options.length });
    else if (event.key === 'Escape') setState(undefined);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) take(chosen);
    else return false;
    event.preventDefault();
    return true;
  };
  return { options: state?.options ?? [], at: state?.at ?? 0, listId, look, take, onKey };
}
