import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hardenPage } from '#host/build/harden-page.ts';

const sha256 = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const page = (head: string, body: string): string =>
  `<!DOCTYPE html><html lang="en"><head>${head}</head><body>${body}</body></html>`;

describe('hardenPage', () => {
  it('hashes each inline script once and no other, byte for byte', () => {
    const { scriptHashes } = hardenPage(
      page(
        '<meta charSet="utf-8"/><script src="/a.js" async=""></script>',
        '<script id="_R_">one("ü")</script><script>\n two()</script><script>one("ü")</script><script async src=/b.js></script>',
      ),
    );
    expect(scriptHashes).toEqual([sha256('one("ü")'), sha256('\n two()')]);
  });

  it('puts policy and Trusted Types before every script, behind the encoding', () => {
    const { html, scriptHashes } = hardenPage(
      page('<meta charSet="utf-8"/><script src="/a.js" async=""></script>', '<script>x</script>'),
    );
    expect(html).toContain(
      '<head><meta charSet="utf-8"/><meta http-equiv="Content-Security-Policy" content="script-src \'self\' ' +
        `'${scriptHashes[0]}'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; ` +
        'trusted-types default"/><script src="/tt.js"></script><script src="/a.js"',
    );
  });

  it('does so without an encoding too, and leaves the rest of the page alone', () => {
    const before = page('<title>$& $1</title>', '<p>a</p>');
    const { html } = hardenPage(before);
    expect(html.replace(/<meta http-equiv.*?tt\.js"><\/script>/, '')).toBe(before);
  });

  it('finds what the policy would silently leave out', () => {
    expect(hardenPage(page('', '<p style="color:red">a</p>')).problems).toHaveLength(1);
    expect(hardenPage(page('<style>a{}</style>', '')).problems).toHaveLength(1);
    expect(hardenPage(page('', '<a onclick="x()">a</a>')).problems).toHaveLength(1);
  });

  it('finds nothing in text or in scripts', () => {
    const harmless =
      '<p>&lt;b style=&quot;x&quot;&gt; onclick=</p><script>"<p style=\\"a\\">"</script><p data-style="x">a</p>';
    expect(hardenPage(page('', harmless)).problems).toEqual([]);
  });

  it('refuses a page without a head', () => {
    expect(() => hardenPage('<p>no</p>')).toThrow(/head/);
  });
});
