import { expect, test } from 'vitest';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';

test('a refusal says why, keeps the words, and can be repaired', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await fern.visit();
  await fern.write('A first post, so that there are coins.');
  await fern.sees('A first post', 'Seen');

  await nabo.dev('policy', { satsPerKilobyte: 5_000 });
  await fern.write('Cheap talk.');
  const card = fern.post('Cheap talk.');
  await card.getByText(/asks for a higher fee/).waitFor();
  await card.getByText('Your words are kept').waitFor();

  await nabo.dev('policy', { satsPerKilobyte: 100 });
  // Before it signs anew the outbox asks whether the refused transaction lives after all; it does not.
  fern.expect(/404 \(Not Found\) .*\/arcade\/tx\//);
  await card.getByRole('button', { name: 'Try again' }).click();
  await fern.sees('Cheap talk.', 'Seen');
  await nabo.mine();
  await fern.sees('Cheap talk.', /In block \d+/);
  expect(fern.complaints).toEqual([]);
});
