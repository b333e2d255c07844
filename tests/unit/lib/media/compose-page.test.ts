import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { composePage, MAX_PAGE, type PagePart } from '#lib/media/compose-page.ts';
import { findReferences } from '#lib/media/references.ts';

const id = (letter: string, end = 'i0'): string => `${letter.repeat(64)}${end}`;
const A = id('a');
const B = id('b');

const library =
  (parts: Readonly<Record<string, PagePart>>) =>
  async (name: string): Promise<PagePart | undefined> =>
    Object.hasOwn(parts, name) ? parts[name] : undefined;
const part = (contentType: string, text: string): PagePart => ({ contentType, body: encodeUtf8(text) });
const page = (text: string, parts: Readonly<Record<string, PagePart>> = {}) =>
  composePage(encodeUtf8(text), 'text/html', library(parts));

/** What the addresses in a page hold. */
const held = (html: string): readonly string[] =>
  [...html.matchAll(/data:([^;]+);base64,([A-Za-z0-9+/=]*)/g)].map(
    ([, type = '', base64 = '']) =>
      `${type} ${decodeUtf8(Uint8Array.from(Buffer.from(base64, 'base64'))) ?? ''}`,
  );

describe('references are found', () => {
  it.each([
    [`<img src="/content/${A}">`, 'content'],
    [`<script src='https://ordinals.com/content/${A}'></script>`, 'content'],
    [`fetch(\`/r/metadata/${A}\`)`, 'metadata'],
    [`import x from "/content/${id('c', '_3')}"`, 'content'],
    [`url(/r/content/${A})`, 'content'],
    [`/r/inscription/${A}`, 'inscription'],
  ])('%s', (text, kind) => {
    const [found, ...others] = findReferences(text);
    expect(found?.kind).toBe(kind);
    expect(others).toEqual([]);
    expect(text.slice(found?.start, found?.end)).toMatch(/i0$|_3$/);
  });

  it.each([
    `<a href="/content/${A}">`,
    `<a class=x target=_blank href='/content/${A}'>`,
    `/content/${A}9`,
    `/content/${'a'.repeat(64)}`,
    `/preview/${A}`,
    `https://evil.example/content`,
  ])('but not in %s', (text) => {
    expect(findReferences(text)).toEqual([]);
  });

  it('in order and without overlap, whatever stands around them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ maxLength: 20 }), fc.constant(`/content/${A}`))),
        (pieces) => {
          const text = pieces.join(' ');
          let last = 0;
          for (const { start, end } of findReferences(text)) {
            expect(start).toBeGreaterThanOrEqual(last);
            last = end;
          }
        },
      ),
    );
  });
});

describe('a page is made whole', () => {
  it('by the bytes of what it names, and of what those name', async () => {
    const { html, missing, leftOut } = await page(`<script src="/content/${A}"></script>`, {
      [A]: part('text/javascript', `import '/content/${B}'`),
      [B]: part('text/javascript', 'one()'),
    });
    expect([missing, leftOut]).toEqual([[], 0]);
    const [outer = ''] = held(html);
    expect(outer).toMatch(/^text\/javascript import 'data:text\/javascript/);
    expect(held(outer)).toEqual(['text/javascript one()']);
  });

  it('and says what is not there', async () => {
    const { html, missing } = await page(`<img src="/content/${A}"><img src="/content/${B}">`, {
      [A]: part('image/png', 'x'),
    });
    expect(missing).toEqual([B]);
    expect(html).toContain(`/content/${B}`);
  });

  it('with metadata as ord serves it', async () => {
    const parts = { [A]: { ...part('text/plain', 'abc'), metadata: Uint8Array.of(0xa0) } };
    const { html } = await page(`/r/metadata/${A} /r/inscription/${A}`, parts);
    expect(held(html)).toEqual([
      'application/json "a0"',
      `application/json {"id":"${A}","content_type":"text/plain","content_length":3}`,
    ]);
  });

  it('whatever type a stranger declares', async () => {
    const { html } = await page(`<img src="/content/${A}">`, { [A]: part('text/html"><script>', 'x') });
    expect(html).toMatch(/^<img src="data:application\/octet-stream;base64,eA==">$/);
  });

  it('with a drawing in a page of ours', async () => {
    const { html } = await composePage(encodeUtf8('<svg/>'), 'image/svg+xml', library({}));
    expect(html).toMatch(/^<!doctype html>.*<svg\/>$/);
  });
});

describe('a bomb ends within its bounds', () => {
  it('of a circle', async () => {
    const { html } = await page(`/content/${A}`, {
      [A]: part('text/html', `/content/${B}`),
      [B]: part('text/html', `/content/${A}`),
    });
    expect(html.length).toBeLessThan(1_000);
  });

  it('of parts in parts in parts', async () => {
    const parts: Record<string, PagePart> = {};
    for (let level = 0; level < 9; level += 1)
      parts[id(String(level))] = part('text/html', `deep ${level} /content/${id(String(level + 1))}`);
    const { leftOut } = await page(`/content/${id('0')}`, parts);
    expect(leftOut).toBe(1);
  });

  it('of parts that double', async () => {
    const parts: Record<string, PagePart> = {};
    for (let level = 0; level < 4; level += 1) {
      const next = `/content/${id(String(level + 1))} `;
      parts[id(String(level))] = part('text/html', next.repeat(500));
    }
    parts[id('4')] = part('text/html', 'x'.repeat(1_000));
    const from = performance.now();
    const { html, leftOut } = await page(`/content/${id('0')}`.repeat(1_000), parts);
    expect(html.length).toBeLessThan(2 * MAX_PAGE);
    expect(leftOut).toBeGreaterThan(0);
    expect(performance.now() - from).toBeLessThan(10_000);
  });

  it('of two hundred thousand references and of links that never end', async () => {
    const from = performance.now();
    await page(`<a href=`.repeat(100_000));
    await page(`<a ${'x '.repeat(200)}/content/${A}`.repeat(5_000));
    expect((await page(`/content/${A}`.repeat(50_000))).missing).toEqual([A]);
    expect((await composePage(new Uint8Array(MAX_PAGE + 1), 'text/html', library({}))).html).toBe('');
    expect(performance.now() - from).toBeLessThan(10_000);
  });
});
