import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { keepCap, readCaps } from '#lib/client/storage-caps.ts';
import { keepChosenNetwork, readChosenNetwork } from '#lib/store/settings-store.ts';
import { readStorageCaps } from '#lib/store/storage-caps-store.ts';

it('how much may be held is chosen kind by kind, and kept beside the network', async () => {
  expect(await readCaps()).toMatchObject({ media: { chosen: 256 }, packed: { chosen: 1_024 } });
  await keepChosenNetwork('test');
  await keepCap('media', 64);
  await keepCap('packed', 4_096);
  expect(await readStorageCaps()).toEqual({ media: 67_108_864, packed: 4_294_967_296 });
  expect(await readChosenNetwork()).toBe('test');
});

it('an amount that leaves nothing to read is not kept as one', async () => {
  await keepCap('media', 1);
  expect((await readCaps()).media.chosen).toBe(256);
});
