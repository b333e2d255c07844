import { base64 } from '@scure/base';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { deriveKeys } from '#lib/wallet/keys.ts';
import { seedOf, wordsOf } from '#lib/wallet/words.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { hearWorkers, pageHeap, pageStorage } from '#tests/support/page-memory.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// One story on one devnet: a key is used, copied, brought back in another browser, locked there; and at the end it is
// looked for in the first browser, everywhere but where it belongs.

const PASSPHRASE = 'seven lamps on the sill';
const POST = 'The key is under the third pot.';

let nabo: Nabo;
let fern: Person;
let moss: Person;
/** The encrypted file, where the browser put it. */
let copy: string;
let balance: string;

beforeAll(async () => {
  nabo = await startNabo();
  [fern, moss] = await Promise.all([arrive(nabo.url), arrive(nabo.url)]);
  await hearWorkers(fern.profile, '/signer.js');
}, 120_000);

afterAll(async () => {
  await Promise.all([fern, moss].map((person) => person[Symbol.asyncDispose]()));
  await nabo[Symbol.asyncDispose]();
});

const balanceOf = async ({ page }: Person): Promise<string> =>
  (await page
    .getByText(/^[\d,]+ sat$/)
    .first()
    .textContent()) ?? '';

test('a key is made with the first claim, and an encrypted file is saved of it', async () => {
  const { page } = fern;
  await fern.visit('/handle');
  await page.getByRole('textbox', { name: 'Name' }).fill('fern');
  await page.getByText('Nobody has it').waitFor();
  await page.getByRole('button', { name: 'Claim fern.bitter' }).click();
  await page.getByText('Waits for a block').first().waitFor();
  await fern.visit('/district#7');
  await page.getByRole('button', { name: 'Claim it' }).click();
  await page.getByText('Waits for a block').first().waitFor();
  await fern.visit();
  await fern.write(POST);
  await fern.sees(POST, 'Seen');
  await nabo.mine();
  await fern.sees(POST, /In block \d+/);

  // There is something to lose now, and it is asked for once.
  await fern.visit('/me');
  await page.getByRole('link', { name: /Save a copy of your key/ }).click();
  await page.getByRole('heading', { name: 'One copy of your key exists.' }).waitFor();
  await page.getByRole('button', { name: 'Save an encrypted file' }).click();
  const dialog = page.getByRole('dialog', { name: 'An encrypted file' });
  await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
  await dialog.getByLabel('The same again').fill(PASSPHRASE);
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save the file' }).click();
  copy = await (await saved).path();
  await page.getByRole('heading', { name: 'Your key has a second copy.' }).waitFor();
  await fern.visit('/me');
  await page.getByText('there is a copy of it').waitFor();
  balance = await balanceOf(fern);
});

test('another browser finds posts, name, land and coins again by that file', async () => {
  const { page } = moss;
  await moss.visit('/account');
  await page.getByRole('button', { name: 'Choose' }).click();
  const dialog = page.getByRole('dialog', { name: 'From an encrypted file' });
  await dialog.getByLabel('The file').setInputFiles(copy);
  await dialog.getByLabel('Its passphrase').fill('eight lamps on the sill');
  await dialog.getByRole('button', { name: 'Bring it back' }).click();
  await dialog.getByText('That does not open it.').waitFor();
  await dialog.getByLabel('Its passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Bring it back' }).click();
  await page.getByRole('heading', { name: 'Your key has a second copy.' }).waitFor();

  await moss.visit('/me');
  await moss.post(POST).waitFor();
  await page.getByText('fern', { exact: true }).first().waitFor();
  await page.getByRole('link', { name: /\b7\b/ }).first().waitFor();
  expect(await balanceOf(moss)).toBe(balance);
});

test('with a passphrase a post waits for it, and goes once it is typed', async () => {
  const { page } = moss;
  await moss.visit('/account');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Lock with a passphrase' });
  await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
  await dialog.getByLabel('The same again').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Set it' }).click();
  await page.getByRole('button', { name: 'Lock now' }).click();
  await page.getByRole('heading', { name: 'Your key is locked.' }).waitFor();

  await moss.visit();
  await moss.write('Said behind a locked door.');
  await moss.sees('Said behind a locked door.', /Your key is locked/);
  await moss.visit('/account');
  await page.getByLabel('Passphrase').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await page.getByRole('button', { name: 'Lock now' }).waitFor();
  await moss.visit();
  await moss.sees('Said behind a locked door.', /Seen|On its way/);
  expect(moss.complaints).toEqual([]);
});

test('the key is nowhere but in its vault and the signer', async () => {
  const { page } = fern;
  await fern.visit('/account');
  await page.getByRole('button', { name: 'Show' }).click();
  const dialog = page.getByRole('dialog', { name: 'Twelve words' });
  await dialog.locator('canvas').waitFor();
  // What the worker drew has come to the screen: there is ink on the paper.
  await expect.poll(() => hasInk(page), { timeout: 30_000 }).toBe(true);
  // The signer has its keys open while we look.
  await page.evaluate(
    () => void Object.assign(globalThis, { mark: ['a mark', 'to be found'].join(' of ours ') }),
  );
  const heap = await pageHeap(page);
  const heard = await page.evaluate(() => globalThis.heardFromWorkers?.join('\n') ?? '');
  const stored = await pageStorage(page);
  const sent = nabo.taps.host.sent() + nabo.taps.devnet.sent();

  // Controls: each place was looked at, and what is there is found.
  const controls = [
    [heap, 'a mark of ours to be found'],
    [heard, '"type":"answer"'],
    [stored, POST],
    [stored, 'nabo-core'],
    [sent, 'POST /api/broadcast'],
  ] as const;
  for (const [content, known] of controls) expect(content.includes(known), known).toBe(true);

  // Only now does the test open the vault, as anybody could who runs scripts on this device.
  const secret = fromHex(await openVault(page)) ?? new Uint8Array(0);
  expect(secret).toHaveLength(16);
  const keys = deriveKeys(secret, 'devnet', 2);
  const seed = seedOf(secret);
  expect(stored.includes(toHex(keys.author.hash))).toBe(true);
  const secrets = [secret, seed, ...Object.values(keys).map(({ secretKey }) => secretKey)];
  const needles = [
    wordsOf(secret),
    wordsOf(secret).split(' ').slice(0, 3).join(' '),
    ...secrets.flatMap((bytes) => [
      toHex(bytes),
      toHex(bytes).toUpperCase(),
      base64.encode(bytes),
      Array.from(bytes).join(','),
      String.fromCharCode(...bytes),
    ]),
  ];
  for (const [place, content] of Object.entries({ heap, heard, stored, sent })) {
    const found = needles.filter((needle) => content.includes(needle));
    expect(found.length, place).toBe(0);
  }
  expect(fern.complaints).toEqual([]);
});

/** Whether a screenshot of the paper has more than one colour: a canvas that a worker draws cannot be read by the page. */
async function hasInk(page: Page): Promise<boolean> {
  const picture = await page.locator('canvas').screenshot();
  // A picture of one colour compresses to next to nothing.
  return picture.length > 2_000;
}

/** Opens the vault by this device's own key, in the page: what a script of our origin could do. Gives the secret in hex. */
function openVault(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error as Error));
      });
    const hexOf = (bytes: Uint8Array): string =>
      Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    type Sealed = { readonly iv: Uint8Array<ArrayBuffer>; readonly sealed: Uint8Array<ArrayBuffer> };
    const all = await indexedDB.databases();
    const name = all.map(({ name: each = '' }) => each).find((each) => each.startsWith('nabo-core'));
    const database = await settled(indexedDB.open(name ?? ''));
    const row = (await settled(database.transaction('vault').objectStore('vault').get('main'))) as {
      readonly binding: Uint8Array;
      readonly secret: Sealed;
      readonly wraps: readonly (Sealed & { readonly kind: string; readonly key: CryptoKey })[];
    };
    database.close();
    const sealing = ({ iv }: Sealed, part: string) => ({
      name: 'AES-GCM',
      iv,
      additionalData: new TextEncoder().encode(`nabo vault 2 ${hexOf(row.binding)} ${part} `),
      tagLength: 128,
    });
    const wrap = row.wraps.find(({ kind }) => kind === 'device');
    if (wrap === undefined) throw new Error('this device does not open it');
    const AES = { name: 'AES-GCM', length: 256 };
    const dataKey = await crypto.subtle.unwrapKey(
      'raw',
      wrap.sealed,
      wrap.key,
      sealing(wrap, 'device'),
      AES,
      false,
      ['decrypt'],
    );
    const secret = await crypto.subtle.decrypt(sealing(row.secret, 'secret'), dataKey, row.secret.sealed);
    return hexOf(new Uint8Array(secret));
  });
}
