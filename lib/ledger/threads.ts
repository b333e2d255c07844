import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import { OrderedList } from './ordered-list.ts';
import type { Position } from './position.ts';

/** A post that answers a transaction, whether or not that one is known. */
export type Reply = { readonly id: Outpoint; readonly parent: Txid; readonly position: Position };

/**
 * Which posts answer which transaction. An edge needs nothing but the reply, so replies that come before the post that
 * they answer attach to it by themselves when it comes.
 */
export class Threads {
  private readonly byParent = new Map<Txid, OrderedList<Reply>>();
  private readonly byId = new Map<Outpoint, Reply>();

  /** Enters a reply, or moves it when it is known. */
  put(reply: Reply): void {
    this.remove(reply.id);
    this.byId.set(reply.id, reply);
    const replies = this.byParent.get(reply.parent) ?? new OrderedList<Reply>();
    this.byParent.set(reply.parent, replies);
    replies.add(reply);
  }

  remove(id: Outpoint): void {
    const known = this.byId.get(id);
    if (known === undefined) return;
    this.byId.delete(id);
    this.byParent.get(known.parent)?.remove(known.position);
  }

  /** The transaction that a post answers. */
  parentOf(id: Outpoint): Txid | undefined {
    return this.byId.get(id)?.parent;
  }

  /** Direct replies to a transaction, oldest first. */
  repliesTo(txid: Txid): readonly Reply[] {
    return this.byParent.get(txid)?.all() ?? [];
  }

  countOf(txid: Txid): number {
    return this.byParent.get(txid)?.length ?? 0;
  }
}
