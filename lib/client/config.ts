import * as z from 'zod/mini';
import { NETWORKS } from '#lib/chain/network.ts';
import { btcLandEntrySchema } from '#lib/chain/btc-land-entry.ts';
import { lookupEntrySchema } from '#lib/chain/lookup-entry.ts';
import { blockSourceEntrySchema, sourceEntrySchema } from '#lib/chain/source-entry.ts';

/**
 * A relay's address: WebSocket, and the PeerId that must answer there.
 *
 * `/ip4/127.0.0.1/tcp/3200/ws/p2p/12D3…` or, by TLS, `/dns4/relay.example/tcp/443/tls/ws/p2p/12D3…`
 * (https://github.com/multiformats/multiaddr, https://github.com/libp2p/specs/tree/master/addressing)
 */
const RELAY_ADDRESS =
  /^\/(?:ip4\/[0-9.]{7,15}|ip6\/[0-9A-Fa-f:.]{2,45}|dns[46]?\/[0-9A-Za-z.-]{1,253})\/tcp\/[0-9]{1,5}\/(?:ws|wss|tls\/ws)\/p2p\/[1-9A-HJ-NP-Za-km-z]{46,64}$/;
/** More relays than this no device calls: each costs it a connection that is kept alive. */
const MAX_RELAYS = 8;

/** Relays by address. */
export const relaysSchema = z.array(z.string().check(z.regex(RELAY_ADDRESS))).check(z.maxLength(MAX_RELAYS));

/** `stun:stun.example:3478` (https://www.rfc-editor.org/rfc/rfc7064). */
const STUN_ADDRESS = /^stuns?:[0-9A-Za-z.-]{1,253}(?::[0-9]{1,5})?$/;
/** Each is asked for every line; two are enough where one may be down. */
const MAX_STUN = 4;

export const stunSchema = z.array(z.string().check(z.regex(STUN_ADDRESS))).check(z.maxLength(MAX_STUN));

/** What a network has of its own. */
const networkFields = {
  network: z.enum(NETWORKS),
  /** Which of several chains of this name: a devnet that began anew has another. Keys and coins belong to one of them. */
  era: z.exactOptional(z.string().check(z.regex(/^[0-9a-z]{1,32}$/))),
  /** Indexers to read from, in order of preference. */
  sources: z.array(sourceEntrySchema),
  /** Where whole blocks come from. */
  blocks: z.array(blockSourceEntrySchema),
  /** Services that give one transaction by its id, each asked by a person's own act alone. */
  lookups: z._default(z.array(lookupEntrySchema), []),
  /** Who is asked about districts of BTC, whose transactions the lookups of that chain give. */
  btcLand: z.exactOptional(btcLandEntrySchema),
  /** Broadcasters that the client may reach by itself when the host is gone. */
  broadcasters: z.array(
    z.object({ name: z.string(), kind: z.enum(['arc', 'arcade', 'whatsonchain']), url: z.url() }),
  ),
  /** Gives coins on the devnet. */
  faucet: z.optional(z.url()),
  /** Takes devnet and host away for a while; where one machine runs all of it, and a devnet alone. */
  plug: z.optional(z.url()),
  /** Fee that we pay, in satoshis per 1,000 bytes. */
  satsPerKilobyte: z.number(),
};

/**
 * What the host tells the page at run time (`/config.json`): no address or port is in a build, so one build serves
 * every network. Cached by the service worker, so that the app starts with the host gone.
 */
export const appConfigSchema = z.object({
  build: z.string(),
  /** The host's own network; its broadcast route serves that one alone. */
  ...networkFields,
  /** Networks that a reader may turn to besides. */
  others: z._default(z.array(z.object(networkFields)), []),
  /** How long new words may be taken back before the first byte of them leaves. */
  undoSeconds: z._default(z.number().check(z.int(), z.minimum(0), z.maximum(60)), 10),
  /** Where neighbours meet. None: this device reads from sources alone. */
  relays: z._default(relaysSchema, []),
  /** Servers that tell a browser its address on the internet, for lines from browser to browser. None: it does without. */
  stun: z._default(stunSchema, []),
});

export type AppConfig = z.infer<typeof appConfigSchema>;
