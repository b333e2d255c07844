import { createElement, Fragment, type ReactNode } from 'react';
import { t } from '#lib/language/t.ts';

type Parts = { readonly [name: string]: ReactNode | ((inner: ReactNode) => ReactNode) };

/** `<tag>words</tag>` or `{place}`. */
const PIECE = /<(\w+)>(.*?)<\/\1>|\{(\w+)\}/gs;

/**
 * A message with elements in it: `{place}` is what stands there, `<tag>words</tag>` is given to a function. The order of both
 * is the language's.
 *
 * @example rich('Read <b>all</b> of {name}', { b: (inner) => <b>{inner}</b>, name: <Name of={author} /> })
 */
export function rich<const Said extends string>(
  message: string extends Said ? never : Said,
  parts: Parts,
): ReactNode {
  // Its places stay as they are, and are filled below: elements are no text.
  const places = Object.fromEntries(Object.keys(parts).map((name) => [name, `{${name}}`]));
  return pieces(t(message, places), parts);
}

function pieces(text: string, parts: Parts): ReactNode {
  const all: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(PIECE)) {
    const part = parts[found[1] ?? found[3] ?? ''];
    all.push(
      text.slice(end, found.index),
      typeof part === 'function' ? part(pieces(found[2] ?? '', parts)) : part,
    );
    end = found.index + found[0].length;
  }
  return createElement(Fragment, null, ...all, text.slice(end));
}
