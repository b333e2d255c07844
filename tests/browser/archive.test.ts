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
    await post.getByRole('button', { name: '1 Like' }).waitFor();
    const words = await fern.page.locator('main').innerText();
    expect(words).not.toMatch(/in block [\d,]+/i);
    expect(fern.complaints).toEqual([]);
  },
);
