import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { LandStore } from '#lib/store/land-store.ts';

let factory: IDBFactory;
beforeEach(() => {
  factory = new IDBFactory();
});

const bytes = (length: number, value = 1): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(value);

describe('LandStore', () => {
  it('keeps bytes by name, over a restart', async () => {
    const store = await LandStore.open('devnet', { factory });
    await store.keep('columns a', bytes(3));
    store.close();
    const again = await LandStore.open('devnet', { factory });
    expect(await again.find('columns a')).toEqual(bytes(3));
    expect(await again.find('columns b')).toBeUndefined();
    again.close();
  });

  it('lets go of the oldest when there is no more room', async () => {
    const store = await LandStore.open('devnet', { factory, maxBytes: 100 });
    await store.keep('a', bytes(40));
    await store.keep('b', bytes(40));
    await store.keep('a', bytes(50));
    await store.keep('c', bytes(40));
    expect(await store.find('b')).toBeUndefined();
    expect(await store.find('a')).toHaveLength(50);
    expect(await store.find('c')).toHaveLength(40);
    await store.keep('too large', bytes(101));
    expect(await store.find('too large')).toBeUndefined();
    expect(await store.find('c')).toHaveLength(40);
    store.close();
  });

  it('forgets what it is told to', async () => {
    const store = await LandStore.open('devnet', { factory, maxBytes: 100 });
    await store.keep('a', bytes(60));
    await store.drop(['a', 'never there']);
    await store.keep('b', bytes(60));
    await store.keep('c', bytes(40));
    expect(await store.find('a')).toBeUndefined();
    expect(await store.find('b')).toHaveLength(60);
    store.close();
  });
});
