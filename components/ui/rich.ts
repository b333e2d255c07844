import { createElement, Fragment, type ReactNode } from 'react';
import { t } from '#lib/language/t.ts';

type Part = ReactNode | ((inner: ReactNode) => ReactNode);

const PIECE = /<(?<tag>\w+)>(?<inner>.*?)<\/\k<tag>>|\{(?<place>\w+)\}/gs;

/**
 * A message with elements in it: `{place}` is what stands there, `<tag>words</tag>` is given to a function. The order of both
 * is the language's.
 *
 * @example rich('Read <b>all</b> of {name}', { b: (inner) => <b>{inner}</b>, name: <Name of={author} /> })
 */
export function rich<const Said extends string>(
  message: string extends Said ? never : Said,
  parts: { readonly [name: string]: Part },
): ReactNode {
  // Its places stay as they are, and are filled below: elements are no text.
  const places = Object.fromEntries(Object.keys(parts).map((name) => [name, `{${name}}`]));
  return pieces(t(message, places), parts);
}

function pieces(text: string, parts: { readonly [name: string]: Part }): ReactNode {
  const all: ReactNode[] = [];
  let end = 0;
  for (const { 0: whole, index, groups = {} } of text.matchAll(PIECE)) {
    const part = parts[groups['tag'] ?? groups['place'] ?? ''];
    all.push(
      text.slice(end, index),
      typeof part === 'function' ? part(pieces(groups['inner'] ?? '', parts)) : part,
    );
    end = index + whole.length;
  }
  all.push(text.slice(end));
  return createElement(Fragment, null, ...all);
}
