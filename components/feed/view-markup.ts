/**
 * The one way in which anything on screen becomes markup again. Elements and attributes are those of a fixed list, so that
 * nothing in it can run, be fetched or be found by name; everything else is text, and text cannot end.
 */
const ELEMENTS = new Set(
  'article a b bdi button div figure figcaption g i output p path section small span svg time use'.split(' '),
);
const ATTRIBUTES = new Set(
  'class dir d data-id data-depth fill role stroke stroke-width transform viewBox aria-pressed'.split(' '),
);
/** Of this page, or of another one of the app. */
const OWN_ADDRESS = /^(?:#|\/(?!\/))[\w#%.+-]*$/;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  // A parser makes line feeds of them.
  '\r': '&#13;',
  '\0': '\uFFFD',
};

/** Text that is the same text again when a browser parses it, between tags or in quotes. */
export const escapeText = (text: string): string =>
  text.toWellFormed().replaceAll(/[&<>"'`\r\0]/g, (character) => REFERENCES[character] ?? '');

/** An element as markup; elements that are not of the list are left out with all that is in them. */
export function markupOf(element: Element): string {
  const name = element.localName;
  if (!ELEMENTS.has(name)) return '';
  let markup = `<${name}`;
  for (const { name: attribute, value } of element.attributes) {
    const isKept = attribute === 'href' ? OWN_ADDRESS.test(value) : ATTRIBUTES.has(attribute);
    if (isKept) markup += ` ${attribute}="${escapeText(value)}"`;
  }
  markup += '>';
  for (const child of element.childNodes) {
    if (child instanceof Element) markup += markupOf(child);
    else if (child instanceof Text) markup += escapeText(child.data);
  }
  return `${markup}</${name}>`;
}
