import { useSyncExternalStore } from 'react';

const TAKEN = 'nabo:invite';

/** The fragment of an invite, which the first script of the page took out of the address (host/build/first-script.js). */
type InviteWindow = Window & { naboInvite?: string | undefined };

function subscribe(onTaken: () => void): () => void {
  window.addEventListener(TAKEN, onTaken);
  return () => window.removeEventListener(TAKEN, onTaken);
}

const read = (): string | undefined => (window as InviteWindow).naboInvite;

/** The link that this page was opened by, live. It is in the memory of this page and nowhere else. */
export const useTakenLink = (): string | undefined => useSyncExternalStore(subscribe, read, () => undefined);

/** Forgets it. */
export function dropTakenLink(): void {
  delete (window as InviteWindow).naboInvite;
  window.dispatchEvent(new Event(TAKEN));
}
