import { language } from './t.ts';

/** The language of the page for Intl: within it, a reader's own kind of it decides how dates and numbers look. */
export function locale(): string {
  const tag = language();
  return navigator.languages.find((own) => own.startsWith(tag)) ?? tag;
}
