import type { Network } from '#lib/chain/network.ts';
import {
  changeAccounts,
  FIRST_SLOT,
  keySpace,
  MOST_SLOTS,
  readAccounts,
  type AccountSlot,
} from '#lib/store/accounts-store.ts';
import { coreDatabaseName, openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore, type CoreStore } from '#lib/store/core-store.ts';
import { deleteDatabase } from '#lib/store/database.ts';
import { keptDatabaseName } from '#lib/store/kept-store.ts';
import { placesDatabaseName } from '#lib/store/place-store.ts';
import { syncDatabaseName } from '#lib/store/sync-store.ts';
import { KeyRefusal } from './key-refusal.ts';

/** An identity on this device. */
export type IdentityView = {
  readonly slot: AccountSlot;
  /** Hash160 in hex of the key that signs its posts; absent while it has none. */
  readonly key?: string;
  readonly isShown: boolean;
  readonly hasCopy: boolean;
  /** This device was linked: what it speaks for is held by the one that did so. */
  readonly linked?: true;
  /** How much of it has not reached a block: it goes on when this identity is shown. */
  readonly waiting: number;
};

/** Several identities on one device. Who is shown is the whole app's; a change counts from the next client on. */
export interface Identities {
  list(): Promise<readonly IdentityView[]>;
  show(slot: AccountSlot): Promise<void>;
  /** A new one, empty, to be shown next. */
  add(): Promise<void>;
  /**
   * Wipes one that is not shown: key, coins, outbox, drafts, follows, reading positions. Rejects with a {@link KeyRefusal}, and
   * changes nothing, while there is no copy of its key or something of it is on its way.
   */
  remove(slot: AccountSlot): Promise<void>;
}

type Options = {
  readonly network: Network;
  readonly era?: string;
  /** The identity of this client. */
  readonly shown: AccountSlot;
  readonly factory?: IDBFactory;
  /** Called before another is shown: what was on screen is not the next one's. */
  readonly onLeave: () => Promise<void>;
};

export function createIdentities({ network, era, shown, factory, onLeave }: Options): Identities {
  /** Opens the store of one of them for as long as `work` takes. */
  async function withStore<T>(slot: AccountSlot, work: (store: CoreStore) => Promise<T>): Promise<T> {
    const space = keySpace(era, slot);
    const database = await openCoreDatabase(network, {
      ...(space !== undefined && { era: space }),
      ...(factory !== undefined && { factory }),
    });
    try {
      return await work(createCoreStore(database));
    } finally {
      database.close();
    }
  }

  const view = (slot: AccountSlot): Promise<IdentityView> =>
    withStore(slot, async (store) => {
      const [row, open] = await Promise.all([
        store.account(),
        store.publications('draft', 'queued', 'sent', 'seen'),
      ]);
      return {
        slot,
        ...(row !== undefined && { key: row.key }),
        isShown: slot === shown,
        // Of a linked device nothing is lost.
        hasCopy: row?.linked === true || row?.copies?.file !== undefined || row?.copies?.words !== undefined,
        ...(row?.linked === true && { linked: true }),
        waiting: open.length,
      };
    });

  return {
    async list() {
      const { others } = await readAccounts(network, factory);
      const all = await Promise.all([FIRST_SLOT, ...others].map(view));
      // The first cannot be taken out of the list, but empty it is nobody.
      return all.filter(
        ({ key, isShown, slot, waiting }) =>
          slot !== FIRST_SLOT || key !== undefined || isShown || waiting > 0,
      );
    },
    async show(slot) {
      await onLeave();
      await changeAccounts(network, (row) => ({ ...row, active: slot }), factory);
    },
    async add() {
      await onLeave();
      const slot = newSlot();
      await changeAccounts(
        network,
        ({ others }) => {
          if (others.length >= MOST_SLOTS) throw new KeyRefusal('too-many', '');
          return { active: slot, others: [...others, slot] };
        },
        factory,
      );
    },
    async remove(slot) {
      if (slot === shown) throw new KeyRefusal('in-use', '');
      const outcome = await withStore(slot, async (store) => {
        const gone = await store.forgetAccount();
        if (gone === 'absent' && (await store.publications()).length > 0) return 'in-use';
        return gone;
      });
      if (outcome === 'no-copy' || outcome === 'in-use') throw new KeyRefusal(outcome, '');
      await changeAccounts(
        network,
        (row) => ({ ...row, others: row.others.filter((each) => each !== slot) }),
        factory,
      );
      const names = [
        coreDatabaseName(network, keySpace(era, slot)),
        keptDatabaseName(network, slot),
        placesDatabaseName(network, slot),
        syncDatabaseName(network, slot),
      ];
      await Promise.all(names.map((name) => deleteDatabase(name, factory)));
    },
  };
}

/** Eight letters and digits by chance. */
function newSlot(): AccountSlot {
  const letters = '0123456789abcdefghijklmnopqrstuvwxyz';
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => letters[byte % 36]).join('');
}
