import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromServiceWorkerSchema, toServiceWorkerSchema } from '#lib/bridge/sw-messages.ts';

describe('messages between pages and the service worker', () => {
  it('knows its own', () => {
    expect(toServiceWorkerSchema.safeParse({ type: 'SKIP_WAITING' }).success).toBe(true);
    expect(fromServiceWorkerSchema.safeParse({ type: 'WAKE_OUTBOX' }).success).toBe(true);
    expect(fromServiceWorkerSchema.safeParse({ type: 'SHELL_CHANGED' }).success).toBe(true);
  });

  it('drops everything else without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(toServiceWorkerSchema.safeParse(data).success).toBe(false);
        expect(fromServiceWorkerSchema.safeParse(data).success).toBe(false);
      }),
    );
  });
});
