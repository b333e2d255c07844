const KEY = 'nabo:language';

/** Languages that the app speaks, each by its own name. Read by host/build/first-script.js before anything is drawn. */
export const LANGUAGES = [
  ['en', 'English'],
  ['fa', 'فارسی'],
] as const;

export type Language = (typeof LANGUAGES)[number][0];

/** What the page is in: what was chosen, or the first of the browser's languages that the app speaks. */
export const languageOfPage = (): Language => (document.documentElement.lang === 'fa' ? 'fa' : 'en');

/** Keeps a choice and starts the page anew in it; where storage is forbidden it stays as it was. */
export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    return;
  }
  window.location.reload();
}
