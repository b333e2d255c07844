import { useState } from 'react';

/** Whether something that was gone, while this part of the screen was there, is back. */
export function useComeback(isGone: boolean): boolean {
  const [wasGone, setWasGone] = useState(isGone);
  if (isGone && !wasGone) setWasGone(true);
  return wasGone && !isGone;
}
