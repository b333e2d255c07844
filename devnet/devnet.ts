import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Result } from '#lib/bytes/result.ts';
import type { Tx } from '#lib/chain/tx.ts';
import { openArchive } from './archive.ts';
import { AutoMiner } from './auto-miner.ts';
import { Chain, type Block, type Reorg } from './chain.ts';
import { ChainStore } from './chain-store.ts';
import { feedChannel, tipChannel, type ChainView } from './chain-view.ts';
import { arcRoutes } from './faces/arc.ts';
import { arcadeRoutes, publishStatuses } from './faces/arcade.ts';
import { devRoutes } from './faces/dev.ts';
import { esploraRoutes } from './faces/esplora.ts';
import { jungleBusRoutes } from './faces/junglebus.ts';
import { describeHeader, headerRoutes } from './faces/headers.ts';
import { feedEvent, oneSatRoutes } from './faces/one-sat.ts';
import { ordRoutes } from './faces/ord.ts';
import { whatsOnChainRoutes } from './faces/whats-on-chain.ts';
import { Faucet } from './faucet.ts';
import { FeedLog } from './feed-log.ts';
import { EventStreams } from './http/event-stream.ts';
import { notFound, text, under, type Route } from './http/exchange.ts';
import { RequestLog, type LoggedRequest } from './http/request-log.ts';
import { Faults } from './faults.ts';
import { serve } from './http/server.ts';
import { Intake } from './intake.ts';
import { OutputIndex } from './output-index.ts';
import { Proofs } from './proofs.ts';
import type { Refusal } from './refusal.ts';
import { beginChain, type SeedName } from './seeds/begin.ts';
import type { Payment } from './spend.ts';
import { Sqlite } from './sqlite.ts';
import { StatusLog } from './status-log.ts';

export type DevnetOptions = {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Folder of the data file, made when missing. Without one everything is forgotten at the end. */
  readonly dataDir?: string;
  /** Folder of real transactions and blocks, served as `main` and `btc`. */
  readonly archiveDir?: string;
  /** The story that a new chain begins with; none unless said. */
  readonly seed?: SeedName;
  /** Seconds between blocks; 0, the default, mines on command only. */
  readonly intervalSeconds?: number;
  readonly onRequest?: (request: LoggedRequest) => void;
  /** Gets what went wrong inside; thrown on when absent. */
  readonly onFailure?: (error: unknown) => void;
};

/** A running local network. */
export interface Devnet extends AsyncDisposable {
  /** Base address of every face. */
  readonly url: string;
  readonly height: number;
  /** Random, and the same for as long as the data lives: tells a devnet from one that began anew. */
  readonly era: string;
  mine(count?: number): readonly Block[];
  /** Displaces the last `depth` blocks by one more empty ones. */
  reorg(depth: number): Reorg;
  /** Hands a transaction in without a request. */
  accept(tx: Tx): Result<{ txid: Txid; isNew: boolean }, Refusal>;
  /** Pays to `address` by the transaction's first output. */
  faucet(address: string, sats?: number): Payment;
  close(): Promise<void>;
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function openData(dataDir: string | undefined): Sqlite {
  if (dataDir === undefined) return new Sqlite(':memory:');
  mkdirSync(dataDir, { recursive: true });
  return new Sqlite(join(dataDir, 'devnet.sqlite'));
}

/** The chain and everything that takes notes of it. */
function openChain(db: Sqlite, streams: EventStreams, seed: SeedName) {
  const store = new ChainStore(db);
  const outputs = new OutputIndex(db);
  const feed = new FeedLog(db, outputs);
  const statuses = new StatusLog(db);
  const tipNews = {
    mined({ header, height }: Block): void {
      const data = JSON.stringify(describeHeader({ header: header.bytes, height }));
      db.afterCommit(() => streams.publish(tipChannel({ network: 'devnet' }), { data }));
    },
  };
  const chain = new Chain(db, store, [statuses, feed, tipNews]);
  const faucet = new Faucet(chain, outputs);
  beginChain(db, chain, faucet, seed);
  const view: ChainView = {
    network: 'devnet',
    store: chain.store,
    outputs,
    feed,
    proofs: new Proofs(chain.store),
  };
  return { chain, faucet, statuses, view };
}

/**
 * Starts a devnet in this process, on the loopback interface. The same code runs behind `npm start`, in development
 * and in tests.
 *
 * @throws when the port or the data file is in use, or a file of the archive is not what it says.
 */
export async function startDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const { onFailure = throwLater } = options;
  await using resources = new AsyncDisposableStack();
  const db = resources.use(openData(options.dataDir));
  const streams = new EventStreams();
  const log = new RequestLog();
  const { chain, faucet, statuses, view } = openChain(db, streams, options.seed ?? 'none');
  const faults = new Faults();
  const intake = new Intake(db, chain, statuses, onFailure);
  resources.defer(() => intake.close());
  publishStatuses({ view, statuses, streams });
  view.feed.listen(() => streams.publish(feedChannel(view), feedEvent(view)));

  const routes: Route[] = [
    ...under('/v1', arcRoutes({ chain, view, statuses, faults })),
    ...under('/arcade', arcadeRoutes({ chain, view, statuses, intake, streams, faults })),
    ...under('/arcade/chaintracks/v2', headerRoutes(view, streams)),
    ...under('/1sat', oneSatRoutes(view, streams)),
    ...under('/esplora', esploraRoutes(view)),
    ...under('/woc', whatsOnChainRoutes({ chain, view, faults })),
    ...under('/junglebus', jungleBusRoutes(view)),
    ...under('/dev', devRoutes({ chain, view, faucet, streams, log, faults })),
  ];
  if (options.archiveDir !== undefined) {
    const archive = openArchive(options.archiveDir);
    resources.defer(() => archive.close());
    routes.push(
      ...under('/main/1sat', oneSatRoutes(archive.main, streams)),
      ...under('/main/esplora', esploraRoutes(archive.main)),
      ...under('/btc/esplora', esploraRoutes(archive.btc)),
      ...under('/btc/ord', ordRoutes(archive.btc, archive.inscribed)),
      {
        method: 'GET',
        path: '/btc/districts.csv',
        handle: () => (archive.districts === undefined ? notFound('list') : text(archive.districts)),
      },
    );
  }
  const { port = 0, onRequest, intervalSeconds = 0 } = options;
  const server = await serve({
    routes,
    port,
    log,
    onFailure,
    ...(onRequest === undefined ? {} : { onRequest }),
  });
  resources.defer(() => server.close());
  resources.defer(() => streams.close());
  if (intervalSeconds > 0) resources.use(new AutoMiner(chain, intervalSeconds, onFailure));

  const owned = resources.move();
  const close = (): Promise<void> => owned.disposeAsync();
  return {
    url: server.url,
    era: view.feed.instance,
    get height() {
      return chain.tip().height;
    },
    mine: (count = 1) => Array.from({ length: count }, () => chain.mine()),
    reorg: (depth) => chain.reorg(depth),
    accept: (tx) => chain.accept(tx),
    faucet: (address, sats) => faucet.give(address, sats),
    close,
    [Symbol.asyncDispose]: close,
  };
}
