/** What stands in a place of a message: what an expression gave, and nothing where it gave nothing. */
export type Value = string | number | false | null | undefined;

/** Writes a message in another language than English, its places filled. */
type Translate = (message: string, values: Values) => string;
type Values = { readonly [place: string]: Value };

let translate: Translate | undefined;
let tag = 'en';

/** The language of the page, for Intl: English, in the reader's own kind of it, until another is set. */
export const language = (): string => tag;

/**
 * Says everything in another language from now on. Set once, before anything of it is shown (components/language): numbers
 * and dates are written by formats that are made once.
 */
export function speak(name: string, by?: Translate): void {
  tag = name;
  translate = by;
}

/**
 * Says a message: English is the message itself, and other languages are found by it. `{place}` is filled from `values`. The
 * message stands in the call, so that the catalogue can be held against all of them.
 *
 * @example t('Sent to {name}', { name: 'ann.bitter' })
 */
export function t<const Said extends string>(
  message: string extends Said ? never : Said,
  values: Values = {},
): string {
  return translate ? translate(message, values) : fill(message, values);
}

/** Marks a message where it cannot be said yet, as in a table that is made before the language is known. */
export const msg = <const Said extends string>(message: string extends Said ? never : Said): string =>
  message;

/** Says what {@link msg} has marked. */
export const tell = (message: string): string => (translate ? translate(message, {}) : message);

const fill = (text: string, values: Values): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, place: string) => written(values[place]));

/** As React would show it. */
const written = (value: Value): string => (value === false || value == null ? '' : String(value));

/**
 * A number of things in the words of its language: `1 source`, `2,048 sources`. In the catalogue it is
 * `{n, plural, one {# source} other {# sources}}`.
 *
 * @param written the number in the digits of the language
 */
export function quantity(value: number, written: string, one: string, many: string): string {
  if (translate) return translate(`{n, plural, one {# ${one}} other {# ${many}}}`, { n: value });
  return value === 1 ? `1 ${one}` : `${written} ${many}`;
}
