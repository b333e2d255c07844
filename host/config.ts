import * as z from 'zod';
import { broadcasterTable } from '#lib/broadcast/table.ts';
import { appConfigSchema, relaysSchema, stunSchema, type AppConfig } from '#lib/client/config.ts';
import type { ContentKind } from './headers.ts';
import { relayOrigin } from './relay-origin.ts';

/** What `/config.json` says, less the build, which the host learns from what it serves. */
export type NetworkConfig = Omit<AppConfig, 'build'>;

/** How one host process was asked to run. */
export type HostConfig = {
  readonly port: number;
  /** Where to listen. Loopback unless somebody says otherwise. */
  readonly address: string;
  /** Loopback port of health and metrics; they are off when it is absent. */
  readonly healthPort?: number;
  /** How many proxies of our own stand in front and append to `X-Forwarded-For`. 0: nobody is believed. */
  readonly trustedProxies: number;
  /** Whether transactions are taken; an archive is only read. */
  readonly takesTransactions: boolean;
  /** The folder with files of older posts that are offered to newcomers. */
  readonly snapshots?: string;
  readonly app: NetworkConfig;
};

/** A variable of the environment is not what it may be. The message names it. */
export class HostConfigError extends Error {
  override readonly name = 'HostConfigError';
}

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
/** An empty variable is one that was not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const splitList = (text: string): string[] => text.split(',').map((part) => part.trim());

const environmentSchema = z
  .object({
    PORT: optional(port).default(3000),
    HOST: optional(z.string()).default('localhost'),
    HEALTH_PORT: optional(port),
    TRUST_PROXY: optional(z.coerce.number().int().min(0).max(8)).default(0),
    NABO_NETWORK: optional(z.enum(['devnet', 'test', 'main'])).default('devnet'),
    /** Where the devnet listens; needed on that network. */
    NABO_DEVNET_URL: optional(url),
    /** What tells this devnet from one that began anew; the devnet prints it. */
    NABO_DEVNET_ERA: optional(z.string().regex(/^[0-9a-z]{1,32}$/)),
    /** Where neighbours meet: multiaddrs, separated by commas. */
    NABO_RELAYS: optional(
      z
        .string()
        .transform(splitList)
        .pipe(relaysSchema)
        .refine((addresses) => addresses.every((address) => relayOrigin(address) !== undefined), {
          error: 'there is an address in it that no browser can call',
        }),
    ).default([]),
    /** Who tells a browser its address on the internet: `stun:name:port`, separated by commas. Never asked on the devnet. */
    NABO_STUN: optional(z.string().transform(splitList).pipe(stunSchema)).default([]),
    /** A subscription to posts that somebody made on JungleBus's dashboard. Without one it gives headers alone. */
    NABO_JUNGLEBUS_SUBSCRIPTION: optional(z.string().regex(/^[0-9a-zA-Z_-]{1,128}$/)),
    /** How long new words may be taken back. */
    NABO_UNDO_SECONDS: optional(z.coerce.number().int().min(0).max(60)).default(10),
    /** Public networks that a reader may turn to besides the host's own, separated by commas. */
    NABO_OFFERS: optional(
      z
        .string()
        .transform(splitList)
        .pipe(z.array(z.enum(['main', 'test']))),
    ).default([]),
    /** Where the launcher of this devnet takes its servers away. */
    NABO_PLUG_URL: optional(url),
    /** The folder that `npm run snapshot` wrote. */
    NABO_SNAPSHOTS: optional(z.string()),
    /** Where an archive of network main is served; set, nothing else is asked. */
    NABO_ARCHIVE_URL: optional(url),
  })
  .refine(
    ({ NABO_NETWORK: network, NABO_DEVNET_URL: devnet, NABO_ARCHIVE_URL: archive }) =>
      network !== 'devnet' || (devnet ?? archive) !== undefined,
    {
      path: ['NABO_DEVNET_URL'],
      error: 'needed on the devnet: the address that `node devnet/main.ts` prints',
    },
  );

/**
 * Reads the environment of the host. Nothing else in `host/*.ts` looks at it; lib/broadcast reads its own two
 * variables.
 *
 * @throws {HostConfigError} naming each variable that cannot be used.
 */
export function readHostConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): HostConfig {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new HostConfigError(`The host cannot start with this environment.\n${reasons.join('\n')}`);
  }
  const { HEALTH_PORT: healthPort, NABO_ARCHIVE_URL: archiveUrl, ...rest } = parsed.data;
  return {
    port: rest.PORT,
    address: rest.HOST,
    ...(healthPort !== undefined && { healthPort }),
    trustedProxies: rest.TRUST_PROXY,
    takesTransactions: archiveUrl === undefined,
    ...(rest.NABO_SNAPSHOTS !== undefined && { snapshots: rest.NABO_SNAPSHOTS }),
    app: {
      ...(archiveUrl === undefined ? networkConfig(rest) : archiveConfig(archiveUrl)),
      // An archive is asked, and nobody else.
      others:
        archiveUrl === undefined
          ? rest.NABO_OFFERS.filter((network) => network !== rest.NABO_NETWORK).map((network) =>
              networkConfig({ ...rest, NABO_NETWORK: network }),
            )
          : [],
      relays: rest.NABO_RELAYS,
      stun: rest.NABO_NETWORK === 'devnet' ? [] : rest.NABO_STUN,
      undoSeconds: rest.NABO_UNDO_SECONDS,
    },
  };
}

/** What the app is configured with on a network, whatever this host runs. Reads the same environment. */
export const configOfNetwork = (
  network: 'devnet' | 'test' | 'main',
  devnetUrl: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): NetworkConfig =>
  readHostConfig({
    ...environment,
    NABO_NETWORK: network,
    NABO_DEVNET_URL: devnetUrl,
    NABO_ARCHIVE_URL: undefined,
  }).app;

/** What a network has of its own; relays are chosen by who runs the host. */
type Services = Omit<NetworkConfig, 'relays' | 'stun' | 'others' | 'undoSeconds'>;

const SATS_PER_KILOBYTE = 100;

/** The public services of each network, and the devnet's faces. */
function networkConfig({
  NABO_NETWORK: network,
  NABO_DEVNET_URL: devnetUrl,
  NABO_DEVNET_ERA: era,
  NABO_PLUG_URL: plug,
  NABO_JUNGLEBUS_SUBSCRIPTION: subscription,
}: Pick<
  z.infer<typeof environmentSchema>,
  'NABO_NETWORK' | 'NABO_DEVNET_URL' | 'NABO_DEVNET_ERA' | 'NABO_PLUG_URL' | 'NABO_JUNGLEBUS_SUBSCRIPTION'
>): Services {
  if (network === 'devnet') {
    return {
      network,
      ...(era !== undefined && { era }),
      sources: [{ name: 'devnet', kind: '1sat-stack', url: `${devnetUrl}/1sat` }],
      blocks: [{ name: 'devnet', kind: 'esplora', url: `${devnetUrl}/esplora` }],
      lookups: [{ name: 'devnet', kind: '1sat-stack', chain: 'bsv', url: `${devnetUrl}/1sat` }],
      broadcasters: [{ name: 'devnet', kind: 'arcade', url: `${devnetUrl}/arcade` }],
      faucet: `${devnetUrl}/dev/faucet`,
      ...(plug !== undefined && { plug: `${plug}/dev/plug` }),
      satsPerKilobyte: SATS_PER_KILOBYTE,
    };
  }
  const host = network === 'main' ? 'api.1sat.app' : 'testnet.api.1sat.app';
  return {
    network,
    sources: [
      { name: host, kind: '1sat-stack', url: `https://${host}/1sat` },
      ...(network === 'main'
        ? [
            {
              name: 'junglebus.gorillapool.io',
              kind: 'junglebus' as const,
              url: 'https://junglebus.gorillapool.io',
              ...(subscription !== undefined && { subscription }),
            },
          ]
        : []),
      {
        name: 'api.whatsonchain.com',
        kind: 'whatsonchain',
        url: `https://api.whatsonchain.com/v1/bsv/${network}`,
      },
    ],
    // Blocks up to 478,558 are the same on both chains. Later ones do not fit a header that we checked, and are refused.
    blocks: [
      ...(network === 'main'
        ? [{ name: 'mempool.space', kind: 'esplora' as const, url: 'https://mempool.space/api' }]
        : []),
      {
        name: 'api.whatsonchain.com',
        kind: 'whatsonchain',
        url: `https://api.whatsonchain.com/v1/bsv/${network}`,
      },
    ],
    lookups: [
      { name: host, kind: '1sat-stack', chain: 'bsv', url: `https://${host}/1sat` },
      {
        name: 'api.whatsonchain.com',
        kind: 'whatsonchain',
        chain: 'bsv',
        url: `https://api.whatsonchain.com/v1/bsv/${network}`,
      },
      ...(network === 'main'
        ? [
            {
              name: 'mempool.space',
              kind: 'esplora' as const,
              chain: 'btc' as const,
              url: 'https://mempool.space/api',
            },
          ]
        : []),
    ],
    ...(network === 'main' && {
      btcLand: { inscriptions: { name: 'ordinals.com', url: 'https://ordinals.com' } },
    }),
    broadcasters: broadcasterTable({ network }).map((entry) => ({ ...entry })),
    satsPerKilobyte: SATS_PER_KILOBYTE,
  };
}

/** Network main as a folder holds it, served by the devnet's process. */
function archiveConfig(archiveUrl: string): Services {
  return {
    network: 'main',
    sources: [{ name: 'archive', kind: '1sat-stack', url: `${archiveUrl}/main/1sat` }],
    blocks: [{ name: 'archive', kind: 'esplora', url: `${archiveUrl}/main/esplora` }],
    lookups: [
      { name: 'archive', kind: '1sat-stack', chain: 'bsv', url: `${archiveUrl}/main/1sat` },
      { name: 'archive of BTC', kind: 'esplora', chain: 'btc', url: `${archiveUrl}/btc/esplora` },
    ],
    btcLand: {
      inscriptions: { name: 'archive', url: `${archiveUrl}/btc/ord` },
      rows: { name: 'Bitmap OCI', url: `${archiveUrl}/btc/districts.csv` },
    },
    broadcasters: [],
    satsPerKilobyte: SATS_PER_KILOBYTE,
  };
}

/** The body of `/config.json`. */
export const appConfig = (app: NetworkConfig, build: string): AppConfig =>
  appConfigSchema.parse({ build, ...app });

/**
 * Every origin that what is served as `kind` may speak to besides its own host: the `connect-src` of its policy. Relays are
 * for the service worker, and for the page whose tab has lines from browser to browser, which no worker may make. The plug
 * is pulled by a page.
 */
export function networkOrigins(config: NetworkConfig, kind: ContentKind): readonly string[] {
  const { relays, plug, others } = config;
  const urls = [config, ...others].flatMap(({ sources, blocks, lookups, btcLand, broadcasters, faucet }) => [
    ...Object.values(btcLand ?? {}).map((service) => service.url),
    ...[...sources, ...blocks, ...lookups, ...broadcasters].map((service) => service.url),
    ...(faucet === undefined ? [] : [faucet]),
  ]);
  if (kind === 'document' && plug !== undefined) urls.push(plug);
  const origins = urls.map((text) => new URL(text).origin);
  if (kind === 'service-worker' || kind === 'document')
    origins.push(...relays.flatMap((address) => relayOrigin(address) ?? []));
  return [...new Set(origins)].sort();
}
