import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { SettingsScreen } from '#components/settings/settings-screen.tsx';
import { isOutpoint } from '#lib/bytes/brand.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { fakeNotices } from '#tests/support/fake-notices.ts';
import { author } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const OUTPOINT = `${'ab'.repeat(32)}_0`;

describe('the settings', () => {
  test('name what is not shown, and take each of it back', async () => {
    const client = createFakeClient();
    if (!isOutpoint(OUTPOINT)) throw new Error('not an outpoint');
    await client.keep({ kind: 'hide', id: OUTPOINT, on: true });
    await client.keep({ kind: 'mute-word', id: 'lottery', on: true });
    const { user } = renderScreen(<SettingsScreen />, client, '/settings');
    const list = within(await screen.findByRole('list', { name: 'What you do not see' }));
    expect(list.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^lottery.*Muted word/),
      expect.stringMatching(/^abab.*Hidden post/),
    ]);
    for (let left = 2; left > 0; left -= 1) {
      await user.click((await screen.findAllByRole('button', { name: 'Show again' }))[0] ?? document.body);
      await waitFor(() =>
        expect(screen.queryAllByRole('button', { name: 'Show again' })).toHaveLength(left - 1),
      );
    }
    expect(await client.kept('hide')).toEqual([]);
    expect(await client.kept('mute-word')).toEqual([]);
    expect(await screen.findByText(/Nothing is muted, blocked or hidden/)).toBeVisible();
  });

  test('take a list of whom others block, say by whom it is, and take it back by one press', async () => {
    const client = createFakeClient();
    const { user } = renderScreen(<SettingsScreen />, client, '/settings');
    const field = await screen.findByLabelText('Bring in a list of blocked keys');
    await user.upload(field, new File(['{}'], 'x.json', { type: 'application/json' }));
    expect(await screen.findByText('That is no list of blocked keys.')).toBeVisible();
    const keys = ['ab'.repeat(20), 'cd'.repeat(20)];
    const text = JSON.stringify({ nabo: 'blocked', v: 1, name: 'Blocked by mira', keys });
    await user.upload(field, new File([text], 'blocked.json', { type: 'application/json' }));
    const lists = await screen.findByRole('list', { name: 'Lists of others whom you block' });
    expect(lists).toHaveTextContent('Blocked by miraA list of others: 2 keys');
    expect((await client.kept('block-listed')).map(({ id }) => id.slice(0, 40))).toEqual(keys);
    await user.click(within(lists).getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(lists).not.toBeInTheDocument());
    expect(await client.kept('block-listed')).toEqual([]);
  });

  test('publish whom one follows, one by one, after saying what that means, and take it back', async () => {
    const [mira, tomo] = [author('mira'), author('tomo')];
    const client = createFakeClient({
      follows: [
        { author: mira, name: { bapId: 'Go8vCHAa4S6AhXKTABGpANiz35J' }, said: [] },
        { author: tomo, name: { key: tomo.key ?? '' }, said: [{ of: { key: tomo.key ?? '' }, mined: true }] },
      ],
    });
    const publish = vi.spyOn(client, 'publish');
    const { user } = renderScreen(<SettingsScreen />, client, '/settings');
    const list = within(await screen.findByRole('list', { name: 'Whom you follow' }));
    expect(screen.getByText(/You follow 2 people, of whom 1 in public.*for ever/)).toBeVisible();
    const [first, second] = list.getAllByRole('listitem');
    expect(first).toHaveTextContent(/In private. It has an identity on the chain/);
    expect(second).toHaveTextContent(/In public, in a block/);
    expect(publish).not.toHaveBeenCalled();
    await user.click(list.getByRole('button', { name: 'Publish that you follow mira.bitter' }));
    // With what the screen said that it costs.
    const cost = [expect.any(Number)];
    const follow = { kind: 'follow', of: { bapId: 'Go8vCHAa4S6AhXKTABGpANiz35J' }, on: true };
    expect(publish).toHaveBeenCalledWith(follow, [], cost);
    await waitFor(() => expect(first).toHaveTextContent(/On its way into public/));
    client.refuse('full');
    await user.click(list.getByRole('button', { name: 'Take back that you follow tomo.bitter' }));
    expect(publish).toHaveBeenLastCalledWith({ kind: 'follow', of: { key: tomo.key }, on: false }, [], cost);
    expect(await screen.findByText(/could not be stored, so nothing has changed/)).toBeVisible();
    expect(second).toHaveTextContent(/In public, in a block/);
  });

  test('ask for notices by a switch alone, and say what the browser said', async () => {
    const desk = fakeNotices();
    const asked = vi.spyOn(desk, 'switch');
    const { user, unmount } = renderScreen(
      <SettingsScreen />,
      createFakeClient({ notices: desk }),
      '/settings',
    );
    const one = await screen.findByRole('switch', { name: 'Tell me what names me' });
    expect(one).not.toBeChecked();
    expect(asked).not.toHaveBeenCalled();
    await user.click(one);
    expect(asked).toHaveBeenCalledWith(true, {
      title: 'Something for you on Nabo',
      body: 'Neighbours brought something that names you or your posts.',
      lang: 'en',
    });
    await waitFor(() => expect(one).toBeChecked());
    await user.click(one);
    await waitFor(() => expect(one).not.toBeChecked());
    unmount();

    const refusing = createFakeClient({ notices: fakeNotices('refused') });
    const second = renderScreen(<SettingsScreen />, refusing, '/settings');
    await second.user.click(await screen.findByRole('switch', { name: 'Tell me what names me' }));
    expect(await screen.findByText(/^The browser did not allow it/)).toBeVisible();
    second.unmount();
    renderScreen(<SettingsScreen />, createFakeClient({ notices: fakeNotices('unsupported') }), '/settings');
    expect(await screen.findByText(/^This browser does not look around/)).toBeVisible();
  });

  test('save everything held as a file, and say what came out of one', async () => {
    const client = createFakeClient();
    const saved = vi.spyOn(client, 'exportHeld');
    const taken = vi.spyOn(client, 'importHeld').mockResolvedValue({
      transactions: 12,
      news: 7,
      kept: 2,
      refused: [],
    });
    URL.createObjectURL = () => 'blob:nowhere';
    URL.revokeObjectURL = () => undefined;
    HTMLAnchorElement.prototype.click = () => undefined;
    const { user } = renderScreen(<SettingsScreen />, client, '/settings');
    const save = await screen.findByRole('button', { name: 'Save' });
    await waitFor(() => expect(save).toBeEnabled());
    await user.click(save);
    expect(await screen.findByText(/your key is not/)).toBeVisible();
    expect(saved).toHaveBeenCalledOnce();
    const file = new File(['NABO held 1'], 'everything.nabo');
    await user.upload(screen.getByLabelText('Bring in a file of everything held'), file);
    expect(await screen.findByText(/12 transactions were in it, 7 of them new here/)).toBeVisible();
    expect(taken).toHaveBeenCalledWith(file);
  });

  test('say what was wrong with a file, and that the rest stays', async () => {
    const client = createFakeClient();
    vi.spyOn(client, 'importHeld').mockResolvedValue({
      transactions: 3,
      news: 3,
      kept: 0,
      refused: [],
      issue: { code: 'held-file-cut', message: 'The file ends before its end.' },
    });
    const { user } = renderScreen(<SettingsScreen />, client, '/settings');
    const input = await screen.findByLabelText('Bring in a file of everything held');
    await waitFor(() => expect(input).toBeEnabled());
    await user.upload(input, new File(['x'], 'x.nabo'));
    expect(await screen.findByText(/ends before its end.*stays: 3 new/)).toBeVisible();
  });

  test('say how much of each kind may be held, and take another amount', async () => {
    const { client, user } = renderScreen(<SettingsScreen />, createFakeClient(), '/settings');
    const pictures = within(await screen.findByRole('group', { name: 'Pictures and pages' }));
    expect(pictures.getByRole('radio', { name: '256 MB' })).toBeChecked();
    await user.click(pictures.getByRole('radio', { name: '64 MB' }));
    await waitFor(() => expect(pictures.getByRole('radio', { name: '64 MB' })).toBeChecked());
    expect(await client.caps()).toMatchObject({ media: { chosen: 64 }, packed: { chosen: 1_024 } });
  });
});
