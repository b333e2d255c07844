import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { mapAddress, panned, readMapAddress, zoomed } from '#components/plots/world/map-camera.ts';
import { MapScreen } from '#components/plots/map-screen.tsx';
import { worldBox } from '#lib/plots/world.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { keyOf } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const openMap = (fragment = '') => renderScreen(<MapScreen />, createFakeClient(), `/map${fragment}`);

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = (): void => undefined;
      disconnect = (): void => undefined;
    },
  );
});

describe('the map', () => {
  test('says what its colours claim, and by whom', async () => {
    openMap();
    expect(await screen.findByRole('application', { name: 'Map of 14,205 districts' })).toBeInTheDocument();
    const legend = screen.getByRole('list', { name: 'Legend' });
    for (const word of ['Free', 'Claimed, new to old', 'Mine', 'Followed'])
      expect(within(legend).getByText(word)).toBeInTheDocument();
    expect(screen.getByText(/according to devnet and second opinion/)).toBeInTheDocument();
  });

  test('shows the district that the address names, follows it, and keeps that', async () => {
    const { user } = openMap('#1204');
    const card = await screen.findByRole('region', { name: '1204.bitmap' });
    expect(await within(card).findByText(/Yours since block 1,504/)).toBeInTheDocument();
    await user.click(within(card).getByRole('button', { name: 'Follow' }));
    expect(within(card).getByRole('button', { name: 'Followed' })).toHaveAttribute('aria-pressed', 'true');
    expect(localStorage.getItem('nabo:followed-land:devnet')).toBe('1204');
    await user.click(within(card).getByRole('button', { name: 'Followed' }));
    expect(localStorage.getItem('nabo:followed-land:devnet')).toBe('');
  });

  test('walks from block to block by arrow keys and says where it is', async () => {
    const { user } = openMap('#100');
    const map = await screen.findByRole('application', { name: /Map of/ });
    await user.click(map);
    await user.keyboard('{ArrowRight}');
    expect(await screen.findByText(/^101\.bitmap, free$/)).toBeInTheDocument();
    await user.keyboard('{ArrowDown}');
    expect(await screen.findByText(/^143\.bitmap/)).toBeInTheDocument();
  });

  test('is a table too, in which every district can be reached', async () => {
    const { user } = openMap('#1204');
    const cell = await screen.findByRole('cell', { name: /^1,204, yours since block/ });
    expect(cell).toHaveAttribute('aria-selected', 'true');
    act(() => cell.focus());
    await user.keyboard('{PageDown}');
    const next = await screen.findByRole('cell', { name: /^1,304,/ });
    expect(next).toHaveFocus();
    await user.keyboard('{Home}');
    expect(await screen.findByRole('cell', { name: /^1,300,/ })).toHaveFocus();
    expect(screen.getAllByRole('cell')).toHaveLength(100);
  });

  test.each([
    ['1204', /^1 district\./],
    ['1204.bitmap', /^1 district\./],
    [keyOf('me'), /^3 districts\./],
    ['halvings', /^None\. The reward halves with this block/],
    ['first of a period', /^8 districts\. A multiple of 2,016/],
    ['pristine punk', /^1 district\. Two parcels, .* Among 3 districts whose blocks are held here/],
    [new Date().toISOString().slice(0, 10), /^[\d,]+ districts?\./],
    ['followed', /^None\./],
    ['free', /^[\d,]+ districts\./],
    ['palindromes', /^\d+ districts\. The number reads the same backwards/],
    ['14000 to 14010', /^11 districts/],
    ['fen.bitter', /^3 districts/],
    ['nobody.bitter', /Nobody of that name is known here/],
    ['99999', /That block has not come yet/],
    ['mine', /^3 districts/],
    ['grid', /^1 district\. Nine parcels or more.* Among 3 districts whose blocks are held here/],
    ['> 2 parcels', /^2 districts\. Among 3 districts whose blocks are held here: the others were not/],
    ['= 7', /^None\. Among 3 districts/],
    ['what is this', /Try a number/],
  ])('finds %j', async (typed, words) => {
    const { user } = openMap();
    await user.type(await screen.findByRole('searchbox', { name: 'Find a district' }), `${typed}{Enter}`);
    expect(await screen.findByText(words)).toBeInTheDocument();
  });
});

describe('the map of BTC', () => {
  const openBtc = (fragment: string) => {
    const client = createFakeClient();
    const config = { ...client.config, btcLand: {} };
    return renderScreen(<MapScreen />, Object.assign(client, { config }), `/map${fragment}`);
  };

  test('goes on above its list, and says so', async () => {
    openBtc('#btc:3100');
    expect(await screen.findByRole('region', { name: '3100.bitmap of BTC' })).toBeInTheDocument();
    expect(screen.getByRole('cell', { name: '3,100, in no list' })).toBeInTheDocument();
    expect(
      screen.getByText(/according to Bitmap OCI\. 1 of 1 part read.* 401 later districts are in no list/),
    ).toBeInTheDocument();
    expect(screen.getByRole('application', { name: 'Map of 3,401 districts' })).toBeInTheDocument();
  });
});

describe('the claims of a district of BTC', () => {
  test('are searched for in later blocks when somebody asks, and it is said how far', async () => {
    const client = createFakeClient();
    const config = { ...client.config, btcLand: {} };
    const { user } = renderScreen(<MapScreen />, Object.assign(client, { config }), '/map#btc:3100');
    expect(await screen.findByText('No claim was found in its own block')).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Search the next 6 blocks' }));
    expect(await screen.findByText('No claim was found in blocks 3,100 to 3,106')).toBeInTheDocument();
  });
});

describe('what the map shows', () => {
  test('is handed on as a link', async () => {
    const { user } = openMap('#1204');
    const share = vi.fn<(data: ShareData) => Promise<void>>(() => Promise.resolve());
    Object.assign(navigator, { share });
    try {
      await user.click(await screen.findByRole('button', { name: 'Share link' }));
      expect(share).toHaveBeenCalledWith({
        title: '1204.bitmap',
        url: new URL('/map#1204', window.location.href).href,
      });
    } finally {
      Reflect.deleteProperty(navigator, 'share');
    }
  });
});

describe('the address of a view', () => {
  test.each([
    ['840000', { selected: 840_000 }],
    ['@12.5,300,0.361', { camera: { x: 12.5, y: 300, scale: 0.361 } }],
    ['7@1,2,14', { selected: 7, camera: { x: 1, y: 2, scale: 14 } }],
    ['btc:818677', { chain: 'btc', selected: 818_677 }],
    ['', {}],
    ['007', {}],
    ['@1,2,0', {}],
    ['@1,2,99', {}],
    ['@-1,2,3', {}],
    ['x', {}],
  ])('%j says %j', (fragment, address) => {
    expect(readMapAddress(fragment)).toEqual(address);
  });

  test('is read as it was written', () => {
    const address = { selected: 5, camera: { x: 10.26, y: 7, scale: 12.34567 } };
    expect(readMapAddress(mapAddress(address))).toEqual({
      selected: 5,
      camera: { x: 10.3, y: 7, scale: 12.346 },
    });
  });
});

describe('the camera', () => {
  const world = worldBox(100_000);
  const size = { width: 400, height: 600 };
  test('keeps what is under the pointer where it is while it zooms', () => {
    const before = { x: 100, y: 50, scale: 4 };
    const at = { x: 30, y: 500 };
    const after = zoomed(before, 2, at, size, world);
    expect(after.scale).toBe(8);
    expect(after.x + (at.x - 200) / after.scale).toBeCloseTo(before.x + (at.x - 200) / before.scale);
    expect(after.y + (at.y - 300) / after.scale).toBeCloseTo(before.y + (at.y - 300) / before.scale);
  });
  test('never leaves the map, nor goes nearer or farther than there is something to see', () => {
    expect(panned({ x: 5, y: 5, scale: 1 }, 1_000, 1_000, world)).toEqual({ x: 0, y: 0, scale: 1 });
    expect(zoomed({ x: 5, y: 5, scale: 40 }, 99, { x: 0, y: 0 }, size, world).scale).toBe(64);
    expect(zoomed({ x: 5, y: 5, scale: 1 }, 0.001, { x: 0, y: 0 }, size, world).scale).toBeGreaterThan(0.1);
  });
});
