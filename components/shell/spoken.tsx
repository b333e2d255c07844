import { Fragment, type ReactNode, useLayoutEffect, useState } from 'react';

/**
 * Prerendered pages are English, and so is what React takes over. Where the first script found that the reader speaks
 * something else (host/build/first-script.js), the page is out of sight until it is made anew in that language.
 */
export function Spoken({ children }: { readonly children: ReactNode }) {
  const [spoken, setSpoken] = useState('en');
  useLayoutEffect(() => {
    const { documentElement: root } = document;
    if (spoken !== 'en') delete root.dataset['waits'];
    else if (root.lang === 'fa')
      import('./in-persian.ts').then(
        ({ pageInPersian }) => {
          pageInPersian();
          setSpoken(root.lang);
        },
        // Nobody gave the words: English.
        () => root.removeAttribute('data-waits'),
      );
  }, [spoken]);
  return <Fragment key={spoken}>{children}</Fragment>;
}
