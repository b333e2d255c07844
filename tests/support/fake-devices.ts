import { LinkRefusal, type LinkDesk, type DeviceView, type HandedView } from '#lib/client/link-desk.ts';

/** Devices without a chain. A link that begins with `device=good` hands over what `handed` says; any other is refused. */
export function createFakeDevices(
  told: () => void,
  start: readonly DeviceView[] = [],
  handed?: HandedView,
): LinkDesk {
  let rows = [...start];
  return {
    list: async () => [...rows],
    cost: async () => ({ sats: 20_140, given: 20_000 }),
    async make() {
      const number = 7 - rows.length;
      const id = `device-${number}`;
      rows = [...rows, { number, id, madeAt: 1_790_000_000_000, state: 'linking', posts: 0, hasLink: true }];
      told();
      return id;
    },
    link: async (id) => `https://nabo.test/invite#device=${id}`,
    async end(number) {
      rows = rows.map(({ trouble, ...row }) =>
        row.number === number
          ? { ...row, state: 'ending', hasLink: false }
          : { ...row, ...(trouble !== undefined && { trouble }) },
      );
      told();
    },
    async forget(id) {
      rows = rows.filter((row) => row.id !== id);
      told();
    },
    async read(text) {
      if (handed === undefined || !text.startsWith('device=good'))
        throw new LinkRefusal('This is no whole link.');
      return handed;
    },
    join: async () => told(),
  };
}
