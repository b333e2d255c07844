import { keepStorageCaps, readStorageCaps, type StorageCapsRow } from '#lib/store/storage-caps-store.ts';

/** Kinds of what is held: pictures and pages, and everything else. */
export type StorageClass = keyof StorageCapsRow;

/** What was chosen of each kind, and what else there is to choose; in MB of 1,048,576 bytes. */
export type StorageCaps = Readonly<
  Record<StorageClass, { readonly chosen: number; readonly choices: readonly number[] }>
>;

const MEGABYTE = 1024 * 1024;
const CHOICES: Readonly<Record<StorageClass, readonly number[]>> = {
  media: [64, 256, 1_024, 4_096],
  packed: [256, 1_024, 4_096],
};
const USUAL: StorageCapsRow = { media: 256 * MEGABYTE, packed: 1_024 * MEGABYTE };

/** What was chosen, in bytes; the usual where nothing was, or where it cannot be read. */
const readLimits = async (): Promise<StorageCapsRow> =>
  (await readStorageCaps().catch(() => undefined)) ?? USUAL;

/** The same as screens show it. */
export function capsOf(limits: StorageCapsRow = USUAL): StorageCaps {
  const of = (kind: StorageClass) => ({
    chosen: Math.round(limits[kind] / MEGABYTE),
    choices: CHOICES[kind],
  });
  return { media: of('media'), packed: of('packed') };
}

/** What was chosen on this device. */
export const readCaps = async (): Promise<StorageCaps> => capsOf(await readLimits());

/** Chooses how much of a kind may be held; it holds from the next start of the app on. */
export async function keepCap(kind: StorageClass, megabytes: number): Promise<void> {
  await keepStorageCaps({ ...(await readLimits()), [kind]: megabytes * MEGABYTE });
}
