import { useEffect, useState } from 'react';

/** An address for bytes that no host is asked for; it lives as long as they are on screen. `type` is one of ours, never a stranger's. */
export function useBlobUrl(bytes: Uint8Array<ArrayBuffer> | undefined, type: string): string | undefined {
  const [made, setMade] = useState<{ readonly of: Uint8Array; readonly url: string }>();
  useEffect(() => {
    if (bytes === undefined) return undefined;
    const url = URL.createObjectURL(new Blob([bytes], { type }));
    // An object URL has to be given back, so it is made where React promises to clean up.
    // oxlint-disable-next-line react/set-state-in-effect
    setMade({ of: bytes, url });
    return () => URL.revokeObjectURL(url);
  }, [bytes, type]);
  return made !== undefined && made.of === bytes ? made.url : undefined;
}
