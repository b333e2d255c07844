import { screen, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DistrictScreen } from '#components/plots/district-screen.tsx';
import { districtAddress, heightOf, readDistrictAddress } from '#components/plots/district-height.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const openDistrict = (fragment: string) =>
  renderScreen(<DistrictScreen />, createFakeClient(), `/district#${fragment}`);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a district', () => {
  test('is drawn and listed', async () => {
    openDistrict('1204');
    expect(await screen.findByRole('img', { name: 'Plan of 240 parcels' })).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Parcels' }).children).toHaveLength(40);
    expect(await screen.findByText(/Yours since block 13,904/)).toBeInTheDocument();
    expect(screen.getByText('The land is real')).toBeInTheDocument();
    expect(screen.getByText('Says exactly 1204.bitmap')).toBeInTheDocument();
    expect(screen.getByText('The block existed first')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Epoch 1' })).toHaveAttribute('href', '/map#1204');
  });

  test('is free as of a height, and can be claimed', async () => {
    const { client, user } = openDistrict('9.bitmap');
    expect(await screen.findByText(/Free as of block 14,204, according to 2 sources/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Claim it' }));
    expect(await screen.findByText('Your claim of 9.bitmap')).toBeInTheDocument();
    const [view] = await client.publications();
    expect(view?.publication.intent).toEqual({ kind: 'claim-district', height: 9 });
  });

  test('tells about the parcel that is chosen', async () => {
    const { user } = openDistrict('9');
    const [first] = await screen.findAllByRole('button', { name: /50 coins/ });
    if (first === undefined) throw new Error('the first parcel is the reward');
    await user.click(first);
    expect(first).toHaveAttribute('aria-pressed', 'true');
    expect(screen.getByRole('heading', { name: /Parcel 0/ })).toBeInTheDocument();
  });

  test('says its traits with their definitions, and what it is not', async () => {
    openDistrict('1221');
    expect(await screen.findByRole('heading', { name: 'Palindrome' })).toBeInTheDocument();
    expect(screen.getByText(/reads the same backwards/)).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'Halving' })).toBeInTheDocument();
  });

  test('tells who held it, and of a parcel that was cut out', async () => {
    const { user } = openDistrict('1204');
    expect(await screen.findByText('since block 13,904')).toBeInTheDocument();
    expect(screen.getByText('1 cut out')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: '9' }));
    expect(screen.getByText('9 is below 240')).toBeInTheDocument();
    expect(screen.getByText('Says exactly 9.1204.bitmap')).toBeInTheDocument();
    expect(screen.getByText('Child of the district')).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: 'Save proof' }).length).toBeGreaterThan(0);
    expect(screen.getByText(/, cut out/)).toBeInTheDocument();
    expect(screen.getByText('A later try is refused')).toBeInTheDocument();
  });

  test('has what was said there, and takes posts once it is claimed', async () => {
    openDistrict('1204');
    const said = await screen.findByRole('region', { name: 'Said in 1204.bitmap' });
    expect(within(said).getAllByRole('article')).toHaveLength(2);
    expect(within(said).getByRole('button', { name: 'Post here' })).toBeInTheDocument();
  });

  test('of nobody takes no posts, and says why', async () => {
    openDistrict('9');
    expect(
      await screen.findByText('Posts can be left here once somebody has claimed it.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Post here' })).not.toBeInTheDocument();
  });

  test('is drawn by vbytes on request, with arrow keys too, and says by what', async () => {
    const { user } = openDistrict('9');
    const value = await screen.findByRole('radio', { name: 'Value' });
    expect(value).toBeChecked();
    expect(screen.getByText('Side: digits of the value in sats, minus 5')).toBeInTheDocument();
    const plan = screen.getByRole('img', { name: 'Plan of 240 parcels' });
    const before = plan.innerHTML;
    await user.click(screen.getByRole('radio', { name: 'Vbytes' }));
    expect(screen.getByText('Side: root of the vbytes over 256, rounded up')).toBeInTheDocument();
    expect(plan.innerHTML).not.toBe(before);
    await user.keyboard('{ArrowLeft}');
    expect(value).toBeChecked();
    expect(plan.innerHTML).toBe(before);
  });

  test('is saved as an SVG file, by keyboard', async () => {
    const blobs: Blob[] = [];
    const names: string[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      if (blob instanceof Blob) blobs.push(blob);
      return 'blob:picture';
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download);
    });
    const { user } = openDistrict('9');
    const save = await screen.findByRole('button', { name: 'Save SVG' });
    save.focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('button', { name: 'Saved' })).toBe(save);
    await user.click(screen.getByRole('radio', { name: 'Vbytes' }));
    await user.click(screen.getByRole('button', { name: 'Save SVG' }));
    expect(names).toEqual(['9.bitmap.svg', '9.bitmap-vbytes.svg']);
    expect(blobs.map(({ type }) => type)).toEqual(['image/svg+xml', 'image/svg+xml']);
    expect(await blobs[0]?.text()).toContain('<title>9.bitmap</title>');
  });

  test('is handed on as a link or a picture, and kept as a favourite', async () => {
    const { user } = openDistrict('1204');
    const share = vi.fn<(data: ShareData) => Promise<void>>(() => Promise.resolve());
    Object.assign(navigator, { share, canShare: () => true });
    // There are no pictures here; a browser makes this one out of the same plan.
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({
      fillRect: () => undefined,
      setTransform: () => undefined,
      fill: () => undefined,
    } as never);
    vi.stubGlobal('Path2D', class {});
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => done(new Blob(['png'])));
    try {
      await user.click(await screen.findByRole('button', { name: 'Share link' }));
      expect(share).toHaveBeenLastCalledWith({
        title: '1204.bitmap',
        url: new URL('/district#1204', window.location.href).href,
      });
      await user.click(screen.getByRole('button', { name: 'Share picture' }));
      await vi.waitFor(() => expect(share).toHaveBeenCalledTimes(2));
      const [file] = share.mock.lastCall?.[0].files ?? [];
      expect([file?.name, file?.type]).toEqual(['1204.bitmap.png', 'image/png']);
    } finally {
      Reflect.deleteProperty(navigator, 'share');
      Reflect.deleteProperty(navigator, 'canShare');
      vi.unstubAllGlobals();
    }
    await user.click(screen.getByRole('button', { name: 'Follow' }));
    expect(screen.getByRole('button', { name: 'Followed' })).toHaveAttribute('aria-pressed', 'true');
    expect(localStorage.getItem('nabo:followed-land:devnet')).toBe('1204');
  });

  test('whose block was kept finds the rest of an id when somebody looks', async () => {
    const whole = 'ab'.repeat(32);
    const client = createFakeClient();
    const honest = createFakeClient();
    Object.assign(client, {
      district: async (height: number) => {
        const view = await honest.district(height);
        const transactions = view.block?.transactions.map((each, at) => ({
          ...each,
          txid: (at === 0 ? whole : each.txid).slice(0, 40),
        }));
        return { ...view, block: { ...view.block, transactions } };
      },
      wholeId: async () => whole,
    });
    const { user } = renderScreen(<DistrictScreen />, client, '/district#9');
    const parcels = await screen.findByRole('list', { name: 'Parcels' });
    await user.click(within(parcels).getAllByRole('button')[0] ?? parcels);
    expect(await screen.findByText(whole)).toBeInTheDocument();
  });

  test.each([
    [
      { rootChecked: true, workBits: 1 },
      'The land is real',
      /240 of 240 parcels checked: .* with most work\.$/,
    ],
    [{ rootChecked: false, workBits: 65 }, 'The land is real by its own work', /2\s*65 hashes to make/],
    [{ rootChecked: false, workBits: 32 }, 'The land is not checked yet', /anybody could have made/],
  ])('with %o says what its land rests on', async (standing, claim, evidence) => {
    const client = createFakeClient();
    const honest = createFakeClient();
    Object.assign(client, {
      district: async (height: number) => {
        const view = await honest.district(height);
        return { ...view, block: { ...view.block, ...standing } };
      },
    });
    renderScreen(<DistrictScreen />, client, '/district#9');
    const line = (await screen.findByText(claim)).closest('li');
    expect(line?.textContent).toMatch(evidence);
  });

  test('shows where one’s own transaction is, also where ids are cut', async () => {
    const client = createFakeClient();
    const view = await client.district(9);
    const mine = view.block?.transactions[17]?.txid ?? '';
    const sent = await client.publish({ kind: 'claim-district', height: 9 });
    const transactions = view.block?.transactions.map((each) => ({ ...each, txid: each.txid.slice(0, 40) }));
    Object.assign(client, {
      publications: async () => [{ ...sent, publication: { ...sent.publication, txid: mine } }],
      district: async () => ({ ...view, block: { ...view.block, transactions } }),
    });
    const { user } = renderScreen(<DistrictScreen />, client, '/district#9');
    await user.click(await screen.findByRole('button', { name: 'Where is mine' }));
    expect(await screen.findByRole('region', { name: 'Parcel 17' })).toBeInTheDocument();
    expect(screen.getByText('1 transaction of mine')).toBeInTheDocument();
  });

  test('of BTC is drawn too, with whose word it is, and nothing is written there', async () => {
    const { user } = openDistrict('btc:840000');
    expect(await screen.findByRole('heading', { name: '840000.bitmap of BTC' })).toBeInTheDocument();
    expect(await screen.findByRole('img', { name: 'Plan of 240 parcels' })).toBeInTheDocument();
    expect(screen.getByText('The land is real by its own work')).toBeInTheDocument();
    expect(screen.getByText(/^Read only: BTC has a registry of its own/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Claim it' })).not.toBeInTheDocument();
    await user.click(
      within(screen.getByRole('list', { name: 'Parcels' })).getAllByRole('button')[3] ?? document.body,
    );
    expect(screen.getByRole('region', { name: 'Parcel 3' })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Follow' }));
    expect(localStorage.getItem('nabo:followed-land:btc')).toBe('840000');
  });

  test('that comes in parts says how far it is', async () => {
    const client = createFakeClient();
    Object.assign(client, {
      district: () => new Promise(() => undefined),
      followBlock: (_height: number, onProgress: (done: number, of: number) => void) => {
        onProgress(1_225, 4_000);
        return () => undefined;
      },
    });
    renderScreen(<DistrictScreen />, client, '/district#9');
    expect(await screen.findByText('Reading the block: 1,225 of 4,000 transactions')).toBeInTheDocument();
  });

  test('is a city by its address, or the plan with a sentence where the browser draws none', async () => {
    const { user } = openDistrict('1204@city');
    expect(
      await screen.findByText(
        'This browser draws nothing in three dimensions. The plan has the same parcels.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByRole('img', { name: 'Plan of 240 parcels' })).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: 'Plan' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'City' }));
    expect(screen.getByRole('img', { name: 'Plan of 240 parcels' })).toBeInTheDocument();
  });

  test('says when the address is none', async () => {
    openDistrict('007');
    expect(await screen.findByRole('heading', { name: 'No district has this number' })).toBeInTheDocument();
  });

  test.each([
    ['0', 0],
    ['840000', 840_000],
    ['840000.bitmap', 840_000],
    ['007', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['123456789', undefined],
    ['', undefined],
  ])('reads %j as %j', (text, height) => {
    expect(heightOf(text)).toBe(height);
  });

  test.each([
    ['7', { height: 7, isCity: false }],
    ['7@city', { height: 7, isCity: true }],
    ['7.bitmap@city', { height: 7, isCity: true }],
    ['@city', undefined],
    ['7@town', undefined],
    ['7@city@city', undefined],
  ])('reads the address %j', (fragment, address) => {
    expect(readDistrictAddress(fragment)).toEqual(address);
    if (address !== undefined) expect(readDistrictAddress(districtAddress(address))).toEqual(address);
  });
});
