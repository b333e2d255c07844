import { IDBFactory } from 'fake-indexeddb';
import { equalBytes } from '#lib/bytes/concat.ts';
import { createFaucet } from '#lib/broadcast/faucet.ts';
import { createBroadcastHandler } from '#lib/broadcast/index.ts';
import { followStatus } from '#lib/broadcast/status.ts';
import { createSubmitter } from '#lib/broadcast/submit.ts';
import type { BroadcasterEntry } from '#lib/broadcast/table.ts';
import { chooseSigner } from '#lib/client/outside/choose-signer.ts';
import { createOutsideWallets } from '#lib/client/outside/desk.ts';
import { OutsideError, type ConnectOutside } from '#lib/client/outside/wallet.ts';
import type { Feed } from '#lib/feed/feed.ts';
import { estimateIntent } from '#lib/publish/estimate.ts';
import { createOutbox, type Evidence, type Outbox } from '#lib/publish/outbox.ts';
import type { Clock, Signer } from '#lib/publish/platform.ts';
import type { Payer, Publication, StoredIntent } from '#lib/publish/publication.ts';
import { inARow } from '#lib/publish/thread.ts';
import { createSigningDesk } from '#lib/publish/signing-desk.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore, type CoreStore } from '#lib/store/core-store.ts';
import { createCustody } from '#lib/wallet/custody.ts';
import { createDevices } from '#lib/wallet/devices.ts';
import { createInvites } from '#lib/wallet/invites.ts';
import { createOutsideDesk } from '#lib/wallet/outside-desk.ts';
import { createLocalSigner } from '#lib/wallet/signer.ts';
import { eventually } from './eventually.ts';

/** How much faster than ours a writer's clock goes: back-off of minutes passes in a second. */
const HASTE = 40;

const hastyClock: Clock = {
  now: () => performance.now() * HASTE,
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds / HASTE);
      if (signal.aborted) done();
      else signal.addEventListener('abort', done);
    }),
};

export type WriterOptions = {
  readonly devnetUrl: string;
  /** Whom the page may reach by itself; nobody unless said. */
  readonly direct?: readonly BroadcasterEntry[];
  /** How long new words may be taken back, in milliseconds of the writer's own clock. */
  readonly undoMs?: number;
  /** Whether a second source is asked for the bytes all the time; otherwise whoever runs it tells by `observe`. */
  readonly hasWitness?: boolean;
  /** Other wallets that this one may choose to sign with. */
  readonly wallets?: Readonly<Record<Payer, ConnectOutside>>;
  /** A key that is used elsewhere as well, and which of its devices this is. */
  readonly key?: { readonly words: string; readonly device: number };
  /** The link that another device made for this one. */
  readonly link?: string;
};

const noWallet: ConnectOutside = () => Promise.reject(new OutsideError('wallet-absent'));

/** Somebody at a device: the whole write way, with the host's route in between and nothing replaced but the wires. */
export async function startWriter({
  devnetUrl,
  direct = [],
  undoMs = 0,
  hasWitness = true,
  wallets = { brc100: noWallet, yours: noWallet },
  key,
  link,
}: WriterOptions) {
  /** Which wires are up. */
  const wires = { host: true, devnet: true };
  const sent: Uint8Array[] = [];
  const handle = createBroadcastHandler({
    table: [{ name: 'devnet', kind: 'arc', url: devnetUrl }],
    fetch: (url, init) => (wires.devnet ? fetch(url, init) : Promise.reject(new TypeError('no route'))),
    now: () => hastyClock.now(),
  });
  const wire = async (url: string, init: RequestInit): Promise<Response> => {
    const toHost = url.startsWith('/');
    if (!(toHost ? wires.host : wires.devnet)) throw new TypeError('no route');
    if (!toHost) return fetch(url, init);
    if (init.body instanceof Uint8Array) sent.push(init.body);
    const length = init.body instanceof Uint8Array ? { 'content-length': String(init.body.length) } : {};
    const headers = { ...(init.headers as Record<string, string>), ...length };
    return handle(new Request(`http://host.test${url}`, { ...init, headers, signal: null }));
  };

  const factory = new IDBFactory();
  const store: CoreStore = createCoreStore(await openCoreDatabase('devnet', { factory }));
  const signer = createLocalSigner({ network: 'devnet', store, now: () => Date.now() });
  if (key !== undefined) {
    const { keyring } = signer;
    const custody = createCustody({ network: 'devnet', store, keyring, now: () => 1 });
    await custody.restore({ from: 'words', text: key.words, layout: 2, device: key.device });
  }
  const devices = createDevices({ network: 'devnet', store, keyring: signer.keyring });
  if (link !== undefined) await devices.join(link);
  const { takeIn, put, ...desk } = createSigningDesk({
    store,
    craft: (request) => signer.craft(request),
    address: async () => (await signer.ensureAccount()).address,
    addHolding: (at, script) => signer.addHolding(at, script),
    spend: (sats, approved) => signer.spend(sats, approved),
  });
  const invites = createInvites({
    network: 'devnet',
    store,
    keyring: signer.keyring,
    enter: ({ made, ...saved }) => takeIn({ ...saved, network: 'devnet', at: hastyClock.now() }, made),
  });
  const checks = createOutsideDesk({ network: 'devnet', store, keyring: signer.keyring, put });
  const taken = new Set<string>();
  const outside = createOutsideWallets({
    network: 'devnet',
    satsPerKilobyte: 100,
    store,
    signer: {
      next: (id, holder, word) => checks.next(id, holder, word),
      enter: (id, holder, word, made) =>
        checks.enter(id, holder, { ...made, satsPerKilobyte: 100, ...(word && { word }) }),
    },
    wallets,
    alone: {
      async run(name, work) {
        if (taken.has(name)) return false;
        taken.add(name);
        await work().finally(() => taken.delete(name));
        return true;
      },
      isTaken: async (name) => taken.has(name),
    },
    // As the page does when it hears of its account.
    onChange: () => {
      const payer = outside.view().connected?.payer;
      if (payer !== undefined) void outbox.signWaiting(payer);
    },
  });
  const own: Signer = { ...desk, addFunding: (raw) => signer.addFunding(raw) };
  let ids = 0;
  let changes = 0;
  const made = createOutbox({
    platform: {
      store,
      signer: chooseSigner({ own, outside, store }),
      sender: createSubmitter({ hostUrl: '/api/broadcast', broadcasters: direct, fetch: wire }),
      funder: createFaucet(`${devnetUrl}/dev/faucet`, wire),
      clock: hastyClock,
      locks: { hold: (_name, _signal, work) => work() },
      bell: { ring: () => undefined, listen: () => () => undefined },
      random: Math.random,
      newId: () => `p${(ids += 1)}`,
      callbackToken: async () => (await store.account())?.callbackToken,
      async follow(open, onNews, signal) {
        const { callbackToken } = await signer.ensureAccount();
        const parts = {
          callbackToken,
          open,
          onNews,
          fetch: wire,
          wait: (milliseconds: number, until: AbortSignal) => hastyClock.wait(milliseconds, until),
          random: Math.random,
        };
        await Promise.all(direct.map((entry) => followStatus({ entry, ...parts }, signal)));
      },
    },
    network: 'devnet',
    satsPerKilobyte: 100,
    undoMs,
    onChange: () => (changes += 1),
  });
  // As its screens do: what each costs was said before the press.
  const costOf = (intent: StoredIntent): number => estimateIntent(intent, 100).sats;
  const outbox: Outbox = {
    ...made,
    publish: (intent, then = [], said = {}) => {
      const all = inARow(
        intent,
        then,
        [intent, ...then].map((_, at) => String(at)),
      );
      return made.publish(intent, then, { shown: all.map(costOf), ...said });
    },
  };
  const end = new AbortController();
  const running = outbox.run(end.signal);
  const witnessing = hasWitness ? witness(end.signal) : undefined;

  /** Another face of the chain than the one that takes transactions: whether it gives the bytes of ours. */
  async function witness(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const { id, tx } of await store.publications('queued', 'sent')) {
        if (tx === undefined || !wires.devnet) continue;
        const shown = await fetch(`${devnetUrl}/1sat/beef/${tx.txid}/tx`).catch(() => undefined);
        if (shown?.ok !== true || !equalBytes(new Uint8Array(await shown.arrayBuffer()), tx.raw)) continue;
        await outbox.observe(id, { type: 'seen', txid: tx.txid });
      }
      await hastyClock.wait(1_000, signal);
    }
  }

  return {
    outbox,
    store,
    signer,
    invites,
    devices,
    outside,
    wires,
    /** Every body that went to the host. */
    sent,
    get changes() {
      return changes;
    },
    /** The publication, once it is as `check` wants it. */
    until: (id: string, check: (publication: Publication) => void): Promise<Publication> =>
      eventually(
        async () => {
          const publication = await store.publication(id);
          if (publication === undefined) throw new Error(`no publication ${id}`);
          check(publication);
          return publication;
        },
        { timeout: 20_000 },
      ),
    /** Tells the outbox what a feed found out about our transactions. */
    async hear(feed: Feed): Promise<void> {
      for (const { id, txid } of await outbox.watched()) {
        const verdict = feed.verdict(txid);
        const evidence: Evidence | undefined =
          verdict?.state === 'proven'
            ? { type: 'mined', txid, place: verdict.place }
            : verdict?.state === 'orphaned'
              ? { type: 'orphaned', txid }
              : verdict?.state === 'held' || verdict?.state === 'signed'
                ? { type: 'seen', txid }
                : undefined;
        if (evidence !== undefined) await outbox.observe(id, evidence);
      }
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      await running;
      await witnessing;
    },
  };
}

export type Writer = Awaited<ReturnType<typeof startWriter>>;
