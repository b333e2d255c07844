import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { copyState, readAccount } from '#lib/client/own-account.ts';
import type { ProfileView } from '#lib/feed/post-view.ts';

const TXID = asTxid('ab'.repeat(32));
const [KEY, HOLDER, STRANGER] = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(20)) as [string, string, string];

/** What a linked device writes under, where its feed knows these profiles by key or by name. */
async function handleOf(profiles: Readonly<Record<string, ProfileView>>): Promise<string | undefined> {
  const row = { id: 'main', key: KEY, holder: HOLDER, address: 'm', linked: true, handle: 'fern' } as const;
  const store = {
    account: () => Promise.resolve({ ...row, createdAt: 0, callbackToken: '' }),
    balance: () => Promise.resolve(0),
    publications: () => Promise.resolve([]),
  };
  const call = (_name: string, { who }: { readonly who: string }) => Promise.resolve(profiles[who]);
  return (await readAccount(store, { call: call as never }))?.handle;
}
const profile = (key: string, ...names: readonly string[]): ProfileView => ({
  key,
  handles: names.map((name) => ({ name, holder: key, id: toOutpoint(TXID, 0), verdict: { state: 'held' } })),
  districts: [],
  posts: 0,
});

describe('the handle of a device that was linked', () => {
  const alone = { [KEY]: profile(KEY), [HOLDER]: profile(HOLDER) };

  it('is what its link named, as long as no claim of it was read', async () => {
    expect(await handleOf({})).toBe('fern');
    expect(await handleOf(alone)).toBe('fern');
  });

  it('is what its holder has, once that was read', async () => {
    expect(await handleOf({ ...alone, [HOLDER]: profile(HOLDER, 'moss') })).toBe('moss');
  });

  it('is none once it was read that somebody else has it', async () => {
    expect(await handleOf({ ...alone, 'fern.bitter': profile(STRANGER, 'fern') })).toBeUndefined();
  });
});

describe('copyState', () => {
  it('asks for a copy once there is something to lose, and no more once there is one', () => {
    expect(copyState({}, 0, [])).toEqual({});
    expect(copyState({}, 19_999, [{ state: 'seen' }, { state: 'failed' }])).toEqual({});
    expect(copyState({}, 0, [{ state: 'seen' }, { state: 'in-block' }])).toEqual({ copyWanted: 'posted' });
    expect(copyState({}, 20_000, [])).toEqual({ copyWanted: 'coins' });
    expect(copyState({ copies: { file: 3, words: 9 } }, 1e9, [{ state: 'in-block' }])).toEqual({ copied: 9 });
  });
});
