import { useSyncExternalStore } from 'react';

/** Chromium's offer to install, which no type library knows. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
  readonly userChoice: Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

const DISMISSED = 'nabo:install-dismissed';
let offer: InstallOffer | undefined;
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());

/** Keeps the browser's own banner away and its offer for later. Call once, as early as the app runs. */
export function catchInstallOffer(): () => void {
  const onOffer = (event: Event): void => {
    event.preventDefault();
    offer = event as InstallOffer;
    tell();
  };
  const onInstalled = (): void => {
    offer = undefined;
    tell();
  };
  window.addEventListener('beforeinstallprompt', onOffer);
  window.addEventListener('appinstalled', onInstalled);
  return () => {
    window.removeEventListener('beforeinstallprompt', onOffer);
    window.removeEventListener('appinstalled', onInstalled);
  };
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the browser would install the app now. */
export const useInstallable = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => offer !== undefined,
    () => false,
  );

/** Shows the browser's question. It can be asked once; a no is kept. */
export async function install(): Promise<void> {
  const asked = offer;
  offer = undefined;
  tell();
  await asked?.prompt();
  if ((await asked?.userChoice)?.outcome === 'dismissed') dismissInstall();
}

/** The app does not speak of it again by itself; Settings still do. */
export function dismissInstall(): void {
  try {
    localStorage.setItem(DISMISSED, 'yes');
  } catch {
    // Storage is forbidden, and then nothing can be installed either.
  }
  tell();
}

export function installWasDismissed(): boolean {
  try {
    return localStorage.getItem(DISMISSED) !== null;
  } catch {
    return true;
  }
}
