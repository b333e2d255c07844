import { InviteRefusal, type InviteDesk, type InviteView, type OfferView } from '#lib/client/invite-desk.ts';

/** Invites without a chain. A link that begins with `good` offers `offer`; any other is refused. */
export function createFakeInvites(
  told: () => void,
  start: readonly InviteView[] = [],
  offer?: OfferView,
): InviteDesk {
  let rows = [...start];
  let offered = offer;
  return {
    list: async () => [...rows],
    worth: (posts) => posts * 100 + 21,
    async make(posts) {
      const id = `invite-${rows.length + 1}`;
      rows = [{ id, posts, sats: posts * 100 + 21, madeAt: 1_790_000_000_000, state: 'making' }, ...rows];
      told();
    },
    link: async (id) => `https://nabo.test/invite#${id}`,
    async takeBack(id) {
      rows = rows.map((row) => (row.id === id ? { ...row, state: 'taking-back' } : row));
      told();
    },
    async read(text) {
      if (offered === undefined || !text.startsWith('good'))
        throw new InviteRefusal('This is no whole invite.');
      return offered;
    },
    async open() {
      if (offered !== undefined) offered = { ...offered, state: 'on-its-way' };
      told();
    },
  };
}
