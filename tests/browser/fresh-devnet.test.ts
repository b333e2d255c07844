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

  // The configuration is asked anew by each start of the app.
  await fern.visit();
  await fern.page.getByText('Nobody here yet').waitFor();
  await fern.write('First words of the new one.');
  await fern.sees('First words of the new one.', 'Seen');
  await nabo.mine();
  await fern.sees('First words of the new one.', /In block \d+/);
  expect(await fern.post('Words of the old world.').count()).toBe(0);
  expect(fern.complaints).toEqual([]);
});
