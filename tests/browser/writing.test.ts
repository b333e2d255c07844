import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

let nabo: Nabo;
let fern: Person;

beforeAll(async () => {
  nabo = await startNabo({ seed: 'story' });
  fern = await arrive(nabo.url);
  await fern.visit();
  await fern.page.getByRole('article').first().waitFor();
});

afterAll(async () => {
  await fern[Symbol.asyncDispose]();
  await nabo[Symbol.asyncDispose]();
});

const box = () => fern.page.getByRole('textbox', { name: 'Post text' });
const openComposer = () => fern.page.getByRole('button', { name: 'New post' }).click();
const post = async (): Promise<void> => {
  await fern.page.getByRole('button', { name: 'Post', exact: true }).click();
  await box().waitFor({ state: 'detached' });
};

test('two taps from Post to a first post, and nothing is asked in between', async () => {
  const { page } = fern;
  await openComposer();
  await page.getByText('A key of your own is made with the first post').waitFor();
  await page.getByText('For good.').waitFor();
  await box().fill('Well considered.');
  await post();
  await fern.sees('Well considered.', 'Seen');
  // What is known is not said twice.
  await openComposer();
  await box().waitFor();
  expect(await page.getByText('For good.').count()).toBe(0);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await box().waitFor({ state: 'detached' });
  expect(fern.complaints).toEqual([]);
});

test('a picture goes without its place and camera, and with words for whoever does not see it', async () => {
  const { page } = fern;
  const secret = 'GPS 59.9139N 10.7522E';
  await openComposer();
  await box().fill('My window, and nobody knows where.');
  await page.getByLabel('Add a picture').setInputFiles({
    name: 'window.jpg',
    mimeType: 'image/jpeg',
    buffer: await photo(secret),
  });
  await page.getByText('without place and camera').waitFor();
  // No picture goes without words about it.
  expect(await page.getByRole('button', { name: 'Post', exact: true }).isDisabled()).toBe(true);
  await page.getByLabel('What is on it').fill('A window with a lamp');
  await page.getByLabel('Small').check();
  await post();
  await fern.sees('My window', 'Seen');
  await fern.post('My window').getByRole('img', { name: 'A window with a lamp' }).waitFor();

  const id = await fern.post('My window').getAttribute('data-id');
  const answer = await fetch(`${nabo.devnetUrl}/1sat/beef/${id?.slice(0, 64)}/tx`);
  const raw = Buffer.from(await answer.arrayBuffer());
  expect(answer.ok && raw.length > 500).toBe(true);
  expect(raw.includes('A window with a lamp')).toBe(true);
  expect(raw.includes(secret)).toBe(false);
  expect(raw.includes('Exif')).toBe(false);
  expect(fern.complaints).toEqual([]);
});

test('names that were read are offered while they are written, and other drafts are listed', async () => {
  const { page } = fern;
  await openComposer();
  await box().pressSequentially('Ask @mi');
  await page.getByRole('option', { name: '@mira.bitter' }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => box().inputValue(), { timeout: 20_000 }).toBe('Ask @mira.bitter ');
  await page.getByText('Draft kept on this device').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await box().waitFor({ state: 'detached' });

  await fern.post('Well considered.').getByRole('button', { name: 'Reply' }).click();
  await page.getByRole('button', { name: 'Drafts' }).click();
  await page.getByRole('button', { name: /^Ask @mira.bitter/ }).click();
  await expect.poll(() => box().inputValue(), { timeout: 20_000 }).toBe('Ask @mira.bitter ');
  await page.getByRole('heading', { name: 'Write a post' }).waitFor();
  await box().fill('');
  await page.keyboard.press('Escape');
  expect(fern.complaints).toEqual([]);
});

test('several posts are written with one press, and stand as a talk', async () => {
  const { page } = fern;
  await openComposer();
  await box().fill('One lamp is lit.');
  await page.getByRole('button', { name: 'Add another post' }).click();
  const second = page.getByRole('textbox', { name: 'Post text, 2 of 2' });
  await expect.poll(() => second.evaluate((field) => field === document.activeElement)).toBe(true);
  await second.fill('Then the next one.');
  await page.getByRole('button', { name: 'Post all 2' }).click();
  await second.waitFor({ state: 'detached' });
  await fern.sees('One lamp is lit.', 'Seen');
  await fern.sees('Then the next one.', 'Seen');
  await fern.post('Then the next one.').getByText('One lamp is lit.').waitFor();
  expect(fern.complaints).toEqual([]);
});

/** A JPEG that the browser drew, with EXIF put behind its head as a camera does. */
async function photo(secret: string): Promise<Buffer> {
  const drawn = await fern.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1_600, 900);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.fillStyle = 'teal';
    context.fillRect(0, 0, 1_600, 900);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const exif = Buffer.concat([Buffer.from('Exif\0\0II*\0\b\0\0\0\0\0', 'latin1'), Buffer.from(secret)]);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  const jpeg = Buffer.from(drawn);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}
