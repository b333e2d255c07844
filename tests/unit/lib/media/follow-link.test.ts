import fc from 'fast-check';
import { expect, it } from 'vitest';
import { followLink } from '#lib/media/follow-link.ts';
import { isPath } from '#lib/protocols/ord-fs.ts';

const TXID = 'ab'.repeat(32);
const SITE = { id: `${TXID}_0`, path: 'a/index.html' };

it('leads to paths of the same site', () => {
  const to = (href: string) => followLink(SITE, href);
  expect(to('b.html')).toEqual({ to: 'page', page: { id: SITE.id, path: 'a/b.html' } });
  expect(to(' ../c.html#part ')).toEqual({ to: 'page', page: { id: SITE.id, path: 'c.html' } });
  expect(to('/')).toEqual({ to: 'page', page: { id: SITE.id, path: '' } });
});

it('leads to other inscriptions by any name that people use', () => {
  const other = 'cd'.repeat(32);
  for (const href of [
    `/content/${other}_1`,
    `ord://${other}_1`,
    `https://ordfs.network/${other}_1`,
    `https://1satordinals.com/outpoint/${other}_1`,
    `/i#${other}.1`,
    `${other}_1`,
  ])
    expect(followLink(SITE, href), href).toEqual({ to: 'page', page: { id: `${other}_1` } });
  expect(followLink(SITE, `https://ordinals.com/inscription/${other}i0`)).toEqual({
    to: 'page',
    page: { id: `${other}i0` },
  });
});

it('leads nowhere else', () => {
  expect(followLink(SITE, 'https://example.com/a?b')).toEqual({ to: 'outside', host: 'example.com' });
  for (const href of [
    '',
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:a@b',
    'blob:x',
    'a'.repeat(3_000),
  ])
    expect(followLink(SITE, href)).toEqual({ to: 'nowhere' });
  // A page that stands in no site has no paths.
  expect(followLink({ id: SITE.id }, 'b.html')).toEqual({ to: 'nowhere' });
});

it('never gives a path out of the site, whatever the page says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (href) => {
      const followed = followLink(SITE, href);
      if (followed.to !== 'page' || followed.page.path === undefined) return;
      expect(followed.page.path === '' || isPath(followed.page.path)).toBe(true);
    }),
  );
});
