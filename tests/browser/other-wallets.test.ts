import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromHex } from '#lib/bytes/hex.ts';
import { FakeBrc100 } from '#tests/support/fake-brc100.ts';
import { FakeYours } from '#tests/support/fake-yours.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { bringWallets } from '#tests/support/page-wallets.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// One reader and two other wallets of theirs, under the page's own content policy: each pays for a post.

let nabo: Nabo;
let fern: Person;
const brc100 = new FakeBrc100();
const yours = new FakeYours();

beforeAll(async () => {
  nabo = await startNabo();
  fern = await arrive(nabo.url);
  for (const wallet of [brc100, yours]) {
    const given = (await nabo.dev('faucet', { address: wallet.address })) as { readonly rawTx: string };
    wallet.fund(fromHex(given.rawTx) ?? new Uint8Array(0));
  }
  await bringWallets(fern.page, brc100, yours);
}, 120_000);

afterAll(async () => {
  await fern[Symbol.asyncDispose]();
  await nabo[Symbol.asyncDispose]();
});

test.each([
  ['a wallet that speaks BRC-100', 0, brc100],
  ['Yours', 1, yours],
] as const)(
  '%s pays for a post once its person said yes, however long they take',
  async (name, row, wallet) => {
    const { page } = fern;
    const person = Promise.withResolvers<void>();
    wallet.person = person.promise;
    await fern.visit('/account');
    await page.getByRole('button', { name: 'Connect' }).nth(row).click();
    await page.getByText(/^Connected until you leave this page/).waitFor();
    await page.getByRole('link', { name: 'Nabo, feed' }).click();
    const words = `Paid for by ${name}.`;
    await fern.write(words);
    await fern.sees(words, /^Waiting for your wallet/);
    person.resolve();
    await fern.sees(words, /Seen|On its way/);
    expect(wallet.questions).toBe(1);
    expect(fern.complaints).toEqual([]);
  },
);
