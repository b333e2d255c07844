import { render } from '@testing-library/react';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markupOf } from '#components/feed/view-markup.ts';
import { PostCard } from '#components/post/post-card.tsx';
import { post } from '#tests/support/fake-story.ts';
import { hostilePayloads } from '#tests/support/hostile-payloads.ts';
import { WithRouter } from '#tests/support/router.tsx';

/** What a browser makes of markup inside the section that the service worker writes. */
function parsed(markup: string): Element {
  const page = new DOMParser().parseFromString(`<body><section>${markup}</section></body>`, 'text/html');
  const [section, ...others] = page.body.children;
  expect(others).toEqual([]);
  if (section === undefined) throw new Error('the section is gone');
  return section;
}

const elementOf = (name: string, attributes: Readonly<Record<string, string>>, text: string): Element => {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(text);
  return element;
};

const tagsOf = (root: Element): string[] => [...root.querySelectorAll('*')].map(({ localName }) => localName);

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '`',
        '&',
        '/',
        '=',
        '!',
        '--',
        ']]>',
        '\r',
        '\n',
        '\0',
        '&lt;',
        '&#60',
      ),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '</section><img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<!--><script>alert(1)</script>-->',
    '</p></div></article></section></body><script>alert(1)</script>',
    '<noscript><p title="</noscript><script>alert(1)</script>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  ),
);

describe('what was on screen as markup', () => {
  test('text stays text, in elements and in attributes', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, value) => {
        const section = parsed(markupOf(elementOf('p', { 'data-id': value, dir: 'auto' }, text)));
        expect(tagsOf(section)).toEqual(['p']);
        const [paragraph] = section.children;
        const known = (words: string): string => words.toWellFormed().replaceAll('\0', '\uFFFD');
        expect(paragraph?.textContent).toBe(known(text));
        expect(paragraph?.getAttribute('data-id')).toBe(known(value));
        expect(paragraph?.getAttributeNames()).toEqual(['data-id', 'dir']);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every payload that screens are tried with stays words', () => {
    const payloads = hostilePayloads('https://leak.invalid/x');
    expect(payloads.length).toBeGreaterThan(250);
    for (const payload of payloads) {
      const section = parsed(markupOf(elementOf('p', { 'data-id': payload, dir: 'auto' }, payload)));
      expect(tagsOf(section), payload).toEqual(['p']);
      expect(section.textContent).toBe(payload.toWellFormed().replaceAll('\0', '\uFFFD'));
      expect(section.firstElementChild?.getAttributeNames(), payload).toEqual(['data-id', 'dir']);
    }
  });

  test('nothing that runs, is fetched or is found by name is in it', () => {
    const article = elementOf(
      'article',
      { id: 'x', onclick: 'alert(1)', style: 'color:red', name: 'y' },
      'a',
    );
    article.append(
      elementOf('a', { href: 'javascript:alert(1)', target: '_blank' }, 'b'),
      elementOf('a', { href: '//evil.test/' }, 'c'),
      elementOf('a', { href: 'https://evil.test/' }, 'd'),
      elementOf('a', { href: '/post#00ff_0' }, 'e'),
      elementOf('img', { src: 'https://evil.test/x.png' }, ''),
      elementOf('script', {}, 'alert(1)'),
      elementOf('iframe', { srcdoc: 'x' }, ''),
      elementOf('form', { action: '/x' }, 'f'),
    );
    expect(markupOf(article)).toBe(
      '<article>a<a>b</a><a>c</a><a>d</a><a href="/post#00ff_0">e</a></article>',
    );
  });

  test('a card comes back as it was, but for what the list leaves out', () => {
    const words = '<script>alert(1)</script> & "quotes" #tag https://example.com/a?b=c';
    const { container } = render(
      <WithRouter>
        <PostCard post={post({ name: 'bench', text: words })} />
      </WithRouter>,
    );
    const [card] = container.children;
    if (card === undefined) throw new Error('no card');
    const section = parsed(markupOf(card));
    expect(section.textContent).toBe(container.textContent);
    expect(tagsOf(section)).toEqual(tagsOf(container));
    expect(section.querySelector('svg use')?.getAttribute('href')).toMatch(/^#[ig]-/);
  });
});
