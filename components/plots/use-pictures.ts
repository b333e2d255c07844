import { useEffect, useState } from 'react';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { useClient } from '../client-provider.tsx';

export type Pictures = ReadonlyMap<Outpoint, ImageBitmap>;

/** Longest side that a picture is drawn with. */
const SIDE = 512;
const NONE: Pictures = new Map();

/** Pictures that are held, opened. What the browser does not open as a picture is left out. */
export function usePictures(ids: readonly Outpoint[]): Pictures {
  const client = useClient();
  const [pictures, setPictures] = useState(NONE);
  // The list is made anew with every answer, and mostly says the same.
  const wanted = ids.join(' ');
  useEffect(() => {
    if (client === undefined || wanted === '') return undefined;
    const abort = new AbortController();
    const open = async (): Promise<void> => {
      const opened = await Promise.all(
        (wanted.split(' ') as Outpoint[]).map(async (id) => {
          const bytes = await client.media(id, abort.signal).catch(() => undefined);
          const image = bytes && (await openPicture(bytes));
          return image === undefined ? [] : ([[id, image]] as const);
        }),
      );
      if (!abort.signal.aborted) setPictures(new Map(opened.flat()));
    };
    void open();
    return () => abort.abort();
  }, [client, wanted]);
  return pictures;
}

async function openPicture(body: Uint8Array<ArrayBuffer>): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(new Blob([body]), { resizeWidth: SIDE, resizeQuality: 'medium' });
  } catch {
    return undefined;
  }
}
