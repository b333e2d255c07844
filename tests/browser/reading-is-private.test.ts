import { expect, test } from 'vitest';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';
import { scrollPast } from '#tests/support/scroll.ts';

const POSTS = 100;

test('a hundred posts are opened and no request names one', async () => {
  await using nabo = await startNabo();
  const newest = await nabo.generate(POSTS, 7);
  await nabo.mine();
  await using fern = await arrive(nabo.url);
  await fern.visit();
  // What came after the reader began to scroll would wait behind a button.
  await fern.page.locator(`article[data-id="${newest}"]`).waitFor();
  const articles = fern.page.getByRole('article');
  const ids = await scrollPast(fern.page, POSTS);

  for (const id of ids) {
    await fern.page.evaluate((to) => {
      location.href = `/post#${to}`;
    }, id);
    await fern.page.locator(`article[data-id="${id}"]`).first().waitFor();
  }
  // One is opened as a person does it, by a press on the card.
  await fern.visit();
  await articles.first().click();
  await fern.page.waitForURL(/\/post#/);

  const sent = nabo.taps.host.sent() + nabo.taps.devnet.sent();
  // The taps saw traffic; an empty one would prove nothing.
  expect(nabo.taps.host.sent()).toContain('GET / HTTP/1.1');
  expect(nabo.taps.devnet.sent()).toContain('/1sat/overlay/lookup');
  const named = [...ids].filter((id) => {
    const txid = id.slice(0, 64);
    const wire = txid.match(/../g)?.toReversed().join('') ?? txid;
    return (
      sent.includes(txid) ||
      sent.includes(wire) ||
      sent.includes(bytesOf(txid)) ||
      sent.includes(bytesOf(wire))
    );
  });
  expect(ids.size).toBe(POSTS);
  expect(named).toEqual([]);
  expect(fern.complaints).toEqual([]);
});

/** A hash as the raw bytes of a request would carry it, one character a byte. */
const bytesOf = (hex: string): string =>
  String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
