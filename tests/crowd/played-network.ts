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

/** An announcement on its way. */
export type Said = {
  readonly author: PeerId;
  readonly data: Uint8Array;
  /**
   * When each will have heard it, as far as that is known by now, by `performance.now()`, at each one's number: 0 is not known
   * yet, {@link HEARD} is over.
   */
  reached: Uint32Array;
};

const HEARD = 1;

/** A device that is there. */
type Member = {
  readonly node: PlayedNode;
  /** Counts up, so that nobody has the number of somebody else. */
  readonly number: number;
  /** Those whom it passes announcements to. */
  readonly mesh: Member[];
};

/** How often a device that lost somebody of its mesh looks for somebody else. */
const HEARTBEAT_MS = 1_000;

/**
 * The transport of a crowd in one process, in place of libp2p, the relay and bitswap's wire: who is there, who passes
 * announcements to whom, and how long a byte takes. It says nothing about bandwidth. Bytes that are given are shared by
 * all who get them: nobody writes into what came.
 */
export class PlayedNetwork {
  readonly passed: Passed = { messages: 0, gossipBytes: 0, streamBytes: 0, dials: 0 };
  private readonly members = new Map<string, Member>();
  private numbers = 0;
  private readonly latency: readonly [number, number];
  private readonly mesh: number;
  /** What happens at which millisecond: one timer for all of it. */
  private readonly due = new Map<number, (() => void)[]>();
  private readonly heart: ReturnType<typeof setInterval>;

  constructor({ latency = [10, 60], mesh = 6 }: NetworkOptions = {}) {
    this.latency = latency;
    this.mesh = mesh;
    this.heart = setInterval(() => this.mend(), HEARTBEAT_MS);
  }

  join(node: PlayedNode): void {
    this.members.set(node.id, { node, number: this.numbers, mesh: [] });
    this.numbers += 1;
    this.mend();
  }

  leave(node: PlayedNode): void {
    const member = this.memberOf(node);
    if (member === undefined) return;
    this.members.delete(node.id);
    for (const { mesh } of member.mesh) mesh.splice(mesh.indexOf(member), 1);
  }

  find(id: string): PlayedNode | undefined {
    return this.members.get(id)?.node;
  }

  /** Passes an announcement from hand to hand, as far as each hand judges it worth it. */
  gossip(from: PlayedNode, { author, data }: Omit<Said, 'reached'>): void {
    const member = this.memberOf(from);
    if (member === undefined) return;
    const reached = new Uint32Array(this.numbers);
    reached[member.number] = HEARD;
    this.pass(member, { author, data, reached });
  }

  /**
   * Passes on what somebody heard, not back to where it `came` from. A copy that comes later than another one is counted,
   * and nothing else would come of it.
   */
  private pass(from: Member, said: Said, came?: Member): void {
    for (const next of from.mesh) {
      if (next === came) continue;
      this.passed.messages += 1;
      this.passed.gossipBytes += said.data.length;
      const at = this.later();
      if (next.number >= said.reached.length) said.reached = widened(said.reached, this.numbers);
      const known = said.reached[next.number] ?? 0;
      if (known !== 0 && known <= at) continue;
      said.reached[next.number] = at;
      this.at(at, () => {
        if (said.reached[next.number] === HEARD) return;
        said.reached[next.number] = HEARD;
        if (this.memberOf(next.node) === next && next.node.hear(said)) this.pass(next, said, from);
      });
    }
  }

  /** Lets something happen on the other side, as much later as the way there takes. */
  after(act: () => void): void {
    this.at(this.later(), act);
  }

  /** When what leaves now is there. */
  private later(): number {
    const [least, most] = this.latency;
    return Math.ceil(performance.now() + least + Math.random() * (most - least));
  }

  private at(ms: number, act: () => void): void {
    const acts = this.due.get(ms);
    if (acts !== undefined) {
      acts.push(act);
      return;
    }
    const fresh = [act];
    this.due.set(ms, fresh);
    setTimeout(() => {
      this.due.delete(ms);
      for (const each of fresh) each();
    }, ms - performance.now());
  }

  stop(): void {
    clearInterval(this.heart);
  }

  private memberOf(node: PlayedNode): Member | undefined {
    const member = this.members.get(node.id);
    return member?.node === node ? member : undefined;
  }

  /** As gossipsub does it, whoever has twice as many as it wants takes no more. */
  private mend(): void {
    const all = [...this.members.values()];
    for (const member of all) {
      for (let tries = 0; member.mesh.length < this.mesh && tries < 2 * this.mesh; tries += 1) {
        const other = all[Math.floor(Math.random() * all.length)];
        const takes = other !== undefined && other !== member && other.mesh.length < 2 * this.mesh;
        if (!takes || member.mesh.includes(other)) continue;
        member.mesh.push(other);
        other.mesh.push(member);
      }
    }
  }
}

function widened(reached: Uint32Array, length: number): Uint32Array {
  const wider = new Uint32Array(length);
  wider.set(reached);
  return wider;
}
