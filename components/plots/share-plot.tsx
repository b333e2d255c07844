'use client';

import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { districtAddress, type DistrictAddress } from './district-height.ts';

/** Hands the address of a district on as the system does, or copies it where there is no such way. */
export function SharePlot(address: DistrictAddress) {
  const [words, setWords] = useState<string>();
  const share = async (): Promise<void> => {
    const url = new URL(`/district#${districtAddress(address)}`, window.location.href).href;
    const title = `${address.height}.bitmap`;
    try {
      if ('share' in navigator) await navigator.share({ url, title });
      else {
        await (navigator as Navigator).clipboard.writeText(url);
        setWords('Link copied');
      }
    } catch (error) {
      // Whoever closes the system's sheet did not want to share.
      if (!(error instanceof DOMException && error.name === 'AbortError'))
        setWords('Sharing is not allowed here');
    }
  };
  return (
    <Button small onClick={() => void share()} onBlur={() => setWords(undefined)}>
      <Icon name="share" small />
      <span aria-live="polite">{words ?? 'Share link'}</span>
    </Button>
  );
}
