import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import type { Draft } from '#lib/publish/publication.ts';
import { whenSaved } from './save-words.ts';

/** After this long without a key the words are saved. */
const PAUSE = 400;

const EMPTY: Draft = { text: '' };

const isEmpty = ({ text, picture, more }: Draft): boolean =>
  text === '' && picture === undefined && more === undefined;

/** Words that survive everything but their posting: kept on this device for the `place` they were written in. */
export function useDraft(client: Client | undefined, place: string, begin: Draft = EMPTY) {
  const [draft, setDraft] = useState(begin);
  const [kept, setKept] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const unsaved = useRef<Draft>(undefined);
  const touched = useRef(!isEmpty(begin));

  useEffect(() => {
    let wanted = true;
    const open = new AbortController();
    whenSaved()
      .then(() => client?.holdDraft(place, open.signal))
      .then(() => client?.loadDraft(place))
      .then(
        (found) => {
          // Whoever began to write meanwhile keeps what they wrote.
          if (!wanted || touched.current || found === undefined || isEmpty(found)) return;
          const { text, picture, warning, more } = found;
          setDraft({
            text,
            ...(picture !== undefined && { picture }),
            ...(warning !== undefined && { warning }),
            ...(more !== undefined && { more }),
          });
          setKept(true);
        },
        () => undefined,
      );
    return () => {
      wanted = false;
      // What is saved on leaving comes first.
      setTimeout(() => open.abort());
    };
  }, [client, place]);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    const words = unsaved.current;
    if (words === undefined || client === undefined) return;
    unsaved.current = undefined;
    client.saveDraft(place, words).then(
      () => setKept(!isEmpty(words)),
      // Not kept, and not said to be: the words are still in the box.
      () => setKept(false),
    );
  }, [client, place]);

  const write = useCallback(
    (next: Draft) => {
      touched.current = true;
      unsaved.current = next;
      setDraft(next);
      setKept(false);
      clearTimeout(timer.current);
      timer.current = setTimeout(save, PAUSE);
    },
    [save],
  );

  /** Forgets the draft: its words are in the outbox now. */
  const forget = useCallback(async () => {
    clearTimeout(timer.current);
    unsaved.current = undefined;
    await client?.saveDraft(place, EMPTY);
  }, [client, place]);

  // Closing the composer or the tab must not cost the last word.
  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);

  return { draft, kept: kept && !isEmpty(draft), write, forget };
}
