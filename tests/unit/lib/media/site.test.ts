import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { draftTransactions } from '#lib/client/draft-transactions.ts';
import type { DraftFile } from '#lib/client/inscriptions.ts';
import { MediaDesk } from '#lib/media/media-desk.ts';
import { findPathReferences } from '#lib/media/references.ts';
import { computedMs } from '#tests/support/computed-ms.ts';

const desk = new MediaDesk({ network: 'devnet', lookups: [], now: () => 0 });

const file = (path: string, contentType: string, text: string): DraftFile => ({
  path,
  contentType,
  body: Uint8Array.from(encodeUtf8(text)),
});

const FILES: readonly DraftFile[] = [
  file(
    'index.html',
    'text/html',
    `<!doctype html><link rel="stylesheet" href="style.css"><script type=module src=./js/app.js></script>
     <img src="/img/lamp.svg"><a href="about.html">About</a><p>style.css is a file</p>`,
  ),
  file('style.css', 'text/css', `@import "more.css"; body{background:url(img/lamp.svg)}`),
  file('more.css', 'text/css', '@font-face{font-family:b;src:url("letters.woff2")} p{color:red}'),
  file('letters.woff2', 'font/woff2', 'wOF2 letters'),
  file('js/app.js', 'text/javascript', `import { a } from './lib.js'; a(await fetch('../data.json'));`),
  file('js/lib.js', 'text/javascript', 'export const a = (x) => x;'),
  file('data.json', 'application/json', '{"bread":6}'),
  file('img/lamp.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
  file('about.html', 'text/html', '<a href="index.html">Back</a>'),
];

const drafts = draftTransactions(FILES);
const held = drafts.map(({ raw }) => raw);
const nameOf = (txs: typeof drafts) => {
  const last = txs.at(-1);
  if (last === undefined) throw new Error('nothing was made');
  return { txid: last.txid, chain: 'bsv', index: 0 } as const;
};
const root = nameOf(drafts);
const decoded = (html: string): string[] =>
  [...html.matchAll(/data:[a-z/+]+;base64,([A-Za-z0-9+/=]+)/g)].map(([, base64 = '']) => atob(base64));

const textOf = (found: Awaited<ReturnType<typeof desk.answer>>): unknown =>
  found !== undefined && 'body' in found ? new TextDecoder().decode(found.body) : found;

describe('what a page asks for while it runs', () => {
  const first = drafts[0]?.txid ?? '';

  it('is a file of its site by a path from where it stands, or any inscription by its id', async () => {
    expect(textOf(await desk.answer(root, held, 'data.json', 'index.html'))).toBe('{"bread":6}');
    expect(textOf(await desk.answer(root, held, '../data.json', 'js/x.html'))).toBe('{"bread":6}');
    expect(await desk.answer(root, held, '/img/lamp.svg', 'index.html')).toMatchObject({
      contentType: 'image/svg+xml',
    });
    expect(await desk.answer(root, held, `/content/${first}_0`)).toMatchObject({ contentType: 'text/html' });
    expect(textOf(await desk.answer(root, held, `/r/inscription/${first}_0`))).toBe(
      JSON.stringify({
        id: `${first}_0`,
        content_type: 'text/html',
        content_length: FILES[0]?.body.length,
      }),
    );
  });

  it('is named when this device has it not, and is nothing when it is no such address', async () => {
    const id = `${'ab'.repeat(32)}i0`;
    expect(await desk.answer(root, held, `/content/${id}`)).toEqual({ missing: id });
    expect(await desk.answer(root, [], 'data.json', 'index.html')).toBeUndefined();
    expect(await desk.answer(root, held.slice(-1), 'data.json', 'index.html')).toHaveProperty('missing');
    for (const address of [
      'none.json',
      'https://evil.example/x',
      `/content/${id}/x`,
      `x/content/${id}`,
      'javascript:0',
    ])
      expect(await desk.answer(root, held, address, 'index.html'), address).toBeUndefined();
    // A page alone has no files beside it.
    expect(await desk.answer(root, held, 'data.json')).toBeUndefined();
  });
});

describe('a site', () => {
  it('is described by its files', async () => {
    const opened = await desk.open(root, held.at(-1));
    expect(opened?.view.content?.shownAs).toBe('site');
    expect(opened?.view.content?.files?.map(({ path }) => path).toSorted()).toEqual(
      FILES.map(({ path }) => path ?? '').toSorted(),
    );
  });

  it('opens at its index, with everything that it loads, from wherever it is named', async () => {
    const page = await desk.compose(root, held);
    expect(page).toMatchObject({ path: 'index.html', missing: [], leftOut: 0 });
    const html = page?.html ?? '';
    // Links and words stay what they are.
    expect(html).toContain('<a href="about.html">');
    expect(html).toContain('<p>style.css is a file</p>');
    expect(html).not.toMatch(/(?:src|rel="stylesheet" href)="?(?!data:)[./a-z]/);
    const [style = '', app = ''] = decoded(html);
    expect(style).toMatch(
      /^@import "data:text\/css;base64,[^"]+"; body\{background:url\(data:image\/svg\+xml/,
    );
    expect(decoded(style)[0]).toMatch(/url\("data:font\/woff2;base64,/);
    expect(app).toMatch(/^import \{ a \} from 'data:text\/javascript;base64,/);
    expect(decoded(app)).toEqual(['export const a = (x) => x;', '{"bread":6}']);
  });

  it('opens its other pages and files, and says what it does not have', async () => {
    expect(await desk.compose(root, held, 'about.html')).toMatchObject({ path: 'about.html' });
    const picture = await desk.compose(root, held, 'img/lamp.svg');
    expect(picture?.html).toContain('<svg');
    expect((await desk.compose(root, held, 'data.json'))?.html).toContain('<pre>{"bread":6}</pre>');
    expect(await desk.compose(root, held, 'none.html')).toMatchObject({ html: '', missing: [] });
    expect(await desk.compose(root, held, '../index.html')).toMatchObject({ html: '' });
  });

  it('names what of it is not on this device', async () => {
    const [index, style] = drafts;
    const without = held.filter((raw) => raw !== style?.raw);
    expect((await desk.compose(root, without))?.missing).toEqual([`${style?.txid}_0`]);
    const noIndex = held.filter((raw) => raw !== index?.raw);
    expect(await desk.compose(root, noIndex)).toMatchObject({ html: '', missing: [`${index?.txid}_0`] });
  });

  it('shows a file that is no page as words, never as markup', async () => {
    const txs = draftTransactions([
      file('index.html', 'text/html', '<p>'),
      file('a.txt', 'text/plain', '</pre><script>alert(1)</script>'),
    ]);
    const raws = txs.map(({ raw }) => raw);
    const page = await desk.compose(nameOf(txs), raws, 'a.txt');
    expect(page?.html).toContain('&lt;/pre&gt;&lt;script&gt;');
  });
});

describe('paths in a text', () => {
  it('are found where a browser loads something, and not in links or words', () => {
    const found = (text: string) => findPathReferences(text).map(({ address }) => address);
    expect(found(`<img src="a.png"><IMG SRC='b.png'><video poster=c.png src = "d.mp4">`)).toEqual([
      'a.png',
      'b.png',
      'c.png',
      'd.mp4',
    ]);
    expect(found(`<a href="a.html"><a class=x href='b.html'><link href="c.css">`)).toEqual(['c.css']);
    expect(found(`url(a.png) url("b.png") url( 'c.png' ) @import 'd.css'`)).toEqual([
      'a.png',
      'b.png',
      'c.png',
      'd.css',
    ]);
    expect(found(`import 'a.js'; import x from "./b.js"; import('c.js'); fetch(\`d.json\`)`)).toEqual([
      'a.js',
      './b.js',
      'c.js',
      'd.json',
    ]);
    expect(found(`src="https://x/" src="data:x" src="#a" the src of it`)).toEqual([]);
  });

  it('are read in time that grows with the text, and stand where they are said to', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            ' src=',
            '"',
            "'",
            'a.css',
            'url(',
            ')',
            'import ',
            'from ',
            '<a href=',
            ' ',
            '\n',
            'x',
          ),
          {
            maxLength: 60,
          },
        ),
        (pieces) => {
          const text = pieces.join('');
          for (const { address, start, end } of findPathReferences(text))
            expect(text.slice(start, end)).toBe(address);
        },
      ),
    );
    const hostile = [
      ' src=\t'.repeat(100_000),
      `${'import('.repeat(100_000)}${' '.repeat(100_000)}`,
      `@import${' '.repeat(200_000)}`,
      '<a href=x'.repeat(100_000),
    ];
    for (const text of hostile) expect(computedMs(() => findPathReferences(text))).toBeLessThan(2_000);
  });
});
