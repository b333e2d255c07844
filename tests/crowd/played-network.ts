import type { PeerId } from '@libp2p/interface';
import type { PlayedNode } from './played-node.ts';

/** What went over the network. */
export type Passed = { messages: number; gossipBytes: number; streamBytes: number; dials: number };

export type NetworkOptions = {
  /** One way between two devices, in milliseconds: from the first to the second of these. */
  readonly latency?: readonly [number, number];
  /** Devices to which each passes announcements on, as gossipsub's mesh does. */
  readonly mesh?: number;
};

/** How often a device that lost somebody of its mesh looks for somebody else. */
const HEARTBEAT_MS = 1_000;

/**
 * The transport of a crowd in one process, in place of libp2p, the relay and bitswap's wire: who is there, who passes
 * announcements to whom, and how long a byte takes. It says nothing about bandwidth. Time is real.
 */
export class PlayedNetwork {
  readonly passed: Passed = { messages: 0, gossipBytes: 0, streamBytes: 0, dials: 0 };
  private readonly nodes = new Map<string, PlayedNode>();
  private readonly meshes = new Map<PlayedNode, Set<PlayedNode>>();
  private readonly latency: readonly [number, number];
  private readonly mesh: number;
  private readonly heart: ReturnType<typeof setInterval>;

  constructor({ latency = [10, 60], mesh = 6 }: NetworkOptions = {}) {
    this.latency = latency;
    this.mesh = mesh;
    this.heart = setInterval(() => this.mend(), HEARTBEAT_MS);
  }

  get size(): number {
    return this.nodes.size;
  }

  join(node: PlayedNode): void {
    this.nodes.set(node.id, node);
    this.meshes.set(node, new Set());
    this.mend();
  }

  leave(node: PlayedNode): void {
    this.nodes.delete(node.id);
    for (const other of this.meshes.get(node) ?? []) this.meshes.get(other)?.delete(node);
    this.meshes.delete(node);
  }

  find(peer: PeerId): PlayedNode | undefined {
    return this.nodes.get(peer.toString());
  }

  /** Passes an announcement from hand to hand, as far as each hand judges it worth it. */
  gossip(
    from: PlayedNode,
    message: { readonly id: number; readonly author: PeerId; readonly data: Uint8Array },
  ): void {
    for (const next of this.meshes.get(from) ?? []) {
      this.passed.messages += 1;
      this.passed.gossipBytes += message.data.length;
      this.after(() => {
        if (this.meshes.has(next) && next.hear(message)) this.gossip(next, message);
      });
    }
  }

  /** Lets something happen on the other side, as much later as the way there takes. */
  after(act: () => void): void {
    const [least, most] = this.latency;
    setTimeout(act, least + Math.random() * (most - least));
  }

  stop(): void {
    clearInterval(this.heart);
  }

  private mend(): void {
    const all = [...this.meshes.keys()];
    for (const [node, mesh] of this.meshes) {
      for (let tries = 0; mesh.size < this.mesh && tries < 2 * this.mesh; tries += 1) {
        const other = all[Math.floor(Math.random() * all.length)];
        if (other === undefined || other === node) continue;
        mesh.add(other);
        this.meshes.get(other)?.add(node);
      }
    }
  }
}
