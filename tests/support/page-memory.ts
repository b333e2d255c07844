import type { BrowserContext, Page } from 'playwright-core';

declare global {
  /** All that workers of this page have said to it, as text with bytes in hex. */
  var heardFromWorkers: string[] | undefined;
}

/** The page's heap as the browser's own snapshot has it: every string, and every number. Bytes it leaves out. */
export async function pageHeap(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  try {
    const chunks: string[] = [];
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false, captureNumericValue: true });
    return chunks.join('');
  } finally {
    await session.detach();
  }
}

/**
 * From now on pages keep what a worker whose address ends so says to them, bytes included. What a page has of another
 * thread's memory can have come no other way.
 */
export async function hearWorkers(context: BrowserContext, address: string): Promise<void> {
  await context.addInitScript((end) => {
    const heard: string[] = [];
    globalThis.heardFromWorkers = heard;
    const hexOf = (bytes: Uint8Array): string =>
      Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const plain = (_name: string, value: unknown): unknown => {
      if (value instanceof ArrayBuffer) return hexOf(new Uint8Array(value));
      if (ArrayBuffer.isView(value))
        return hexOf(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return typeof value === 'bigint' ? value.toString(16) : value;
    };
    const Real = globalThis.Worker;
    globalThis.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        if (String(url).endsWith(end))
          this.addEventListener('message', ({ data }) => heard.push(JSON.stringify(data, plain)));
      }
    };
  }, address);
}

/**
 * All that an origin keeps, as text with bytes in hex: every row of every IndexedDB, both storages, every cached answer of
 * the app itself.
 */
export function pageStorage(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const hexOf = (bytes: Uint8Array): string =>
      Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error as Error));
      });
    const plain = (_name: string, value: unknown): unknown => {
      if (value instanceof ArrayBuffer) return hexOf(new Uint8Array(value));
      if (ArrayBuffer.isView(value))
        return hexOf(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      if (value instanceof CryptoKey) return `a ${value.type} key, ${value.extractable ? 'open' : 'closed'}`;
      return typeof value === 'bigint' ? value.toString(16) : value;
    };
    const found: string[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([settled(rows.getAllKeys()), settled(rows.getAll())]);
        found.push(`${name}/${store}`, JSON.stringify(keys, plain), JSON.stringify(values, plain));
      }
      database.close();
    }
    for (const storage of [localStorage, sessionStorage]) found.push(JSON.stringify(Object.entries(storage)));
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push(request.url, (await response?.text()) ?? '');
      }
    }
    return found.join('\n');
  });
}
