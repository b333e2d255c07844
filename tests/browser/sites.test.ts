import { expect, test, vi } from 'vitest';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { startTestRelay } from '#tests/support/neighbours.ts';
import { arrive, type Person } from '#tests/support/person.ts';
import { untilNeighbour } from '#tests/support/ask-neighbour.ts';

// What is made in the app, and a site that outlives every server.

const PATIENCE = { timeout: 30_000, interval: 50 };

const FILES = [
  {
    name: 'index.html',
    text: `<!doctype html><title>Bakery</title><link rel="stylesheet" href="style.css">
      <h1>Bread at six</h1><p id="told"></p><p id="lacks"></p><img id="lamp" alt="A lamp"><a href="about.html">Who bakes</a>
      <a href="https://example.com/">Elsewhere</a><script src="bakery.js"></script>`,
  },
  {
    name: 'about.html',
    text: '<!doctype html><h1>Fern bakes</h1><a href="index.html">Back to the bread</a>',
  },
  { name: 'style.css', text: 'h1 { color: rgb(1, 2, 3) }' },
  {
    name: 'bakery.js',
    // By names that are put together while it runs: the file of its own site, and an inscription that nobody has.
    text: `const name = ['hours', 'json'].join('.');
      fetch(name).then((hours) => hours.json()).then(({ opens }) => { told.textContent = 'Opens at ' + opens; });
      fetch('/content/' + 'ab'.repeat(32) + 'i0').then(({ status }) => { lacks.textContent = 'Answered ' + status; });
      Object.assign(lamp, { onload: () => { lamp.alt = 'A lit lamp'; } }).src = 'lamp' + '.svg';`,
  },
  { name: 'hours.json', text: '{"opens":6}' },
  { name: 'lamp.svg', text: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' },
];

test(
  'a site of six files inscribed here opens from a neighbour with every server stopped',
  { timeout: 180_000 },
  async () => {
    await using relay = await startTestRelay();
    await using nabo = await startNabo({ relays: [relay.address] });
    await nabo.mine();
    await using clover = await comeBy(nabo);
    await untilNeighbour(clover.page, ({ state }) => state === 'on');
    await clover.page.goto('about:blank');

    await using birch = await comeBy(nabo);
    const { page } = birch;
    await birch.visit('/make');
    await page.getByRole('radio', { name: 'Site' }).check();
    await page
      .getByLabel('Choose files')
      .setInputFiles(FILES.map(({ name, text }) => ({ name, mimeType: '', buffer: Buffer.from(text) })));
    // Readers get it in this very frame.
    await page.getByRole('button', { name: 'Run this site' }).click();
    await readsTheSite(birch);
    await page.getByRole('button', { name: 'Inscribe' }).click();
    const made = page.getByRole('region', { name: /^Made here/ });
    await made.getByRole('progressbar').waitFor();
    // Somebody reloads in the middle of it.
    await page.reload();
    await made.getByText(/^7 of 7 seen/).waitFor();
    await nabo.mine();
    await made.getByText('All 7 in blocks').waitFor();
    const site = (await made.getByRole('listitem').getAttribute('data-id')) ?? '';
    await untilNeighbour(
      page,
      ({ state, shelf }) => state === 'on' && shelf.transactions === FILES.length + 1,
    );

    for (const person of [birch, clover]) person.expect(/net::ERR_|Failed to fetch/);
    await nabo.killServers();
    const answered = (): number => nabo.taps.host.answered() + nabo.taps.devnet.answered();
    const before = answered();
    await birch.visit('/');
    await clover.visit(`/i#${site}`);
    await clover.page.getByRole('button', { name: 'Run this site' }).click();
    await readsTheSite(clover);
    expect(answered()).toBe(before);
    expect([...birch.complaints, ...clover.complaints]).toEqual([]);
  },
);

/** The site is whole, its links stay inside, and what leads elsewhere leads nowhere. */
async function readsTheSite({ page }: Person): Promise<void> {
  const frame = page.frameLocator('iframe[title="A page of the chain"]');
  const heading = frame.getByRole('heading', { name: 'Bread at six' });
  await heading.waitFor();
  await frame.getByText('Opens at 6').waitFor();
  await frame.getByText('Answered 404').waitFor();
  await frame.getByAltText('A lit lamp').waitFor();
  await page.getByText(/^1 part of it is in other inscriptions/).waitFor();
  await vi.waitFor(async () => {
    const color = await heading.evaluate((each) => getComputedStyle(each).color);
    expect(color).toBe('rgb(1, 2, 3)');
  }, PATIENCE);
  await frame.getByRole('link', { name: 'Who bakes' }).click();
  await frame.getByRole('heading', { name: 'Fern bakes' }).waitFor();
  await page.getByText('about.html', { exact: true }).first().waitFor();
  await frame.getByRole('link', { name: 'Back to the bread' }).click();
  await heading.waitFor();
  await frame.getByRole('link', { name: 'Elsewhere' }).click();
  await page.getByText('It leads to example.com, outside of the chain. Nothing here goes there.').waitFor();
  await page.getByRole('button', { name: 'Back to the page before' }).click();
  await frame.getByRole('heading', { name: 'Fern bakes' }).waitFor();
}

/** Somebody with a new browser who opens the app, until the next visit needs no host. */
async function comeBy(nabo: Nabo): Promise<Person> {
  const person = await arrive(nabo.url);
  await person.visit();
  await person.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  return person;
}
