import { useEffect, useState } from 'react';
import type { DraftFile } from '#lib/client/inscriptions.ts';
import type { InscriptionView } from '#lib/media/inscription-view.ts';
import { useClient } from '../client-provider.tsx';

export type Preview = { readonly view?: InscriptionView; readonly trouble?: string };

/** What readers will see of these files; the last answer stays until there is a new one. The same list while it says the same. */
export function usePreview(files: readonly DraftFile[]): Preview {
  const client = useClient();
  const [preview, setPreview] = useState<Preview>({});
  useEffect(() => {
    let wanted = true;
    const show = async (): Promise<Preview> => {
      if (client === undefined || files.length === 0) return {};
      const view = await (await client.inscriptions()).preview(files);
      return view === undefined ? {} : { view };
    };
    show().then(
      (made) => wanted && setPreview(made),
      (error: unknown) => wanted && setPreview({ trouble: error instanceof Error ? error.message : '' }),
    );
    return () => {
      wanted = false;
    };
  }, [client, files]);
  return preview;
}
