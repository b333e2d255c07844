import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '#lib/client/client.ts';

/** After this long without a key the words are saved. */
const PAUSE = 400;

/** Words that survive everything but their posting: kept on this device for the `place` they were written in. */
export function useDraft(client: Client | undefined, place: string) {
  const [text, setText] = useState('');
  const [kept, setKept] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const unsaved = useRef<string>(undefined);
  const touched = useRef(false);

  useEffect(() => {
    let wanted = true;
    client?.loadDraft(place).then(
      (draft) => {
        // Whoever began to write meanwhile keeps what they wrote.
        if (!wanted || touched.current || draft === '') return;
        setText(draft);
        setKept(true);
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client, place]);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    const words = unsaved.current;
    if (words === undefined || client === undefined) return;
    unsaved.current = undefined;
    client.saveDraft(place, words).then(
      () => setKept(words !== ''),
      // Not kept, and not said to be: the words are still in the box.
      () => setKept(false),
    );
  }, [client, place]);

  const write = useCallback(
    (words: string) => {
      touched.current = true;
      unsaved.current = words;
      setText(words);
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
    await client?.saveDraft(place, '');
  }, [client, place]);

  // Closing the composer or the tab must not cost the last word.
  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);

  return { text, kept, write, forget };
}
