import { fetchOk, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { SourceError } from './source.ts';

const LIMITS: FetchLimits = { maxBytes: 64, timeoutMs: 10_000 };

/**
 * Height of the highest block that an esplora knows (`GET /blocks/tip/height`): its word.
 *
 * @throws {SourceError} as `fetchOk` does, and `malformed` when it gives no height.
 */
export async function fetchTipHeight(
  { name, url }: { readonly name: string; readonly url: string },
  signal: AbortSignal,
  fetch: Fetch,
): Promise<number> {
  const request = {
    source: name,
    url: `${url}/blocks/tip/height`,
    limits: LIMITS,
    why: 'headers' as const,
    signal,
    fetch,
  };
  const text = new TextDecoder().decode(await fetchOk(request)).trim();
  if (!/^(?:0|[1-9]\d{0,7})$/.test(text))
    throw new SourceError(name, 'malformed', 'what it gives for its tip is no height');
  return Number(text);
}
