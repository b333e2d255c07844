import { describe, expect, it } from 'vitest';
import { copyState } from '#lib/client/own-account.ts';

describe('copyState', () => {
  it('asks for a copy once there is something to lose, and no more once there is one', () => {
    expect(copyState({}, 0, [])).toEqual({});
    expect(copyState({}, 19_999, [{ state: 'seen' }, { state: 'failed' }])).toEqual({});
    expect(copyState({}, 0, [{ state: 'seen' }, { state: 'in-block' }])).toEqual({ copyWanted: 'posted' });
    expect(copyState({}, 20_000, [])).toEqual({ copyWanted: 'coins' });
    expect(copyState({ copies: { file: 3, words: 9 } }, 1e9, [{ state: 'in-block' }])).toEqual({ copied: 9 });
  });
});
