/** Requests that may be under way at once; the next one is asked to come back. */
export const MAX_IN_FLIGHT = 64;
/** Of these one address may have so many, so that a few slow ones cannot keep everybody out. */
export const MAX_IN_FLIGHT_EACH = 16;
/** Bytes of bodies that may be under way at once; what memory the route takes follows from it. */
export const MAX_BYTES_IN_FLIGHT = 8_388_608;
/** Tokens that an address may save up, and gets back in a minute. */
const TOKENS_PER_MINUTE = 60;
/** A request costs one token, and one more for each so many bytes. */
const BYTES_PER_TOKEN = 100_000;
/** Addresses remembered at once; the one not heard of for longest is forgotten first. */
const MAX_ADDRESSES = 10_000;

export type Admission =
  | { readonly admitted: true; release(): void }
  | { readonly admitted: false; readonly code: 'busy' | 'too-many-requests'; readonly retryAfter: number };

type Bucket = { tokens: number; at: number };

/**
 * Decides who may use the route now: caps on requests and bytes under way, on requests by address, and a token
 * bucket for each client address. Nothing
 * is kept of an address but its bucket, in memory.
 *
 * @param now - a clock in milliseconds that never goes back
 */
export function createGate(now: () => number): { enter(address: string | null, bytes: number): Admission } {
  const buckets = new Map<string, Bucket>();
  const underWay = new Map<string, number>();
  let inFlight = 0;
  let bytesInFlight = 0;

  function take(address: string, cost: number): number {
    const at = now();
    const known = buckets.get(address);
    const saved =
      known === undefined ? TOKENS_PER_MINUTE : known.tokens + ((at - known.at) / 60_000) * TOKENS_PER_MINUTE;
    const tokens = Math.min(TOKENS_PER_MINUTE, saved);
    const missing = Math.max(0, cost - tokens);
    // Deleting first moves the address to the end: the map's order is that of last use.
    buckets.delete(address);
    buckets.set(address, { tokens: missing > 0 ? tokens : tokens - cost, at });
    if (buckets.size > MAX_ADDRESSES) {
      for (const oldest of buckets.keys()) {
        buckets.delete(oldest);
        break;
      }
    }
    return Math.ceil((missing / TOKENS_PER_MINUTE) * 60);
  }

  return {
    enter(address, bytes) {
      if (inFlight >= MAX_IN_FLIGHT || bytesInFlight + bytes > MAX_BYTES_IN_FLIGHT) {
        return { admitted: false, code: 'busy', retryAfter: 1 };
      }
      const key = addressKey(address);
      const own = underWay.get(key) ?? 0;
      if (own >= MAX_IN_FLIGHT_EACH) return { admitted: false, code: 'too-many-requests', retryAfter: 1 };
      const wait = take(key, 1 + Math.floor(bytes / BYTES_PER_TOKEN));
      if (wait > 0) return { admitted: false, code: 'too-many-requests', retryAfter: wait };
      inFlight += 1;
      bytesInFlight += bytes;
      underWay.set(key, own + 1);
      let released = false;
      return {
        admitted: true,
        release() {
          if (released) return;
          released = true;
          inFlight -= 1;
          bytesInFlight -= bytes;
          const left = (underWay.get(key) ?? 1) - 1;
          if (left === 0) underWay.delete(key);
          else underWay.set(key, left);
        },
      };
    },
  };
}

/**
 * Whom a request is counted against: an IPv4 address, or the /64 of an IPv6 address, since one line has all of it.
 * Without an address all share one bucket, so that a host which sets none is slow rather than open.
 */
function addressKey(address: string | null): string {
  if (address === null || address.length > 64) return 'unknown';
  const text = address.trim().toLowerCase();
  const mapped = /^::ffff:([0-9.]+)$/.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  if (!text.includes(':')) return text === '' ? 'unknown' : text;
  const [head = '', tail = ''] = (text.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
