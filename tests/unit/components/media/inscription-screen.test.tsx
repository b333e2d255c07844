import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { InscriptionScreen } from '#components/media/inscription-screen.tsx';
import { asBlockHash, asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { InscriptionAnswer, InscriptionDesk, OpenInscription } from '#lib/client/inscriptions.ts';
import { asGlb, pyramid } from '#tests/support/models.ts';
import { pngHeader } from '#tests/support/pictures.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { NO_INSCRIPTIONS } from '#tests/support/no-inscriptions.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';
import { content, HASH, ID, open } from '#tests/support/open-inscription.ts';

function show(answer: InscriptionAnswer, given: Partial<InscriptionDesk> = {}, address = `/i#${ID}`) {
  const asked: string[] = [];
  const inscriptions: InscriptionDesk = {
    open: async () => answer,
    ask: async (_name, of) => {
      asked.push(of);
      return open();
    },
    preview: async () => undefined,
    compose: async () => undefined,
    prove: async () => undefined,
    answer: async () => undefined,
    model: async () => undefined,
    play: async () => undefined,
    film: async () => undefined,
    onHeard: () => () => undefined,
    tracers: ['a.example'],
    trace: async () => undefined,
    ...given,
  };
  return { asked, ...renderScreen(<InscriptionScreen />, createFakeClient({ inscriptions }), address) };
}

test('a handle opens the page that its holder chose, and says when there is none', async () => {
  show(open({ kind: 'page' }), {}, '/i#mira.bitter');
  expect(await screen.findByText('No page is chosen for mira.bitter')).toBeVisible();
  cleanup();
  const client = createFakeClient({ inscriptions: { ...NO_INSCRIPTIONS, open: async () => open() } });
  const profile = await client.profile('fen.bitter');
  client.profile = async () => profile && { ...profile, alias: { page: toOutpoint(asTxid(HASH), 0) } };
  renderScreen(<InscriptionScreen />, client, '/i#fen.bitter');
  expect(await screen.findByRole('heading', { level: 1, name: 'fen.bitter' })).toBeVisible();
  await waitFor(() => expect(document.querySelector(`[data-id="${ID}"]`)).not.toBeNull());
});

test('what is kept stays, a site with all of its files, until somebody lets it go', async () => {
  const files = [1, 2].map((vout) => ({ path: `${vout}.html`, id: toOutpoint(asTxid(HASH), vout) }));
  const site = open({ kind: 'json', content: content({ shownAs: 'site', files }) });
  const { user, client } = show(site);
  await user.click(await screen.findByRole('button', { name: 'Keep it here' }));
  const kept = await screen.findByRole('button', { name: 'Kept' });
  expect((await client.kept('bookmark')).map(({ id }) => id).toSorted()).toEqual([
    ID,
    ...files.map(({ id }) => id),
  ]);
  await user.click(kept);
  expect(await screen.findByRole('button', { name: 'Keep it here' })).toBeVisible();
  expect(await client.kept('bookmark')).toEqual([]);
});

test('asks for a name, and opens what a link names', async () => {
  const { user } = show(open(), {}, '/i');
  const field = await screen.findByLabelText('Open an inscription');
  expect(screen.getByRole('button', { name: 'Open' })).toBeDisabled();
  await user.type(field, `https://ordfs.network/${ID}`);
  await user.click(screen.getByRole('button', { name: 'Open' }));
  expect(await screen.findByText('hello')).toBeVisible();
  expect(window.location.hash).toBe(`#${ID}`);
});

test('asks a service only when somebody presses its button', async () => {
  const askable = [
    { name: 'a.example', chain: 'bsv' },
    { name: 'b.example', chain: 'btc' },
  ] as const;
  const { asked, user } = show({ state: 'absent', name: ID, askable });
  const button = await screen.findByRole('button', { name: 'Ask a.example (BSV)' });
  expect(screen.getByText(/Nobody was told that you look for it/)).toBeVisible();
  expect(asked).toEqual([]);
  await user.click(button);
  expect(await screen.findByText('hello')).toBeVisible();
  expect(asked).toEqual(['a.example']);
});

test('says what a service said instead', async () => {
  const ask = async (): Promise<never> => {
    throw new Error('no answer within 60 s');
  };
  const { user } = show(
    { state: 'absent', name: ID, askable: [{ name: 'a.example', chain: 'bsv' }] },
    { ask },
  );
  await user.click(await screen.findByRole('button', { name: /a\.example/ }));
  expect(await screen.findByText(/could not be asked: no answer within 60 s/)).toBeVisible();
});

test('a picture that claims too much is never drawn, and one that is large waits', async () => {
  const picture = { format: 'png', width: 90_000, height: 90_000, passes: 1 } as const;
  const shown = content({ shownAs: 'picture', contentType: 'image/png', body: pngHeader(9, 9), picture });
  const never = show(
    open({ kind: 'image', content: { ...shown, judgement: { shown: 'never', because: 'pixels' } } }),
  );
  expect(await screen.findByText(/90,000 × 90,000 pixels, more than a device can draw safely/)).toBeVisible();
  expect(screen.queryByRole('img')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Load anyway' })).toBeNull();
  never.unmount();
  const asked = show(
    open({ kind: 'image', content: { ...shown, judgement: { shown: 'asked', because: 'bytes' } } }),
  );
  await asked.user.click(await screen.findByRole('button', { name: 'Load anyway' }));
  const image = await screen.findByRole('img');
  expect(image).toHaveAttribute('width', '90000');
});

test('a page is shut until somebody runs it, and closes again', async () => {
  const shown = content({ shownAs: 'page', contentType: 'text/html', body: encodeUtf8('<b>x</b>') });
  const compose = async () => ({ html: '<b>x</b>', missing: [`${HASH}i1`], leftOut: 1 });
  const { user, container } = show(open({ kind: 'page', content: shown }), { compose });
  const run = await screen.findByRole('button', { name: 'Run this page' });
  expect(screen.getByText(/can learn your internet address/)).toBeVisible();
  expect(container.querySelector('iframe')).toBeNull();
  await user.click(run);
  await waitFor(() => expect(container.querySelector('iframe')).toHaveAttribute('src', '/frame.html'));
  expect(container.querySelector('iframe')).not.toHaveAttribute('sandbox');
  expect(screen.getByText(/1 part of it is in other inscriptions/)).toBeVisible();
  expect(screen.getByText(/1 part was left out/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(container.querySelector('iframe')).toBeNull();
});

test('follows a link of a running site by a press alone, and only one that its own frame tells of', async () => {
  const files = [{ path: 'index.html', id: `${HASH}_1` }];
  const shown = content({ shownAs: 'site', contentType: 'ord-fs/json', files });
  const composed: (string | undefined)[] = [];
  const compose = async (_id: string, path?: string) => {
    composed.push(path);
    if (path === 'none.html') return { html: '', missing: [], leftOut: 0, path };
    return { html: '<p>', missing: [], leftOut: 0, path: path ?? 'index.html' };
  };
  const { user, container } = show(open({ kind: 'json', content: shown }), { compose });
  await user.click(await screen.findByRole('button', { name: 'Run this site' }));
  let isActive = false;
  vi.stubGlobal('navigator', Object.create(navigator, { userActivation: { get: () => ({ isActive }) } }));
  const say = (data: unknown, source = container.querySelector('iframe')?.contentWindow ?? null): void =>
    void act(() => window.dispatchEvent(new MessageEvent('message', { data, source, origin: 'null' })));
  await waitFor(() => expect(container.querySelector('iframe')).not.toBeNull());
  say('nabo-frame-ready');
  say({ go: 'about.html' });
  isActive = true;
  say({ go: 'about.html' }, window);
  say({ go: 7 });
  say('about.html');
  expect(composed).toEqual([undefined]);
  say({ go: 'https://evil.example/' });
  expect(await screen.findByText(/leads to evil\.example, outside of the chain/)).toBeVisible();
  say({ go: 'about.html' });
  expect(await screen.findByText('about.html')).toBeVisible();
  say('nabo-frame-ready');
  say({ go: 'none.html' });
  expect(await screen.findByText('It leads to a page that this site does not have.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Back to the page before' }));
  expect(await screen.findByText('index.html')).toBeVisible();
  expect(composed).toEqual([undefined, 'about.html', 'none.html', 'index.html']);
  vi.unstubAllGlobals();
});

test('content of BTC is checked against its block when somebody asks for that', async () => {
  const kept = { from: 'a.example', at: 1_800_000_000_000 };
  const given: OpenInscription = {
    ...open({ chain: 'btc', place: { input: 0, offset: 0 } }),
    verdict: { state: 'committed' },
    kept,
  };
  const place = { height: 820_000, hash: asBlockHash('ab'.repeat(32)), index: 3, time: 1_700_000_000 };
  const answers: (() => Promise<InscriptionAnswer | undefined>)[] = [
    async () => undefined,
    async () => {
      throw new Error('no answer within 60 s');
    },
    async () => ({ ...given, inBlock: { place, workBits: 78 }, file: Uint8Array.from(encodeUtf8('{')) }),
  ];
  const asked: string[] = [];
  const { promise: rest, resolve: goOn } = Promise.withResolvers<void>();
  const prove: InscriptionDesk['prove'] = async (id, onProgress) => {
    asked.push(id);
    if (answers.length === 1) {
      onProgress?.(1_250, 3_000);
      await rest;
    }
    return answers.shift()?.();
  };
  const { user } = show(given, { prove });
  const button = await screen.findByRole('button', { name: 'Check against its block' });
  expect(asked).toEqual([]);
  await user.click(button);
  expect(await screen.findByText('a.example says that it is in no block yet.')).toBeVisible();
  await user.click(button);
  expect(await screen.findByText('a.example could not be asked: no answer within 60 s')).toBeVisible();
  await user.click(button);
  expect(await screen.findByText('1,250 of 3,000 transactions')).toBeVisible();
  goOn();
  expect(await screen.findByText('A block holds just these bytes')).toBeVisible();
  expect(screen.getByText(/^Block 820,000 of .* took about 2\^78 hashes/)).toBeVisible();
  expect(screen.getByText(/is the word of a\.example/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Save proof' })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Check against its block' })).toBeNull();
  expect(asked).toEqual([ID, ID, ID]);
});

test('answers a running page out of what is checked, and tells what it lacked', async () => {
  const shown = content({ shownAs: 'page', contentType: 'text/html', body: encodeUtf8('<b>x</b>') });
  const compose = async () => ({ html: '<b>x</b>', missing: [], leftOut: 0 });
  const asked: string[] = [];
  const answer: InscriptionDesk['answer'] = async (_id, address) => {
    asked.push(address);
    if (address === '/far') return { missing: `${HASH}i1` };
    return { contentType: 'text/plain', body: new Uint8Array(9_000_000) };
  };
  const { user, container } = show(open({ kind: 'page', content: shown }), { compose, answer });
  await user.click(await screen.findByRole('button', { name: 'Run this page' }));
  await waitFor(() => expect(container.querySelector('iframe')).not.toBeNull());
  const frame = container.querySelector('iframe')?.contentWindow ?? null;
  const given: unknown[] = [];
  if (frame !== null) frame.postMessage = (message: unknown) => void given.push(message);
  const say = (data: unknown, { source = frame, origin = 'null' } = {}): void =>
    void act(() => window.dispatchEvent(new MessageEvent('message', { data, source, origin })));
  say({ ask: 1, address: '/near' });
  expect(asked).toEqual([]);
  say('nabo-frame-ready');
  say({ ask: 1, address: '/near' }, { source: window });
  say({ ask: 1, address: '/near' }, { origin: 'http://localhost' });
  say({ ask: 1, address: 7 });
  say({ ask: '1', address: '/near' });
  say({ ask: 1, address: 'x'.repeat(3_000) });
  expect(asked).toEqual([]);
  const until = (answers: number) => waitFor(() => expect(given).toHaveLength(1 + answers));
  say({ ask: 1, address: '/near' });
  await until(1);
  expect(given[1]).toMatchObject({ answer: 1, contentType: 'text/plain' });
  say({ ask: 2, address: '/far' });
  await until(2);
  expect(given[2]).toEqual({ answer: 2 });
  expect(await screen.findByText(/1 part of it is in other inscriptions/)).toBeVisible();
  for (let ask = 3; ask <= 5; ask += 1) {
    say({ ask, address: '/near' });
    await until(ask);
  }
  // Three of nine megabytes are more than one page gets.
  expect(given[5]).toEqual({ answer: 5 });
  expect(asked).toEqual(['/near', '/far', '/near', '/near']);
});

test('tells where it went by the word of a service that somebody asked', async () => {
  const trace = async () => ({
    steps: [
      { outpoint: toOutpoint(asTxid(HASH), 0), owner: 'aa'.repeat(20) },
      { outpoint: toOutpoint(asTxid('cd'.repeat(32)), 1) },
    ],
    end: 'held' as const,
  });
  const { user } = show(open(), { trace });
  await user.click(await screen.findByRole('button', { name: 'Ask a.example where it is' }));
  expect(await screen.findByText('cdcdcdcd … cdcd_1')).toBeVisible();
  expect(screen.getByText(/a\.example says that nobody has spent the last/)).toBeVisible();
});

test('offers to block whom an inscribed list names, once, and nothing of the sort for other JSON', async () => {
  const keys = ['ab'.repeat(20), 'cd'.repeat(20)];
  const list = { nabo: 'blocked', v: 1, name: 'Blocked by mira', keys };
  const json = (value: unknown) =>
    open({ content: content({ shownAs: 'json', body: encodeUtf8(JSON.stringify(value)) }) });
  const { user, unmount, client } = show(json(list));
  const card = within(await screen.findByRole('region', { name: 'A list of blocked keys' }));
  expect(card.getByText('Blocked by mira')).toBeVisible();
  expect(await client.kept('block-listed')).toEqual([]);
  await user.click(card.getByRole('button', { name: 'Block them here' }));
  expect(await card.findByText(/2 keys of it are not shown here/)).toBeVisible();
  expect((await client.kept('block-listed')).map(({ id }) => id.slice(0, 40))).toEqual(keys);
  unmount();
  show(json({ ...list, v: 2 }));
  await screen.findByRole('article');
  await waitFor(() => expect(screen.queryByRole('region', { name: 'A list of blocked keys' })).toBeNull());
});

test('a model is told in words, drawn by a press, and says where a browser cannot draw it', async () => {
  const model = { shapes: 2, triangles: 1_204, vertices: 700, pictures: 0, pixels: 0 };
  const shown = content({ shownAs: 'model', contentType: 'model/gltf-binary', model });
  const asked: string[] = [];
  const { user } = show(open({ kind: 'model', content: shown }), {
    model: async (id) => {
      asked.push(id);
      return Uint8Array.from(asGlb(pyramid()));
    },
  });
  expect(await screen.findByText('2 shapes of 1,204 triangles, with 0 pictures.')).toBeVisible();
  expect(asked).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Draw it' }));
  expect(asked).toEqual([ID]);
  // Nothing here draws in three dimensions.
  expect(await screen.findByText('This browser draws nothing in three dimensions.')).toBeVisible();
  expect(screen.queryByRole('application')).toBeNull();
});

test.each([
  ['model-large', /more in it than a device can draw safely/],
  ['model-outside', /nothing is fetched for it/],
  ['model-packed', /packed in a way that is not opened here/],
  ['model-circle', /not a model that can be drawn/],
])('a model with %s is offered as a file, with why', async (code, words) => {
  const shown = content({
    shownAs: 'model',
    contentType: 'model/gltf-binary',
    issue: { code, message: 'odd' },
  });
  show(open({ kind: 'model', content: shown }));
  expect(await screen.findByText(words)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Draw it' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Save as a file' })).toBeVisible();
});

test.each([
  ['audio', 'audio/wav', 'Sound without a description'],
  ['video', 'video/mp4', 'Film without a description'],
] as const)(
  '%s never plays by itself, waits for a press when it is large, and more is not played',
  async (shownAs, contentType, name) => {
    const shown = content({ shownAs, contentType, judgement: { shown: 'now' } });
    const small = show(open({ kind: shownAs, content: shown }));
    const player = await screen.findByLabelText(name);
    expect(player).not.toHaveAttribute('autoplay');
    expect(player).toHaveAttribute('controls');
    // Of sound nothing is read before somebody presses; of film its size and length alone.
    expect(player).toHaveAttribute('preload', shownAs === 'audio' ? 'none' : 'metadata');
    small.unmount();
    const large = show(
      open({ kind: shownAs, content: { ...shown, judgement: { shown: 'asked', because: 'bytes' } } }),
    );
    const load = await screen.findByRole('button', { name: 'Load anyway' });
    expect(screen.queryByLabelText(name)).toBeNull();
    await large.user.click(load);
    expect(await screen.findByLabelText(name)).toBeInTheDocument();
    large.unmount();
    show(open({ kind: shownAs, content: { ...shown, judgement: { shown: 'never', because: 'bytes' } } }));
    expect(await screen.findByText(/more than is shown here/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Load anyway' })).toBeNull();
  },
);
