import { IDBFactory } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { Shelf } from '#lib/p2p/shelf.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { ownRecord } from '#tests/support/own-record.ts';

it('keeps no bytes of what the budget of a day has no room for', async () => {
  const store = await ShelfStore.open('devnet', { factory: new IDBFactory() });
  const blocks = {
    get: (txid: Parameters<ShelfStore['block']>[0]) => store.block(txid),
    put: (txid: Parameters<ShelfStore['block']>[0], raw: Uint8Array) => store.putBlock(txid, raw),
    delete: (txid: Parameters<ShelfStore['block']>[0]) => store.deleteBlock(txid),
  };
  const [first, second] = [ownRecord('there is room'), ownRecord('there is none')];
  const shelf = new Shelf({ store, blocks, budgetBytes: first.raw.length });
  expect(await shelf.hold(first.txid, first.raw)).toMatchObject({ ok: true });
  // As bitswap does, before anybody looks at the budget.
  await store.putBlock(second.txid, second.raw);
  expect(await shelf.hold(second.txid, second.raw)).toMatchObject({ ok: false, issue: { code: 'budget' } });
  expect(await store.blockNames()).toEqual([first.txid]);
});
