import { useEffect, useState } from 'react';
import type { FileView } from '#lib/feed/file-view.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { type GivenFile, useGivenFile } from './file-provider.tsx';

/** What a page takes into its memory for the worker to look at. The worker has bounds of its own. */
const MAX_BYTES = 64 * 1024 * 1024;

/** How far the file has come that was given last. */
export type FileCheck =
  | { readonly state: 'none' }
  | { readonly state: 'checking'; readonly name: string }
  | { readonly state: 'checked'; readonly name: string; readonly view: FileView }
  | { readonly state: 'failed'; readonly name: string; readonly reason: string };

type Outcome = { readonly of: GivenFile; readonly check: FileCheck };

/** Has the file that was given last checked by the worker. An earlier one that is still being checked is let go. */
export function useFileCheck(): FileCheck {
  const client = useClient();
  const { given } = useGivenFile();
  const [outcome, setOutcome] = useState<Outcome>();

  useEffect(() => {
    if (client === undefined || given === undefined) return undefined;
    const stop = new AbortController();
    const { file } = given;
    const { name } = file;
    const check = async (): Promise<FileCheck> => {
      if (file.size > MAX_BYTES)
        return { state: 'checked', name, view: { kind: 'problem', issue: TOO_LARGE() } };
      const bytes = new Uint8Array(await file.arrayBuffer());
      return { state: 'checked', name, view: await client.checkFile(bytes, stop.signal) };
    };
    check().then(
      (done) => !stop.signal.aborted && setOutcome({ of: given, check: done }),
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const reason = error instanceof Error ? error.message : t('Nobody knows why.');
        setOutcome({ of: given, check: { state: 'failed', name, reason } });
      },
    );
    return () => stop.abort();
  }, [client, given]);

  if (given === undefined) return { state: 'none' };
  return outcome?.of === given ? outcome.check : { state: 'checking', name: given.file.name };
}

const TOO_LARGE = once(() => ({ code: 'file-too-large', message: t('larger than 256 MB') }));
