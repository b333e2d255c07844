/**
 * A CacheStorage in memory for tests in Node, which has none. It keeps what the service worker relies on: URLs are
 * absolute, a stored response can be read again and again, caches are searched in the order of their making.
 */
export function memoryCaches(origin: string) {
  const stores = new Map<string, MemoryCache>();
  return {
    open: (name: string): Promise<MemoryCache> => {
      const cache = stores.get(name) ?? new MemoryCache(origin);
      stores.set(name, cache);
      return Promise.resolve(cache);
    },
    has: (name: string): Promise<boolean> => Promise.resolve(stores.has(name)),
    keys: (): Promise<string[]> => Promise.resolve([...stores.keys()]),
    delete: (name: string): Promise<boolean> => Promise.resolve(stores.delete(name)),
    match: async (url: string): Promise<Response | undefined> => {
      for (const cache of stores.values()) {
        const response = await cache.match(url);
        if (response !== undefined) return response;
      }
      return undefined;
    },
  };
}

type Key = string | { readonly url: string };

class MemoryCache {
  readonly #origin: string;
  readonly #entries = new Map<string, Response>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  match(key: Key): Promise<Response | undefined> {
    return Promise.resolve(this.#entries.get(this.#url(key))?.clone());
  }

  put(key: Key, response: Response): Promise<void> {
    this.#entries.set(this.#url(key), response.clone());
    return Promise.resolve();
  }

  delete(key: Key): Promise<boolean> {
    return Promise.resolve(this.#entries.delete(this.#url(key)));
  }

  keys(): Promise<{ readonly url: string }[]> {
    return Promise.resolve([...this.#entries.keys()].map((url) => ({ url })));
  }

  #url(key: Key): string {
    return new URL(typeof key === 'string' ? key : key.url, this.#origin).href;
  }
}
