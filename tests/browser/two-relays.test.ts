import { expect, test } from 'vitest';
import { untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { startNabo } from '#tests/support/nabo.ts';
import { startTestRelay } from '#tests/support/neighbours.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// Two relays, of which one dies while two people talk with no server left.

test('two who meet at two relays go on through the one that is left', { timeout: 180_000 }, async () => {
  await using first = await startTestRelay();
  await using second = await startTestRelay();
  await using nabo = await startNabo({ relays: [first.address, second.address] });
  await using alder = await arrive(nabo.url);
  await using birch = await arrive(nabo.url);
  const both = [alder, birch];
  for (const person of both) await comeBy(person);
  // Both have coins from now on.
  for (const [person, words] of [
    [alder, 'Alder, in the light.'],
    [birch, 'Birch, in the light.'],
  ] as const) {
    await person.write(words);
    await person.sees(words, 'Seen');
  }
  for (const { page } of both)
    await untilNeighbour(
      page,
      ({ relays, peers }) => relays.every(({ connected }) => connected) && peers.length > 0,
    );
  for (const person of both) {
    person.expect(/net::ERR_|Failed to fetch|WebSocket connection to/);
    // A broadcaster that does not know a transaction yet says so with this status.
    person.expect(/404 \(Not Found\) .*\/arcade\/tx\//);
  }
  await nabo.killServers();
  const answered = (): number => nabo.taps.host.answered() + nabo.taps.devnet.answered();
  const before = answered();
  await alder.write('Through either of two.');
  await birch.sees('Through either of two.', /From a neighbour/);

  await first.kill();
  for (const { page } of both)
    await untilNeighbour(page, ({ relays }) => {
      const states = new Map(relays.map(({ address, connected }) => [address, connected]));
      return states.get(first.address) === false && states.get(second.address) === true;
    });
  await birch.write('Through the one that is left.');
  await alder.sees('Through the one that is left.', /From a neighbour/);
  await alder.write('And back again.');
  await birch.sees('And back again.', /From a neighbour/);
  expect(answered()).toBe(before);
  expect(both.flatMap(({ complaints }) => complaints)).toEqual([]);
});

/** Opens the app, until the next visit needs no host. */
async function comeBy(person: Person): Promise<void> {
  await person.visit();
  await person.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await untilNeighbour(person.page, ({ state }) => state === 'on');
}
