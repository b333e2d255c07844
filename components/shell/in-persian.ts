import { speakPersian } from '#lib/language/persian.ts';
import { titleInWords } from './tab-titles.ts';

/** Says everything of the page in Persian from now on: its sentences, the tab's title, and what is installed. */
export function pageInPersian(): void {
  speakPersian();
  const sayTitle = (): void => {
    const title = titleInWords(document.title);
    // Next writes the title anew with every route, in English; what is said already is left alone.
    if (title !== document.title) document.title = title;
  };
  sayTitle();
  new MutationObserver(sayTitle).observe(document.head, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  document.querySelector('link[rel=manifest]')?.setAttribute('href', '/manifest.fa.webmanifest');
}
