import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { SOFTWARE_WEBGL } from '#tests/support/chromium.ts';
import { arrive, type Person } from '#tests/support/person.ts';
import { readPng } from '#tests/support/read-png.ts';

let nabo: Nabo;
let fern: Person;

beforeAll(async () => {
  nabo = await startNabo({ seed: 'story' });
  fern = await arrive(nabo.url);
}, 120_000);

afterAll(async () => {
  await fern[Symbol.asyncDispose]();
  await nabo[Symbol.asyncDispose]();
});

/** Runs in the page: whether the map shows so many different colours. */
const showsColours = (least: number): boolean => {
  const canvas = document.querySelector('canvas');
  const context = canvas?.getContext('2d');
  if (canvas == null || context == null) return false;
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size >= least;
};

test('the map is drawn, moved by keys, wheel and pointer, and found again by its address', async () => {
  const { page } = fern;
  await fern.visit('/map#40');
  const map = page.getByRole('application', { name: /Map of \d+ districts/ });
  await map.waitFor();
  // Paper, edges, a tint of the claimed, and the ring of the chosen one.
  await page.waitForFunction(showsColours, 4);
  await page.getByRole('region', { name: '40.bitmap' }).waitFor();
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('region', { name: '41.bitmap' }).waitFor();

  await page.waitForFunction(() => /^#41@[\d.]+,[\d.]+,14$/.test(location.hash));
  const box = await page.locator('canvas').boundingBox();
  if (box === null) throw new Error('the map has no box');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.wheel(0, -300);
  await page.waitForFunction(() => Number(location.hash.split(',')[2]) > 20);
  await page.mouse.click(middle.x, middle.y);
  await page.getByRole('region', { name: '41.bitmap' }).waitFor();

  const seen = await page.evaluate(() => location.hash);
  await page.mouse.down();
  await page.mouse.move(middle.x + 90, middle.y + 20, { steps: 3 });
  await page.mouse.up();
  await page.waitForFunction((before) => location.hash !== before, seen);
  const moved = await page.evaluate(() => location.hash);
  await page.goto('about:blank');
  await fern.visit(`/map${moved}`);
  await page.getByRole('region', { name: '41.bitmap' }).waitFor();
  await page.waitForFunction(showsColours, 4);
  expect(await page.evaluate(() => location.hash)).toBe(moved);

  // Two fingers, moved apart and aside: nearer, and what was between them goes along.
  const devtools = await fern.profile.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number, aside = 0): Promise<unknown> =>
    devtools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        type === 'touchEnd'
          ? []
          : [-1, 1].map((side, id) => ({ x: middle.x + aside + side * apart, y: middle.y, id })),
    });
  const scaleOf = (hash: string): number => Number(hash.split(',')[2]);
  await touch('touchStart', 40);
  for (const apart of [48, 56, 64]) await touch('touchMove', apart, apart - 40);
  await touch('touchEnd', 0);
  await page.waitForFunction((before) => location.hash !== before, moved);
  const pinched = await page.evaluate(() => location.hash);
  expect(scaleOf(pinched) / scaleOf(moved)).toBeCloseTo(1.6, 1);
  // A pinch chooses nothing.
  await page.getByRole('region', { name: '41.bitmap' }).waitFor();

  // Where the system forces its colours, what the map means can still be told apart.
  await page.emulateMedia({ forcedColors: 'active' });
  const looks = await page
    .getByRole('list', { name: 'Legend' })
    .locator('i')
    .evaluateAll((swatches) => swatches.map((swatch) => getComputedStyle(swatch).background));
  expect(looks.length).toBeGreaterThan(4);
  expect(new Set(looks).size).toBe(looks.length);
  await page.emulateMedia({ forcedColors: 'none' });

  // The table reaches the same districts, and opens them.
  const cell = page.getByRole('gridcell', { name: /^41,/ });
  await cell.focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('gridcell', { name: /^42,/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '42.bitmap' }).waitFor();
  expect(fern.complaints).toEqual([]);
});

test('who has no mouse and sees nothing finds, chooses, reads and follows a district', async () => {
  const { page } = fern;
  await fern.visit('/map');
  /** Goes on by Tab until something of this name has the focus. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let steps = 0; steps < 80; steps += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const { activeElement: at } = document;
        const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : undefined;
        return at?.getAttribute('aria-label') ?? label ?? at?.textContent ?? '';
      });
      if (name.test(focused)) return;
    }
    throw new Error(`${name.source} is not reached by Tab`);
  };
  await page.getByRole('application', { name: /Map of/ }).waitFor();
  await tabTo(/^Find a district$/);
  await page.keyboard.type('40 to 44');
  await page.keyboard.press('Enter');
  // Read out, not only drawn.
  await page
    .locator('[aria-live]')
    .getByText(/^5 districts\./)
    .waitFor();
  await page
    .locator('[aria-live]')
    .getByText(/^40\.bitmap, /)
    .waitFor();
  await page.evaluate(() => document.querySelector('h1')?.focus());
  await tabTo(/^Look (?:and claim|around)$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '40.bitmap', exact: true }).waitFor();
  await page.getByText('The land is real').first().waitFor();
  await tabTo(/^Follow$/);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Followed', pressed: true }).waitFor();
  await tabTo(/^0[0-9a-f]{4} .* coins,/);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Parcel 0' }).waitFor();
  expect(await page.locator('main').ariaSnapshot()).toMatch(
    /heading "40\.bitmap"[^]*img "Plan of \d+ parcels?"[^]*list "Legend"[^]*list "Parcels"[^]*button .*\[pressed\]/,
  );
  await page.goBack();
  await page.getByRole('gridcell', { name: /^40, .*followed$/ }).waitFor();
  expect(fern.complaints).toEqual([]);
});

test('a city is drawn, toured by keys, and walked through from block to block', async () => {
  await using reed = await arrive(nabo.url, SOFTWARE_WEBGL);
  const { page } = reed;
  await reed.visit('/district#40');
  await page.getByRole('radio', { name: 'City' }).click();
  const city = page.getByRole('application', { name: /^City of \d+ volumes?$/ });
  await city.and(page.locator('[aria-busy="false"]')).waitFor();
  expect(await page.evaluate(() => location.hash)).toBe('#40@city');
  // Roofs, walls and ground in sun and shade are hundreds of colours; without volumes there are a few letters on paper.
  const colours = async (): Promise<number> => {
    const { rgba } = readPng(await page.locator('canvas').screenshot());
    return new Set(new Uint32Array(rgba.buffer)).size;
  };
  await expect.poll(colours, { timeout: 20_000 }).toBeGreaterThan(200);

  await city.focus();
  await page.keyboard.press('n');
  await page.getByRole('region', { name: 'Parcel 0' }).waitFor();
  await page.keyboard.press('3');
  await page.getByRole('button', { name: 'Ahead' }).waitFor();
  await page.keyboard.down('w');
  await page.keyboard.down('d');
  await page.getByText(/^In 41\.bitmap, \d+ parcels?/).waitFor();
  await page.keyboard.up('w');
  await page.keyboard.up('d');
  // Whoever walked on for another frame or two is a block further, and that one opens.
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('heading', { name: /^4[1-9]\.bitmap$/ }).waitFor();
  expect(reed.complaints).toEqual([]);
});

test('of two claims the first wins, and the rival reads who won', async () => {
  await using moss = await arrive(nabo.url);
  // Coins for both, so that nothing but the race decides.
  for (const [person, height] of [
    [fern, 50],
    [moss, 51],
  ] as const) {
    await person.visit(`/district#${height}`);
    await person.page.getByText('Its block exists').first().waitFor();
    await person.page.getByRole('button', { name: 'Claim it' }).click();
    await person.page.getByText('Waits for a block').first().waitFor();
  }
  await nabo.mine();
  await fern.page.getByText('You were first').first().waitFor();
  await moss.page.getByText('You were first').first().waitFor();

  // Moss's claim is ready and cannot leave yet; Fern's is with the miners first.
  await moss.visit('/district#60');
  await moss.page.getByRole('button', { name: 'Claim it' }).waitFor();
  moss.expect(/net::ERR_|Failed to fetch|404 \(Not Found\)/);
  await moss.profile.setOffline(true);
  await moss.page.getByRole('button', { name: 'Claim it' }).click();
  await moss.page.getByText('Your claim of 60.bitmap').first().waitFor();
  await fern.visit('/district#60');
  await fern.page.getByRole('button', { name: 'Claim it' }).click();
  await fern.page.getByText('Waits for a block').first().waitFor();
  await moss.profile.setOffline(false);
  await moss.page.getByText('Waits for a block').first().waitFor();
  await nabo.mine();
  await fern.page.getByText('You were first').first().waitFor();
  await moss.page.getByText('Somebody was faster').first().waitFor();
  await moss.page
    .getByText(/claimed it before you, in block \d+ by/)
    .first()
    .waitFor();
  expect([...fern.complaints, ...moss.complaints]).toEqual([]);
});
