const SAID = 'nabo:sharing-said';

/** Whether the reader was told on this device that it shares. */
export function sharingWasSaid(): boolean {
  try {
    return localStorage.getItem(SAID) !== null;
  } catch {
    return false;
  }
}

/** They were told, or chose for themselves: it is not said again. */
export function rememberSharingSaid(): void {
  try {
    localStorage.setItem(SAID, 'yes');
  } catch {
    // Storage is forbidden: then there is no neighbour either, and nothing to say.
  }
}
