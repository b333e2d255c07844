import { generateKeyPair } from '@libp2p/crypto/keys';
import { TopicValidatorResult, type GossipsubMessage } from '@libp2p/gossipsub';
import type { Router } from '@helia/interface';
import type { Connection, PeerId, Stream, StreamMiddleware } from '@libp2p/interface';
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id';
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr';
import type { CID } from 'multiformats/cid';
import type { Txid } from '#lib/bytes/brand.ts';
import { nameOf, txidOfCid } from '#lib/p2p/cid.ts';
import { MAX_CONNECTIONS } from '#lib/p2p/limits.ts';
import type { NeighbourNode } from '#lib/p2p/node.ts';
import { BITSWAP } from '#lib/p2p/protocols.ts';
import { bitswapMessage, TRANSACTION_PREFIX } from '#tests/support/bitswap-wire.ts';
import { PlayedStream } from './played-stream.ts';
import type { PlayedNetwork, Said } from './played-network.ts';

type Handler = (stream: Stream, connection: Connection) => void;
type Line = {
  readonly there: PlayedNode;
  readonly connection: Connection;
  readonly streams: Set<Stream>;
};
type Judge = (source: PeerId, message: GossipsubMessage['msg']) => TopicValidatorResult;

/** The relay behind which everybody is. Nobody speaks to it: it is only the way. */
const RELAY_PEER = '12D3KooWQYzXGCEMBVdFJAPJh1v9g3kXuLwsNVbNLDZ4BnAFrqGM';
export const PLAYED_RELAY = `/ip4/127.0.0.1/tcp/1/ws/p2p/${RELAY_PEER}`;

/** A want on bitswap's wire: a CID, and some bytes around it. */
const WANT_BYTES = 50;

/** Whose name a device has. */
export const newPeer = async (): Promise<PeerId> => peerIdFromPrivateKey(await generateKeyPair('Ed25519'));

export type PlayedNodeOptions = {
  readonly network: PlayedNetwork;
  readonly peer: PeerId;
  /** What this device gives to whoever wants a block, whatever it is. */
  readonly give: (txid: Txid) => Uint8Array | undefined;
  readonly keep: (txid: Txid, raw: Uint8Array) => Promise<void>;
};

/**
 * A device's node on the played network: the part of Helia and libp2p that `lib/p2p` uses. Streams, announcements and
 * blocks reach others through {@link PlayedNetwork}; a block is taken only when it hashes to its name, as Helia does it.
 */
export class PlayedNode {
  readonly peer: PeerId;
  readonly id: string;
  readonly libp2p: NeighbourNode['libp2p'];
  private readonly options: PlayedNodeOptions;
  private readonly handlers = new Map<string, Handler>();
  private readonly middlewares = new Map<string, readonly StreamMiddleware[]>();
  private readonly lines = new Map<string, Line>();
  private readonly calls = new Map<string, Promise<Connection>>();
  private readonly routers: Router[] = [];
  private readonly events = new EventTarget();
  private readonly gossip = new EventTarget();
  private readonly judges = new Map<string, Judge>();
  /** What this device looks for, and how it asks for it whoever may have it by now. */
  private readonly wants = new Map<Txid, Set<(id: string) => void>>();
  private readonly relay: Connection;
  private readonly found: Multiaddr;
  private isBanned: (peer: string) => boolean = () => false;

  constructor(options: PlayedNodeOptions) {
    this.options = options;
    this.peer = options.peer;
    this.id = options.peer.toString();
    this.found = multiaddr(`${PLAYED_RELAY}/p2p-circuit/p2p/${this.id}`);
    this.relay = {
      remotePeer: peerIdFromString(RELAY_PEER),
      remoteAddr: multiaddr(PLAYED_RELAY),
      status: 'open',
    } as unknown as Connection;
    this.libp2p = {
      peerId: this.peer,
      getMultiaddrs: () => [this.address()],
      getConnections: (peer?: PeerId) => this.connections(peer),
      dial: (to: Multiaddr | Multiaddr[], { signal }: { signal: AbortSignal }) =>
        this.dial([to].flat(), signal),
      dialProtocol: (peer: PeerId, protocol: string) => this.open(peer, protocol),
      handle: async (protocol: string, handler: Handler) => void this.handlers.set(protocol, handler),
      use: (protocol: string, made: readonly StreamMiddleware[]) => this.middlewares.set(protocol, made),
      addEventListener: this.events.addEventListener.bind(this.events),
      services: {
        gossip: {
          topicValidators: this.judges,
          subscribe: () => undefined,
          addEventListener: this.gossip.addEventListener.bind(this.gossip),
          publish: async (_topic: string, data: Uint8Array) => this.say(data),
        },
      },
    } as unknown as NeighbourNode['libp2p'];
  }

  /** As `lib/p2p` has it. */
  asNode(isBanned: (peer: string) => boolean): NeighbourNode {
    this.isBanned = isBanned;
    return {
      libp2p: this.libp2p,
      addRouter: (router: Router) => void this.routers.push(router),
      blockstore: {
        get: (cid: CID, options: { signal: AbortSignal }) => this.want(cid, options.signal),
        put: async (cid: CID, raw: Uint8Array) => {
          const txid = txidOfCid(cid);
          if (txid === undefined) return cid;
          await this.options.keep(txid, raw);
          for (const { there } of this.lines.values())
            for (const ask of there.wants.get(txid) ?? []) ask(this.id);
          return cid;
        },
      },
      stop: async () => this.leave(),
    } as unknown as NeighbourNode;
  }

  address(): Multiaddr {
    return this.found;
  }

  enter(): void {
    this.options.network.join(this);
  }

  leave(): void {
    this.options.network.leave(this);
    for (const { there } of this.lines.values()) there.hangUp(this);
    for (const id of this.lines.keys()) this.forget(id);
  }

  say(data: Uint8Array): void {
    this.options.network.gossip(this, { author: this.peer, data });
  }

  /** Hears an announcement, of which it has heard no copy. Answers whether it is passed on. */
  hear({ author, data }: Said): boolean {
    if (author.equals(this.peer)) return false;
    const msg = { type: 'signed', from: author, data, topic: [...this.judges.keys()][0] ?? '' };
    const [judge] = this.judges.values();
    const isGood = judge?.(this.peer, msg as GossipsubMessage['msg']) === TopicValidatorResult.Accept;
    if (isGood) this.gossip.dispatchEvent(new CustomEvent('gossipsub:message', { detail: { msg } }));
    return isGood;
  }

  private connections(peer?: PeerId): Connection[] {
    if (peer === undefined)
      return [this.relay, ...Array.from(this.lines.values(), ({ connection }) => connection)];
    const id = peer.toString();
    const connection = id === RELAY_PEER ? this.relay : this.lines.get(id)?.connection;
    return connection === undefined ? [] : [connection];
  }

  private async dial(addresses: readonly Multiaddr[], signal: AbortSignal): Promise<Connection> {
    const to = addresses[0]?.getComponents().at(-1)?.value;
    if (to === undefined || to === RELAY_PEER) return this.relay;
    // As libp2p does it, two who call the same device share the call.
    const call = this.calls.get(to) ?? this.call(to, signal).finally(() => this.calls.delete(to));
    this.calls.set(to, call);
    return call;
  }

  private async call(to: string, signal: AbortSignal): Promise<Connection> {
    const { network } = this.options;
    network.passed.dials += 1;
    await this.way(signal);
    const there = network.find(to);
    if (there === undefined) throw new Error('nobody is there');
    if (this.isBanned(there.id) || there.isBanned(this.id)) throw new Error('not let in');
    const known = this.lines.get(there.id);
    if (known !== undefined) return known.connection;
    if (there.isFull()) throw new Error('has no room');
    there.connect(this, true);
    return this.connect(there, false).connection;
  }

  /** As libp2p counts, the relay is one of those that are connected. It closes none that gossip has a stream on. */
  private isFull(): boolean {
    return this.lines.size + 1 >= MAX_CONNECTIONS;
  }

  private connect(there: PlayedNode, isInbound: boolean): Line {
    const streams = new Set<Stream>();
    const connection = {
      remotePeer: there.peer,
      direction: isInbound ? 'inbound' : 'outbound',
      get streams() {
        return [...streams];
      },
      close: async () => this.end(there),
      remoteAddr: there.address(),
      status: 'open',
      direct: false,
      limits: { seconds: 600 },
      timeline: { open: Date.now() },
      abort: () => this.end(there),
    } as unknown as Connection;
    const line: Line = { there, connection, streams };
    this.lines.set(there.id, line);
    this.events.dispatchEvent(new CustomEvent('peer:connect', { detail: there.peer }));
    return line;
  }

  private end(there: PlayedNode): void {
    this.forget(there.id);
    there.hangUp(this);
  }

  private hangUp(who: PlayedNode): void {
    this.forget(who.id);
  }

  private forget(id: string): void {
    const line = this.lines.get(id);
    if (line === undefined) return;
    this.lines.delete(id);
    Object.assign(line.connection, { status: 'closed' });
    this.events.dispatchEvent(new CustomEvent('peer:disconnect', { detail: line.there.peer }));
  }

  private async open(peer: PeerId, protocol: string): Promise<Stream> {
    const line = this.lines.get(peer.toString());
    if (line === undefined) throw new Error('not connected');
    await this.way();
    const back = line.there.lines.get(this.id);
    const handler = line.there.handlers.get(protocol);
    if (back === undefined || handler === undefined) throw new Error('does not speak that');
    const { network } = this.options;
    const [here, there] = PlayedStream.pair(protocol, (bytes, act) => {
      network.passed.streamBytes += bytes;
      network.after(act);
    });
    for (const [end, stream] of [
      [line, here],
      [back, there],
    ] as const) {
      end.streams.add(stream);
      stream.addEventListener('close', () => end.streams.delete(stream));
    }
    line.there.through(protocol, there, back.connection, handler);
    this.through(protocol, here, line.connection, () => undefined);
    return here;
  }

  private through(protocol: string, stream: Stream, connection: Connection, then: Handler): void {
    const [first] = this.middlewares.get(protocol) ?? [];
    if (first === undefined) then(stream, connection);
    else void first(stream, connection, then);
  }

  /** Asks whoever is connected and whoever is said to hold it, until somebody gives what has that name. */
  private async *want(cid: CID, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const txid = txidOfCid(cid);
    if (txid === undefined) throw new Error('names no transaction');
    const own = this.options.give(txid);
    if (own !== undefined && nameOf(own) === txid) {
      yield own;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const given = new Set<string>();
    const ask = (id: string): void => {
      const line = this.lines.get(id);
      if (line === undefined || signal.aborted || given.has(id)) return;
      this.options.network.passed.streamBytes += WANT_BYTES;
      // Whoever does not have it answers nothing that changes anything, and gives it when it has it.
      if (line.there.options.give(txid) === undefined) return;
      given.add(id);
      void this.ask(line, txid).then((raw) => {
        if (raw !== undefined && nameOf(raw) === txid) resolve(raw);
      });
    };
    const waiting = this.wants.get(txid) ?? new Set();
    this.wants.set(txid, waiting.add(ask));
    const end = (): void => {
      reject(new Error('nobody gave it'));
      waiting.delete(ask);
      if (waiting.size === 0 && this.wants.get(txid) === waiting) this.wants.delete(txid);
    };
    signal.addEventListener('abort', end, { once: true });
    for (const id of this.lines.keys()) ask(id);
    const look = async (): Promise<void> => {
      for (const router of this.routers)
        for await (const { id } of router.findProviders?.(cid, { signal }) ?? []) ask(id.toString());
    };
    look().catch(() => undefined);
    yield promise;
  }

  /** The answer to a want on bitswap's wire. */
  private async ask({ there, connection }: Line, txid: Txid): Promise<Uint8Array | undefined> {
    const { network } = this.options;
    await this.way();
    const back = there.lines.get(this.id);
    const raw = there.options.give(txid);
    if (back === undefined || raw === undefined) return undefined;
    const [here, out] = PlayedStream.pair(BITSWAP, (bytes, act) => {
      network.passed.streamBytes += bytes;
      network.after(act);
    });
    return new Promise((resolve) => {
      // The middlewares of both sides count and see what goes by.
      this.through(BITSWAP, here, connection, (stream) =>
        stream.addEventListener('message', () => resolve(raw)),
      );
      there.through(
        BITSWAP,
        out,
        back.connection,
        (stream) => void stream.send(bitswapMessage([{ prefix: TRANSACTION_PREFIX, data: raw }])),
      );
    });
  }

  private way(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('took too long')), { once: true });
      this.options.network.after(resolve);
    });
  }
}
