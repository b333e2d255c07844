import { expect, it } from 'vitest';
import { isQuotaError, StoreError, toStoreError } from '#lib/store/store-error.ts';

/** The class as another script of the same worker has it, built from the same text. */
class TheirStoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreError['kind'];

  constructor(kind: StoreError['kind']) {
    super(kind);
    this.kind = kind;
  }
}

it('knows a full disk by what the error says, whichever script threw it', () => {
  expect(isQuotaError(new StoreError('quota', 'full'))).toBe(true);
  expect(isQuotaError(toStoreError(new DOMException('full', 'QuotaExceededError')))).toBe(true);
  expect(isQuotaError(new TheirStoreError('quota'))).toBe(true);
});

it.each([
  ['another kind', new StoreError('closed', 'closed')],
  ['another kind, from another script', new TheirStoreError('closed')],
  ['an error of another name', Object.assign(new Error('full'), { kind: 'quota' })],
  ['no error', { name: 'StoreError', kind: 'quota' }],
  ['nothing', undefined],
])('takes %s for no want of room', (_what, error) => {
  expect(isQuotaError(error)).toBe(false);
});
