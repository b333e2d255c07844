import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbourAnswerSchema } from '#lib/bridge/neighbour-messages.ts';
import { MAX_STAY_MS, fromServiceWorkerSchema, toServiceWorkerSchema } from '#lib/bridge/sw-messages.ts';
import { neighboursOf } from '#tests/support/fake-neighbours.ts';

const TXID = 'ab'.repeat(32);

describe('messages between pages and the service worker', () => {
  it.each([
    { type: 'SKIP_WAITING' },
    { type: 'STAY', forMs: 0 },
    { type: 'STAY', forMs: MAX_STAY_MS },
    { type: 'SHOW_NEIGHBOURS' },
    { type: 'SET_SHARING', on: false },
    { type: 'FETCH_POST', txid: TXID },
    { type: 'FETCH_BLOCK', hash: TXID },
  ])('knows what pages say: %j', (message) => {
    expect(toServiceWorkerSchema.parse(message)).toEqual(message);
  });

  it.each([{ type: 'WAKE_OUTBOX' }, { type: 'SHELL_CHANGED' }, { type: 'NEIGHBOURS_CHANGED' }])(
    'knows what the worker says: %j',
    (message) => expect(fromServiceWorkerSchema.parse(message)).toEqual(message),
  );

  it.each([
    { type: 'STAY' },
    { type: 'STAY', forMs: -1 },
    { type: 'STAY', forMs: 0.5 },
    { type: 'STAY', forMs: MAX_STAY_MS + 1 },
    { type: 'STAY', forMs: Infinity },
    { type: 'SET_SHARING', on: 'yes' },
    { type: 'FETCH_POST', txid: TXID.slice(1) },
    { type: 'FETCH_BLOCK', hash: TXID.slice(1) },
  ])('drops what is not of its shape: %j', (message) => {
    expect(toServiceWorkerSchema.safeParse(message).success).toBe(false);
  });

  it('drops everything else without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(toServiceWorkerSchema.safeParse(data).success).toBe(false);
        expect(fromServiceWorkerSchema.safeParse(data).success).toBe(false);
        expect(neighbourAnswerSchema.safeParse(data).success).toBe(false);
      }),
    );
  });

  it('carries what is known of neighbours as it is', () => {
    const view = neighboursOf(Date.now());
    expect(neighbourAnswerSchema.parse(structuredClone({ type: 'VIEW', view }))).toEqual({
      type: 'VIEW',
      view,
    });
  });
});
