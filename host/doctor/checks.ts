import * as z from 'zod';
import type { SourceEntry } from '#lib/chain/source-entry.ts';
import { parseHeader } from '#lib/chain/header.ts';
import { fetchJson } from '#lib/chain/sources/bounded-fetch.ts';
import { connectBlockSource, connectSource } from '#lib/chain/sources/connect.ts';
import { createOrd } from '#lib/chain/sources/ord.ts';
import { SourceError } from '#lib/chain/sources/source.ts';
import type { Fetch } from '#lib/chain/outbound.ts';
import type { NetworkConfig } from '../config.ts';

/** `changed`: it answers, and not as we know it. */
export type Finding = { readonly state: 'works' | 'changed' | 'down'; readonly detail: string };

/** Something that Nabo asks somebody for. */
export type Check = {
  readonly host: string;
  readonly what: string;
  /** Answers in a few words what it got. */
  readonly run: (fetch: Fetch, signal: AbortSignal) => Promise<string>;
};

const POLICY = z.union([
  z.object({ policy: z.object({ miningFee: z.object({ satoshis: z.number(), bytes: z.number() }) }) }),
  z.object({ healthy: z.boolean() }),
]);
const LIMITS = { maxBytes: 64 * 1024, timeoutMs: 8000 };

/** Everything that a network's configuration names, and what of it is asked. */
export function checksOf({ network, sources, blocks, broadcasters }: NetworkConfig, ord?: string): Check[] {
  return [
    ...sources.flatMap(sourceChecks),
    ...blocks.map((entry) => ({
      host: entry.name,
      what: 'a block',
      run: async (fetch: Fetch, signal: AbortSignal) => {
        const block = await connectBlockSource(entry, fetch).block(1, signal);
        if (block === undefined) throw new SourceError(entry.name, 'malformed', 'has no block at height 1');
        return `${block.raw.length} bytes of block 1`;
      },
    })),
    ...broadcasters.map(({ name, kind, url }) => ({
      host: name,
      what: kind === 'arc' ? 'ARC policy' : 'Arcade policy',
      run: async (fetch: Fetch, signal: AbortSignal) => {
        const path = kind === 'arc' ? '/v1/policy' : '/policy';
        const given = await fetchJson(
          { source: name, url: url.replace(/\/+$/, '') + path, limits: LIMITS, why: 'status', fetch, signal },
          POLICY,
        );
        if (!('policy' in given)) return 'healthy';
        const { satoshis, bytes } = given.policy.miningFee;
        return `${satoshis} sat for ${bytes} bytes`;
      },
    })),
    ...(ord === undefined ? [] : [ordCheck(ord, network)]),
  ];
}

function sourceChecks(entry: SourceEntry): Check[] {
  const headers: Check = {
    host: entry.name,
    what: 'headers',
    run: async (fetch, signal) => {
      const given = await connectSource(entry, fetch).headers(0, 3, signal);
      const read = given.map(parseHeader);
      const [first, second] = read;
      if (first?.ok !== true || second?.ok !== true || second.value.prevHash !== first.value.hash)
        throw new SourceError(entry.name, 'malformed', 'no chain of headers from genesis on');
      return `${given.length} linked headers`;
    },
  };
  const posts: Check = {
    host: entry.name,
    what: 'posts',
    run: async (fetch, signal) => {
      const { entries } = await connectSource(entry, fetch).changes(undefined, 5, signal);
      const proven = entries.filter(({ bump }) => bump !== undefined).length;
      return `${entries.length} transactions, ${proven} with a path`;
    },
  };
  const listsPosts = connectSource(entry).headersOnly !== true;
  return listsPosts ? [headers, posts] : [headers];
}

const ordCheck = (url: string, network: string): Check => ({
  host: new URL(url).host,
  what: 'ord',
  run: async (fetch, signal) => {
    const ord = createOrd({ name: new URL(url).host, url, fetch });
    const hash = await ord.blockHash(1, signal);
    const ids = network === 'devnet' ? [] : await ord.inscriptions(818_677, signal);
    return `block 1 is ${hash?.slice(0, 12) ?? 'unknown'}, ${ids.length} inscriptions in 818,677`;
  },
});

/** Runs a check and says how it ended. */
export async function examine({ run }: Check, fetch: Fetch): Promise<Finding> {
  try {
    return { state: 'works', detail: await run(fetch, new AbortController().signal) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { kind, message, cause } = error;
    const why =
      cause instanceof Error && cause.cause instanceof Error ? `${message}: ${cause.cause.message}` : message;
    const isDown =
      kind === 'unreachable' || kind === 'timeout' || kind === 'busy' || /status (?:429|5\d\d)/.test(message);
    return { state: isDown ? 'down' : 'changed', detail: why };
  }
}
