import { render, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { content, open } from '#tests/support/open-inscription.ts';
import { hostilePayloads } from '#tests/support/hostile-payloads.ts';
import { WithRouter } from '#tests/support/router.tsx';

/** Elements and attributes that our own screens never make of a stranger's words. */
const FOREIGN =
  'script, iframe, object, embed, link, style, base, meta, form, video, audio, marquee, math, frameset, template';

test('words of strangers stay words wherever one value stands', async () => {
  // One of three codes for each tag: what it would run makes no difference to what becomes of its words.
  const payloads = hostilePayloads('http://leak.invalid').filter((_text, at) => at % 3 === 0);
  const { InscriptionDetails } = await import('#components/media/inscription-details.tsx');
  for (const text of payloads) {
    const given = open({
      chain: 'btc',
      place: { input: 0, offset: 0 },
      declaredType: text,
      contentEncoding: text,
      metaprotocol: text,
      curse: text,
      collection: { id: text, name: text },
      content: content({ filename: text, contentType: text, shownAs: 'file' }),
      parents: [{ id: text, standing: 'unknown' }],
      children: [text],
      delegate: { id: text, isShown: false },
      siblings: [{ id: text, contentType: text, bytes: 1 }],
      map: [{ key: text, value: text }],
      metadata: {
        ok: true,
        tree: { type: 'object', text: '1', children: [{ label: text, type: 'text', text }] },
      },
      issues: [{ code: text, message: text }],
      closed: { code: text, message: text },
      script: { lines: [{ offset: 0, name: text, does: text, bytes: 1, data: text }], more: 0, isCut: false },
    });
    const { container, unmount } = render(
      <WithRouter>
        <InscriptionDetails open={given} />
      </WithRouter>,
    );
    expect(container.querySelectorAll(FOREIGN), text).toHaveLength(0);
    const attributes = [...container.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
    expect(
      attributes.filter(({ name }) => name.startsWith('on') || name === 'style'),
      text,
    ).toEqual([]);
    const hrefs = within(container)
      .queryAllByRole('link')
      .map((link) => link.getAttribute('href') ?? '');
    expect(
      hrefs.every((href) => href.startsWith('/i#')),
      text,
    ).toBe(true);
    expect(container.textContent).toContain(text);
    unmount();
  }
  expect(payloads.length).toBeGreaterThanOrEqual(90);
});
