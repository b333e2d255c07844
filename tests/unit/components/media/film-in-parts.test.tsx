import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { InscriptionScreen } from '#components/media/inscription-screen.tsx';
import { asTxid } from '#lib/bytes/brand.ts';
import type { FilmState, FilmView } from '#lib/client/films.ts';
import type { InscriptionDesk } from '#lib/client/inscriptions.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { NO_INSCRIPTIONS } from '#tests/support/no-inscriptions.ts';
import { content, HASH, open } from '#tests/support/open-inscription.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const FILM: FilmView = {
  txid: asTxid(HASH),
  vout: 0,
  contentType: 'video/webm',
  bytes: 20_000_000,
  txBytes: 20_000_200,
  heldBytes: 131_072,
  state: 'coming',
};

/** The viewer over a film, with what its player was told. */
function show(film: FilmView = FILM, given: Partial<InscriptionDesk> = {}) {
  const listeners = new Set<() => void>();
  const played = { times: 0, closed: 0 };
  let view = film;
  const inscriptions: InscriptionDesk = {
    ...NO_INSCRIPTIONS,
    open: async () => ({ state: 'parts', film }),
    async play() {
      played.times += 1;
      return {
        address: '/film/a-name',
        view: () => view,
        subscribe(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        close: () => void (played.closed += 1),
      };
    },
    ...given,
  };
  const turn = (state: FilmState, heldBytes = view.heldBytes): void =>
    act(() => {
      view = { ...view, state, heldBytes };
      for (const listener of listeners) listener();
    });
  return {
    played,
    turn,
    ...renderScreen(<InscriptionScreen />, createFakeClient({ inscriptions }), `/i#${HASH}`),
  };
}

const video = () => screen.queryByLabelText<HTMLVideoElement>('Film without a description');

test('nothing comes before a press that says how much; then it waits for another press to play', async () => {
  const { user, played, turn, unmount } = show();
  expect(await screen.findByText(/^A neighbour has it and gives it in parts/)).toBeVisible();
  expect([played.times, video()]).toEqual([0, null]);
  await user.click(screen.getByRole('button', { name: 'Bring it, 20 MB' }));
  await waitFor(() => expect(video()).toHaveAttribute('src', '/film/a-name'));
  expect(video()).toHaveAttribute('preload', 'metadata');
  expect([video()?.autoplay, video()?.controls]).toEqual([false, true]);
  expect(screen.getByText(/whose word it is until all of it is here and checked/)).toBeVisible();
  turn('coming', 10_000_100);
  expect(screen.getByText('10 MB of 20 MB are here.', { exact: false })).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveAttribute('value', '10000100');
  turn('left');
  expect(screen.getByText(/Nobody who has it can be reached/)).toBeVisible();
  turn('whole', FILM.txBytes);
  expect(screen.getByText('All of it is here, and it is what the transaction holds.')).toBeVisible();
  expect([screen.queryByRole('progressbar'), video() === null]).toEqual([null, false]);
  unmount();
  expect(played.closed).toBe(1);
});

test('what turns out to be another transaction is taken away, and said', async () => {
  const { user, turn } = show();
  await user.click(await screen.findByRole('button', { name: 'Bring it, 20 MB' }));
  await waitFor(() => expect(video()).not.toBeNull());
  turn('false');
  expect(video()).toBeNull();
  expect(screen.getByText(/^What came is not what the transaction holds/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

test('a player that gives up is made anew by a press; what is whole is there at once', async () => {
  const { user } = show({ ...FILM, state: 'whole', heldBytes: FILM.txBytes });
  await waitFor(() => expect(video()).not.toBeNull());
  const first = video();
  fireEvent.error(first ?? document.body);
  expect(screen.getByText('This browser cannot play it.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(video()).not.toBe(first);
  expect(video()).not.toBeNull();
});

test('what nobody had is opened as soon as a neighbour says to have it', async () => {
  let tell: (txid: FilmView['txid']) => void = () => undefined;
  let isThere = false;
  show(FILM, {
    open: async () =>
      isThere ? { state: 'parts', film: FILM } : { state: 'absent', name: HASH, askable: [] },
    onHeard(listener) {
      tell = listener;
      return () => undefined;
    },
  });
  expect(await screen.findByText('Not on this device')).toBeVisible();
  isThere = true;
  act(() => tell(FILM.txid));
  expect(await screen.findByRole('button', { name: 'Bring it, 20 MB' })).toBeVisible();
});

test('once all of it is here, what lies around it is shown, and the transaction can be saved', async () => {
  let isWhole = false;
  const { view, verdict } = open({
    kind: 'video',
    content: content({ shownAs: 'video', contentType: 'video/webm' }),
    map: [{ key: 'app', value: 'a projector' }],
  });
  const { user, turn } = show(FILM, {
    open: async () => ({
      state: 'parts',
      film: isWhole ? { ...FILM, state: 'whole', heldBytes: FILM.txBytes } : FILM,
    }),
    film: async () => ({ view, verdict, file: async () => Promise.reject(new Error('it is gone')) }),
  });
  await user.click(await screen.findByRole('button', { name: 'Bring it, 20 MB' }));
  await waitFor(() => expect(video()).not.toBeNull());
  expect(screen.queryByText('Script, operation by operation')).toBeNull();
  isWhole = true;
  turn('whole', FILM.txBytes);
  expect(await screen.findByText('Script, operation by operation')).toBeVisible();
  expect(screen.getByText('a projector')).toBeVisible();
  expect(video()).toHaveAttribute('src', '/film/a-name');
  await user.click(screen.getByRole('button', { name: 'Save transaction' }));
  expect(await screen.findByText('It is no longer on this device.')).toBeVisible();
});
