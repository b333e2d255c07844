const KEY = 'nabo:costs-in';

/** In what costs are said: `money` asks a source what a coin is worth, `sats` asks nobody. */
export type CostsIn = 'sats' | 'money';

/** What was chosen on this device; satoshis where nothing was. */
export function readCostsIn(): CostsIn {
  try {
    return localStorage.getItem(KEY) === 'money' ? 'money' : 'sats';
  } catch {
    return 'sats';
  }
}

export function keepCostsIn(chosen: CostsIn): void {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage is forbidden: it lasts as long as the page.
  }
}
