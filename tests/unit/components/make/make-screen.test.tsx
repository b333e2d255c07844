import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MakeScreen } from '#components/make/make-screen.tsx';
import { toEstimate, intentsOf, worksOf } from '#components/make/making.ts';
import { draftTransactions } from '#lib/client/draft-transactions.ts';
import type { DraftFile, InscriptionDesk } from '#lib/client/inscriptions.ts';
import { MediaDesk } from '#lib/media/media-desk.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { NO_INSCRIPTIONS } from '#tests/support/no-inscriptions.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const media = new MediaDesk({ network: 'devnet', lookups: [], now: () => 0 });

/** The viewer's own lines, without the worker that they run in. */
const desk: InscriptionDesk = {
  ...NO_INSCRIPTIONS,
  async preview(files) {
    const last = draftTransactions(files).at(-1);
    return last && (await media.open({ txid: last.txid }, last.raw))?.view;
  },
};

const show = () => renderScreen(<MakeScreen />, createFakeClient({ inscriptions: desk }), '/make');
const bytes = (text: string) => new TextEncoder().encode(text);
const inscribe = () => screen.getByRole('button', { name: 'Inscribe' });

test('words are shown as readers will see them, with their cost, and go when somebody says so', async () => {
  const { user, client } = show();
  expect(inscribe()).toBeDisabled();
  await user.type(await screen.findByRole('textbox', { name: 'Words' }), 'Bread at six.');
  await user.type(screen.getByLabelText(/What it is called/), 'Bread');
  const preview = await screen.findByRole('region', { name: 'As readers will see it' });
  expect(await within(preview).findByText('Bread at six.')).toBeVisible();
  expect(screen.getByText('Costs')).toBeVisible();
  await waitFor(() => expect(inscribe()).toBeEnabled());
  await user.click(inscribe());
  const made = await screen.findByRole('region', { name: /^Made here/ });
  expect(within(made).getByText('Bread')).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'Words' })).toHaveValue('');
  const [view] = await client.publications();
  expect(view?.publication.intent).toMatchObject({
    kind: 'inscribe',
    name: 'Bread',
    contentType: 'text/plain;charset=utf-8',
    body: bytes('Bread at six.'),
  });
});

test('words that would be a claim go as Markdown, and a page is shown shut', async () => {
  const { user, client } = show();
  await user.type(await screen.findByRole('textbox', { name: 'Words' }), '404.bitmap');
  await waitFor(() => expect(inscribe()).toBeEnabled());
  await user.click(inscribe());
  await waitFor(async () =>
    expect((await client.publications())[0]?.publication.intent).toMatchObject({
      contentType: 'text/markdown;charset=utf-8',
    }),
  );
  await user.click(screen.getByRole('radio', { name: 'Web page' }));
  await user.type(screen.getByLabelText('Source of the page (HTML)'), '<p>Bread');
  expect(await screen.findByRole('button', { name: 'Run this page' })).toBeVisible();
});

test('a site is made of files that are said when they cannot be written, and its way is one', async () => {
  const { user, client } = show();
  await user.click(await screen.findByRole('radio', { name: 'Site' }));
  const file = (name: string, body: string) => new File([body], name);
  await user.upload(screen.getByLabelText('Choose files'), [
    file('style.css', 'p{color:red}'),
    file('tool.exe', 'MZ'),
    file('.hidden', 'x'),
  ]);
  expect(await screen.findByText('tool.exe is of no kind that readers show.')).toBeVisible();
  expect(screen.getByText('A site opens with index.html, which is not among them yet.')).toBeVisible();
  expect(inscribe()).toBeDisabled();
  await user.upload(screen.getByLabelText('Choose files'), [file('index.html', '<p>Bread')]);
  const files = await screen.findByRole('list', { name: 'Files of the site' });
  await waitFor(() => expect(within(files).getAllByRole('listitem')).toHaveLength(2));
  // One file was shown as a site, too, and its card goes when that of both comes.
  expect(await screen.findByText(/^A site of 2 files/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Run this site' })).toBeVisible();
  await waitFor(() => expect(inscribe()).toBeEnabled());
  await user.click(inscribe());
  const made = await screen.findByRole('region', { name: /^Made here/ });
  expect(within(made).getByText(/^0 of 3 seen/)).toBeVisible();
  const rows = await client.publications();
  for (const [at, { id }] of rows.entries()) client.move(id, at === 0 ? 'sent' : 'seen');
  expect(await within(made).findByText(/^2 of 3 seen/)).toBeVisible();
  for (const { id } of rows) client.move(id, 'in-block');
  expect(await within(made).findByText('All 3 in blocks')).toBeVisible();
});

test('a parcel that the reader does not hold takes no picture', async () => {
  renderScreen(<MakeScreen />, createFakeClient({ inscriptions: desk }), '/make#3.110.bitmap');
  expect(await screen.findByText('3.110.bitmap is not yours, so nothing can be put on it.')).toBeVisible();
  expect(screen.queryByRole('radio', { name: 'Words' })).not.toBeInTheDocument();
  expect(screen.getByLabelText('Choose a picture')).toBeVisible();
});

test('files become one intent and what goes on with it, and works are found again among publications', async () => {
  const file = (path: string): DraftFile => ({ path, contentType: 'text/css', body: bytes(path) });
  const files = ['a.css', 'b.css', 'index.html'].map(file);
  const [intent, then] = intentsOf(files, ' Bread ');
  expect(intent).toEqual({ kind: 'inscribe', name: 'a.css', contentType: 'text/css', body: bytes('a.css') });
  expect(then.at(-1)).toEqual({
    kind: 'site',
    name: 'Bread',
    files: files.map(({ path }, part) => ({ path, part })),
  });
  expect(toEstimate([intent, then])).toHaveLength(4);
  const client = createFakeClient();
  await client.publish(intent, then);
  await client.publish({ kind: 'inscribe', contentType: 'text/css', body: bytes('c') });
  await client.publish({ kind: 'post', text: 'No work of this kind.' });
  const works = worksOf(await client.publications());
  expect(works.map(({ name, parts }) => [name, parts.length])).toEqual([
    [undefined, 1],
    ['Bread', 4],
  ]);
});
