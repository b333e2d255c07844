import * as z from 'zod/mini';
import { isBlockHash } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { HEADER_BYTES, parseHeader } from '#lib/chain/header.ts';
import { fetchJson, fetchOk, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { cutHeaders, headersOnly } from './chaintracks.ts';
import { SourceError, type ChainSource } from './source.ts';

export type WhatsOnChainOptions = {
  readonly name: string;
  /** As `https://api.whatsonchain.com/v1/bsv/main`; no slash at the end. */
  readonly url: string;
  readonly fetch?: Fetch;
  readonly limits?: FetchLimits;
};

const DEFAULT_LIMITS: FetchLimits = { maxBytes: 4 * 1024 * 1024, timeoutMs: 20_000 };
/** Its files hold this many headers each; the first holds one more. */
const FILE = 10_000;
/** Up to so many newest headers are given by number. */
const NEWEST = 100;

const infoSchema = z.object({
  blocks: z.int().check(z.nonnegative()),
  bestblockhash: z.string().check(z.refine(isBlockHash)),
});

/**
 * Reads WhatsOnChain's headers: a second opinion about the chain. It lists no posts; what it knows of transactions it tells
 * by id alone, and ids are not asked for.
 */
export function createWhatsOnChain(options: WhatsOnChainOptions): ChainSource {
  const { name, url, fetch = platformFetch, limits = DEFAULT_LIMITS } = options;
  const base = { source: name, limits, why: 'headers', fetch } as const;
  const packed = async (path: string, signal: AbortSignal): Promise<Uint8Array[]> =>
    cutHeaders(name, plain(await fetchOk({ ...base, url: `${url}/block/headers/${path}`, signal })));

  return headersOnly(name, async (fromHeight, count, signal) => {
    const askTip = () => fetchJson({ ...base, url: `${url}/chain/info`, signal }, infoSchema);
    const info = await askTip();
    const tip = info.blocks;
    if (fromHeight > tip) return [];
    const lastFile = tip < FILE ? -1 : Math.floor(tip / FILE) * FILE;
    if (fromHeight <= lastFile) {
      const [start, end] = fileOf(fromHeight);
      const file = await packed(`${start}_${end}_headers.bin`, signal);
      return file.slice(fromHeight - start, fromHeight - start + count);
    }
    const isNewest = tip - fromHeight < NEWEST;
    const start = isNewest ? fromHeight : lastFile + 1;
    const given = inOrder(await packed(isNewest ? `latest?count=${tip - start + 1}` : 'latest', signal));
    const last = given.at(-1);
    const header = last && parseHeader(last);
    const isWhole = given.length === tip - start + 1 && header?.ok === true;
    if (!isWhole || header.value.hash !== info.bestblockhash) {
      // Perhaps its chain went on between the two answers. Then there is another time.
      if ((await askTip()).bestblockhash !== info.bestblockhash) return [];
      throw new SourceError(name, 'malformed', 'its newest headers do not end in the block that it names');
    }
    return given.slice(fromHeight - start, fromHeight - start + count);
  });
}

/** First and last height of the file that holds a header. */
function fileOf(height: number): readonly [number, number] {
  if (height <= FILE) return [0, FILE];
  const start = Math.floor((height - 1) / FILE) * FILE + 1;
  return [start, start + FILE - 1];
}

/** The bytes, whether they came as such or written in hex. */
function plain(bytes: Uint8Array): Uint8Array {
  if (bytes.length % HEADER_BYTES !== 0 || bytes.length % (2 * HEADER_BYTES) === 0) {
    const hex = decodeUtf8(bytes)?.trim();
    const decoded = hex === undefined ? undefined : fromHex(hex);
    if (decoded !== undefined && decoded.length > 0) return decoded;
  }
  return bytes;
}

/** Headers lowest first, whichever way round they were given. */
function inOrder(headers: readonly Uint8Array[]): readonly Uint8Array[] {
  const [first, second] = headers.slice(0, 2).map(parseHeader);
  const isDown = first?.ok === true && second?.ok === true && first.value.prevHash === second.value.hash;
  return isDown ? headers.toReversed() : headers;
}
