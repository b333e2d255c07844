import { expect, test } from 'vitest';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';

test('on a devnet that began anew nobody pays with coins of the last one', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await fern.visit();
  await fern.write('Words of the old world.');
  await fern.sees('Words of the old world.', 'Seen');
  fern.expect(/net::ERR_|Failed to fetch/);
  await nabo.beginAnew();

  // The configuration is asked anew by each start of the app. A host that only just came up may be late for one, which then
  // goes by what is held, with the words and coins of the last devnet; what came late is held for the next.
  await fern.visit('/status');
  const given = (await (await fetch(`${nabo.url}/config.json`)).json()) as unknown;
  const held = () =>
    fern.page.evaluate(async () => {
      const response = await caches.match('/config.json', { cacheName: 'nabo-config' });
      return (await response?.json()) as unknown;
    });
  await expect.poll(held).toEqual(given);
  await fern.visit();
  await fern.page.getByText('Nobody here yet').waitFor();
  await fern.write('First words of the new one.');
  await fern.sees('First words of the new one.', 'Seen');
  await nabo.mine();
  await fern.sees('First words of the new one.', /In block \d+/);
  expect(await fern.post('Words of the old world.').count()).toBe(0);
  expect(fern.complaints).toEqual([]);
});
