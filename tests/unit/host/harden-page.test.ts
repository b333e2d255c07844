import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hardenPage } from '#host/build/harden-page.ts';

const sha256 = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** What the tests here have for the script of every page. */
const FIRST = 'first()';
const harden = (html: string) => hardenPage(html, FIRST);

const page = (head: string, body: string): string =>
  `<!DOCTYPE html><html lang="en"><head>${head}</head><body>${body}</body></html>`;

describe('hardenPage', () => {
  it('hashes each inline script once and no other, byte for byte', () => {
    const { scriptHashes } = harden(
      page(
        '<meta charSet="utf-8"/><script src="/a.js" async=""></script>',
        '<script id="_R_">one("ü")</script><script>\n two()</script><script>one("ü")</script><script async src=/b.js></script>',
      ),
    );
    expect(scriptHashes).toEqual([sha256(FIRST), sha256('one("ü")'), sha256('\n two()')]);
  });

  it('puts policy and Trusted Types before every script, behind the encoding', () => {
    const { html, scriptHashes } = harden(
      page('<meta charSet="utf-8"/><script src="/a.js" async=""></script>', '<script>x</script>'),
    );
    expect(html).toContain(
      '<head><meta charSet="utf-8"/><meta http-equiv="Content-Security-Policy" content="script-src \'self\' ' +
        `'${scriptHashes[0]}' '${scriptHashes[1]}'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; ` +
        'trusted-types default"/><script>first()</script><script src="/a.js"',
    );
  });

  it('does so without an encoding too, and leaves the rest of the page alone', () => {
    const before = page('<title>$& $1</title>', '<p>a</p>');
    const { html } = harden(before);
    expect(html.replace(/<meta http-equiv.*?<\/script>/, '')).toBe(before);
  });

  it('finds what the policy would silently leave out', () => {
    expect(harden(page('', '<p style="color:red">a</p>')).problems).toHaveLength(1);
    expect(harden(page('<style>a{}</style>', '')).problems).toHaveLength(1);
    expect(harden(page('', '<a onclick="x()">a</a>')).problems).toHaveLength(1);
  });

  it('finds nothing in text or in scripts', () => {
    const harmless =
      '<p>&lt;b style=&quot;x&quot;&gt; onclick=</p><script>"<p style=\\"a\\">"</script><p data-style="x">a</p>';
    expect(harden(page('', harmless)).problems).toEqual([]);
  });

  it('refuses a first script that would end early', () => {
    expect(() => hardenPage(page('', ''), 'a = "</script>"')).toThrow(/fit/);
    expect(() => hardenPage(page('', ''), 'a = "<!--"')).toThrow(/fit/);
  });

  it('refuses a page without a head', () => {
    expect(() => harden('<p>no</p>')).toThrow(/head/);
  });
});
