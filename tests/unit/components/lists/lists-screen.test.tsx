import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { ListsScreen } from '#components/lists/lists-screen.tsx';
import { ProfileScreen } from '#components/profile/profile-screen.tsx';
import { createFakeClient, type FakeClient } from '#tests/support/fake-client.ts';
import { keyOf } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const TOBI = keyOf('tobi');
const RUNA = keyOf('runa');

async function bakers(...keys: readonly string[]): Promise<FakeClient> {
  const client = createFakeClient();
  await client.keep({ kind: 'list', id: 'Bakers', on: true });
  for (const id of keys) await client.keep({ kind: 'listed', id, list: 'Bakers', on: true });
  return client;
}
const peopleIn = async (client: FakeClient) => (await client.lists())[0]?.people.map(({ key }) => key);

describe('all lists', () => {
  test('begin with none, and a name makes one that is open then', async () => {
    const { client, user } = renderScreen(<ListsScreen />, createFakeClient(), '/lists');
    expect(await screen.findByText('No lists yet')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Make it' })).toBeDisabled();
    await user.type(
      screen.getByRole('textbox', { name: 'Name of a new list' }),
      '  Bread   and cake {Enter}',
    );
    expect(await screen.findByRole('heading', { name: 'Bread and cake', level: 1 })).toBeInTheDocument();
    expect(window.location.hash).toBe('#Bread%20and%20cake');
    expect(await screen.findByText('Nobody is in this list yet')).toBeInTheDocument();
    expect(await client.lists()).toEqual([{ name: 'Bread and cake', people: [] }]);
  });

  test('say how many are in each and lead to it, and no two have one name', async () => {
    const { user } = renderScreen(<ListsScreen />, await bakers(TOBI, RUNA), '/lists');
    const list = await screen.findByRole('link', { name: /Bakers.*2 people/ });
    expect(list).toHaveAttribute('href', '/lists#Bakers');
    await user.type(screen.getByRole('textbox'), 'Bakers');
    expect(await screen.findByText('There is a list of that name.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Make it' })).toBeDisabled();
  });
});

describe('a list', () => {
  test('shows what its people wrote and nobody else', async () => {
    renderScreen(<ListsScreen />, await bakers(RUNA), '/lists#Bakers');
    const posts = await screen.findByRole('feed', { name: 'Posts of the list Bakers' });
    const articles = within(posts).getAllByRole('article');
    expect(articles.length).toBeGreaterThan(0);
    for (const article of articles) expect(within(article).getByText('runa')).toBeInTheDocument();
  });

  test('takes people by handle, says whom this device does not know, and lets them go', async () => {
    const { client, user } = renderScreen(<ListsScreen />, await bakers(RUNA), '/lists#Bakers');
    await user.click(await screen.findByRole('button', { name: '1 person' }));
    const dialog = screen.getByRole('dialog', { name: 'Bakers' });
    const field = within(dialog).getByRole('combobox', { name: 'Add by handle or key' });
    await user.type(field, 'nobody at all{Enter}');
    expect(await within(dialog).findByText(/knows nobody who is called nobody at all.bitter/)).toBeVisible();
    await user.clear(field);
    await user.type(field, '@Tobi{Enter}');
    const added = await within(dialog).findByRole('button', { name: /^Remove tobi/ });
    expect(await peopleIn(client)).toEqual(expect.arrayContaining([TOBI, RUNA]));
    await user.type(field, 'tobi.bitter{Enter}');
    expect(await within(dialog).findByText('They are in it already.')).toBeInTheDocument();
    await user.click(added);
    await waitFor(async () => expect(await peopleIn(client)).toEqual([RUNA]));
  });

  test('is deleted after one plain question, and its people stay', async () => {
    const { client, user } = renderScreen(<ListsScreen />, await bakers(RUNA), '/lists#Bakers');
    await user.click(await screen.findByRole('button', { name: 'Delete this list' }));
    const dialog = screen.getByRole('dialog', { name: 'Delete Bakers?' });
    await user.click(within(dialog).getByRole('button', { name: 'Keep it' }));
    expect(await peopleIn(client)).toEqual([RUNA]);
    await user.click(screen.getByRole('button', { name: 'Delete this list' }));
    await user.click(await screen.findByRole('button', { name: 'Delete the list' }));
    expect(await screen.findByRole('heading', { name: 'Lists', level: 1 })).toBeInTheDocument();
    expect(await client.lists()).toEqual([]);
  });

  test('that is not there says where lists live', async () => {
    renderScreen(<ListsScreen />, createFakeClient(), '/lists#Elsewhere');
    expect(await screen.findByText('No list of that name')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'To your lists' })).toHaveAttribute('href', '/lists');
  });

  test('says so when a change could not be stored', async () => {
    const client = await bakers(RUNA);
    const { user } = renderScreen(<ListsScreen />, client, '/lists#Bakers');
    await user.click(await screen.findByRole('button', { name: '1 person' }));
    client.keep = () => Promise.reject(new Error('full'));
    await user.click(await screen.findByRole('button', { name: /^Remove runa/ }));
    expect(await screen.findByText(/could not be stored/)).toBeInTheDocument();
    expect(await peopleIn(client)).toEqual([RUNA]);
  });
});

test('somebody goes into a list, and out of it, from their profile', async () => {
  const { client, user } = renderScreen(<ProfileScreen />, await bakers(), `/profile#${TOBI}`);
  await user.click(await screen.findByRole('button', { name: 'Lists' }));
  const dialog = await screen.findByRole('dialog', { name: 'In which lists' });
  const box = await within(dialog).findByRole('checkbox', { name: 'Bakers' });
  await user.click(box);
  await waitFor(() => expect(box).toBeChecked());
  expect(await peopleIn(client)).toEqual([TOBI]);
  await user.click(box);
  await waitFor(() => expect(box).not.toBeChecked());
  await user.type(within(dialog).getByRole('textbox'), 'Cake{Enter}');
  await waitFor(() => expect(within(dialog).getByRole('checkbox', { name: 'Cake' })).toBeChecked());
});
