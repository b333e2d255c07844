import type { StatusView } from './client.ts';

/** What this origin stores and may store, in bytes, as the browser says it, and whether it promised to keep it. */
export async function readStorage(): Promise<StatusView['storage']> {
  // Absent outside of secure contexts and in old browsers; the status page then says nothing about it.
  const { storage } = navigator as { readonly storage?: StorageManager };
  if (storage === undefined) return undefined;
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([storage.estimate(), storage.persisted()]);
  return { usage, quota, persisted };
}
