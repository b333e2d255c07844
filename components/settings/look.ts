const KEY = 'nabo:look';

/** How the app looks on this device. `auto` follows the system. Read by host/build/first-script.js before anything is drawn. */
export const LOOKS = {
  theme: ['auto', 'light', 'dark'],
  text: ['small', 'normal', 'large', 'huge'],
  density: ['comfortable', 'compact'],
} as const;

type Looks = typeof LOOKS;
export type Look = { readonly [Part in keyof Looks]: Looks[Part][number] };

const USUAL: Look = { theme: 'auto', text: 'normal', density: 'comfortable' };
const PARTS = ['theme', 'text', 'density'] as const;

/** What was chosen; the usual where nothing was, or where it cannot be read. */
export function readLook(): Look {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return USUAL;
    const chosen = Object.entries(kept).filter(([part, value]) =>
      PARTS.some((each) => each === part && LOOKS[each].some((option) => option === value)),
    );
    return { ...USUAL, ...(Object.fromEntries(chosen) as Partial<Look>) };
  } catch {
    return USUAL;
  }
}

/** Shows a choice at once and keeps it for the next start; where storage is forbidden it lasts as long as the page. */
export function keepLook(look: Look): void {
  for (const part of PARTS) document.documentElement.dataset[part] = look[part];
  try {
    localStorage.setItem(KEY, JSON.stringify(look));
  } catch {
    // Nothing to repair: it is on screen.
  }
}
