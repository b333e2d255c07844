import { expect, test } from 'vitest';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';

test('with host and devnet killed a reload shows the feed, and a post waits for them', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await fern.visit();
  await fern.write('Written while the lights were on.');
  await fern.sees('Written while', 'Seen');
  await nabo.mine();
  await fern.sees('Written while', /In block \d+/);
  await fern.page.evaluate(async () => void (await navigator.serviceWorker.ready));

  // From here on every request fails, and the browser says so in its console.
  fern.expect(/net::ERR_|Failed to fetch/);
  // A broadcaster that does not know a transaction yet says so with this status.
  fern.expect(/404 \(Not Found\) .*\/arcade\/tx\//);
  await nabo.killServers();
  await fern.page.reload();
  await fern.post('Written while').waitFor();
  await fern.write('Written in the dark.');
  await fern.sees('Written in the dark.', 'Saved');
  await fern.page.reload();
  await fern.sees('Written in the dark.', 'Saved');

  await nabo.startServers();
  await fern.sees('Written in the dark.', 'Seen');
  await nabo.mine();
  await fern.sees('Written in the dark.', /In block \d+/);
  expect(fern.complaints).toEqual([]);
});

test('somebody who never wrote before can write with everything down', async () => {
  await using nabo = await startNabo();
  await using moss = await arrive(nabo.url);
  await moss.visit();
  await moss.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  moss.expect(/net::ERR_|Failed to fetch/);
  await nabo.killServers();
  await moss.page.reload();
  await moss.write('My first words, and nobody is there.');
  await moss.sees('My first words', 'Saved');
  await nabo.startServers();
  await moss.sees('My first words', 'Seen');
  expect(moss.complaints).toEqual([]);
});
