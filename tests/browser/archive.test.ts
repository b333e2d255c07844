import { expect, test } from 'vitest';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';
import { hasSharedFixtures, needsFixtures, SHARED_FIXTURES } from '#tests/support/shared-fixtures.ts';

const POST = '38c914d2c47c2ff063cf9f5705e3ceaa557aca4092ed5047177d5e8f913c0b69';
const REPLY = '8ca367aadc788d4f792b78f10577427840f2c31aae7cf9ffec9b327a79c883ef';

test.skipIf(!hasSharedFixtures)(
  `an archive of main shows a real thread as held, not proven${needsFixtures}`,
  async () => {
    await using nabo = await startNabo({ archive: SHARED_FIXTURES });
    await using fern = await arrive(nabo.url);
    await fern.visit(`/post#${POST}`);
    const post = fern.page.locator(`article[data-id^="${POST}_"]`);
    await post.first().waitFor();
    await fern.page.locator(`article[data-id^="${REPLY}_"]`).first().waitFor();
    // The like e89cd18d is counted on the post that it names.
    await post.getByRole('button', { name: 'Like, 1' }).waitFor();
    const words = await fern.page.locator('main').innerText();
    expect(words).not.toMatch(/in block [\d,]+/i);
    expect(fern.complaints).toEqual([]);
  },
);

test.skipIf(!hasSharedFixtures)(
  `districts of BTC are shown as read, and as Bitmap OCI says${needsFixtures}`,
  async () => {
    await using nabo = await startNabo({ archive: SHARED_FIXTURES });
    await using fern = await arrive(nabo.url);
    const { page } = fern;
    await fern.visit('/map#btc:818677');
    const card = page.getByRole('region', { name: '818677.bitmap of BTC' });
    await card.getByText('First of a race in its own block').waitFor();
    await card.getByText(/is first by the order of block 818,677 that archive gives/).waitFor();
    await card.getByText('A later try is refused').waitFor();
    await card.getByText('Claimed, according to Bitmap OCI').waitFor();
    await page.getByText(/according to Bitmap OCI\. 1 of 1 part read/).waitFor();
    const search = page.getByRole('searchbox', { name: 'Find a district' });
    for (const [id, words] of [
      [
        'bce068dbd71f697e5e272b89cdc9f670e66a1d123d6ffb1751e08256d09d2300i0',
        /829561\.bitmap\. Another one won/,
      ],
      ['69d52ccb5eb80372b7fc6c4fc3feb17038dd2f58313c5d16302d70f7ef0fff7fi0', /820960\.bitmap\. The winner/],
    ] as const) {
      await search.fill(id);
      await search.press('Enter');
      await page.getByText(words).waitFor();
    }
    await page
      .getByRole('region', { name: '820960.bitmap of BTC' })
      .getByText('its bytes were read here')
      .waitFor();
    expect(fern.complaints).toEqual([]);
  },
);

test.skipIf(!hasSharedFixtures)(
  `raw blocks of an archive are drawn as real land${needsFixtures}`,
  async () => {
    await using nabo = await startNabo({ archive: SHARED_FIXTURES });
    await using fern = await arrive(nabo.url);
    const { page } = fern;
    for (const [height, parcels] of [
      [300_025, '461'],
      [426_884, '409'],
    ] as const) {
      await fern.visit(`/district#${height}`);
      await page.getByText('The land is real by its own work').first().waitFor();
      await page.getByText(`${parcels} of ${parcels} parcels checked`).first().waitFor();
      await page.getByRole('img', { name: /^Plan of [\d,]+ parcels$/ }).waitFor();
    }
    await fern.visit('/map#btc:300025');
    await page
      .getByRole('region', { name: '300025.bitmap of BTC' })
      .getByRole('link', { name: 'Look around' })
      .click();
    await page.getByRole('heading', { name: '300025.bitmap of BTC' }).waitFor();
    await page.getByText('461 of 461 parcels checked').first().waitFor();
    await page.getByRole('img', { name: 'Plan of 461 parcels' }).waitFor();
    // The first block of all took work that anybody can do by now: nobody is told that it is proof.
    await fern.visit('/district#1');
    await page.getByText('The land is not checked yet').first().waitFor();
    expect(fern.complaints).toEqual([]);
  },
);
