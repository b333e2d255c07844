import { base58 } from '@scure/base';
import { encodeAddress } from '#lib/bytes/address.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { bapIdOf, MOST_IDENTITIES } from '#lib/protocols/bap-id.ts';
import { OrderedList } from './ordered-list.ts';
import { comparePositions, isMined, type Position } from './position.ts';

/** A BAP `ID` record whose signature was checked. */
export type IdentityRecord = {
  readonly id: Outpoint;
  readonly bapId: string;
  /** Hash160 (hex) of the key that signed it. */
  readonly signer: string;
  /** Hash160 (hex) of the key that it names; absent when it ends the identity. */
  readonly key?: string;
  readonly position: Position;
};

/** A key's time as an identity's signing key, which lasts until the next link. */
type Link = { readonly signer: string; readonly key?: string; readonly at: Position };

/** Version bytes of the addresses that an identity's id may have been made from. */
const VERSIONS = [0x00, 0x6f];
const NUMBERS = Array.from({ length: MOST_IDENTITIES }, (_, number) => number);
const HASH_BYTES = 20;

/**
 * Who may sign for whom, by the `ID` records of BAP that are in blocks, in chain order:
 *
 * - The first record of an id names its first key and is signed by its root. An id that is a hash must be the root's; an
 *   older one, made at random, is whoever's was first.
 * - A root has eight ids that are hashes: that of its address, and those of its address and a number. Each is an identity of
 *   its own, so that as many keys can have its word at once, and each can lose it alone (decision 012).
 * - Each later record names the next key and is signed by the one before, which then signs nothing any more.
 * - A record with the address `0`, signed by the root, ends the identity.
 *
 * Records that break this are as if they were not there.
 */
export class Identities {
  private readonly byBapId = new Map<string, OrderedList<IdentityRecord>>();
  private readonly byId = new Map<Outpoint, IdentityRecord>();
  /** Ids that a key has ever signed a record of. */
  private readonly signed = new Map<string, Set<string>>();
  /** Ids of which a record ever named a key. */
  private readonly named = new Map<string, Set<string>>();
  private readonly links = new Map<string, readonly Link[]>();

  /** Enters a record, or moves it when it is known. */
  put(record: IdentityRecord): void {
    this.remove(record.id);
    const { id, bapId, signer } = record;
    this.byId.set(id, record);
    const records = this.byBapId.get(bapId) ?? new OrderedList<IdentityRecord>();
    this.byBapId.set(bapId, records);
    records.add(record);
    const ids = this.signed.get(signer) ?? new Set<string>();
    this.signed.set(signer, ids.add(bapId));
    if (record.key !== undefined) {
      const naming = this.named.get(record.key) ?? new Set<string>();
      this.named.set(record.key, naming.add(bapId));
    }
    this.links.delete(bapId);
  }

  remove(id: Outpoint): void {
    const known = this.byId.get(id);
    if (known === undefined) return;
    this.byId.delete(id);
    this.byBapId.get(known.bapId)?.remove(known.position);
    this.links.delete(known.bapId);
  }

  /**
   * Whether `key` was the signing key of an identity in which `holder` had handed its word on, at `height` (`Infinity`: as
   * of now): the holder signed a link, and each later key signed the next, down to this one. In the block of a change
   * both keys were.
   */
  speaksFor(key: string, holder: string, height: number): boolean {
    for (const bapId of this.signed.get(holder) ?? []) {
      const links = this.linksOf(bapId);
      const handedOn = links.findIndex(({ signer }) => signer === holder);
      if (handedOn < 0) continue;
      for (let at = handedOn; at < links.length; at += 1) {
        const link = links[at];
        const until = links[at + 1]?.at.height ?? Infinity;
        if (link?.key === key && link.at.height <= height && height <= until) return true;
      }
    }
    return false;
  }

  /** Hash160s (hex) of the keys whose word `key` has now: who signed the links of an identity down to it. */
  holdersBehind(key: string): ReadonlySet<string> {
    const holders = new Set<string>();
    for (const bapId of this.named.get(key) ?? []) {
      const links = this.linksOf(bapId);
      if (links.at(-1)?.key !== key) continue;
      for (const { signer } of links) if (signer !== key) holders.add(signer);
    }
    return holders;
  }

  /** Hash160s (hex) of all keys that ever had a holder's word, in no order. */
  everSpokeFor(holder: string): readonly string[] {
    const speakers = new Set<string>();
    for (const bapId of this.signed.get(holder) ?? []) {
      const links = this.linksOf(bapId);
      const handedOn = links.findIndex(({ signer }) => signer === holder);
      if (handedOn < 0) continue;
      for (const { key } of links.slice(handedOn)) if (key !== undefined) speakers.add(key);
    }
    return [...speakers];
  }

  /** Hash160s (hex) of all keys that have a holder's word now, in the order in which they got it. */
  speakersFor(holder: string): readonly string[] {
    const speakers: { readonly key: string; readonly at: Position }[] = [];
    for (const bapId of this.signed.get(holder) ?? []) {
      const links = this.linksOf(bapId);
      const last = links.at(-1);
      if (last?.key === undefined || !links.some(({ signer }) => signer === holder)) continue;
      speakers.push({ key: last.key, at: last.at });
    }
    const inOrder = speakers.sort((a, b) => comparePositions(a.at, b.at));
    return [...new Set(inOrder.map(({ key }) => key))];
  }

  /**
   * The identities of a root besides the one of BAP, by their numbers, with the key (hash160 in hex) that has its word now;
   * that is absent where it was ended.
   */
  devicesOf(root: string): readonly { readonly number: number; readonly key?: string }[] {
    const hash = fromHex(root);
    if (hash === undefined) return [];
    const addresses = VERSIONS.map((version) => encodeAddress(hash, version));
    return NUMBERS.slice(1).flatMap((number) => {
      const links = addresses.flatMap((address) => this.linksOf(bapIdOf(address, number)).slice(-1));
      const key = links.find((link) => link.key !== undefined)?.key;
      return links.length === 0 ? [] : [{ number, ...(key !== undefined && { key }) }];
    });
  }

  /** Hash160 (hex) of an identity's signing key now; `undefined` when it has none, or has ended. */
  keyOf(bapId: string): string | undefined {
    return this.linksOf(bapId).at(-1)?.key;
  }

  /** The identity of which a key is the signing key now; the first by its name where there are several. */
  identityOf(key: string): string | undefined {
    return [...(this.named.get(key) ?? [])].sort().find((bapId) => this.keyOf(bapId) === key);
  }

  /** Hash160 (hex) of every key that is or was an identity's: its root, and each signing key. */
  keysOf(bapId: string): readonly string[] {
    const links = this.linksOf(bapId);
    return [...new Set(links.flatMap(({ signer, key }) => (key === undefined ? [signer] : [signer, key])))];
  }

  /** Whether an id is one of the hashes that `key` is the root of: then it is that key's, with a record of it or without. */
  isRoot(bapId: string, key: string): boolean {
    return isHash(bapId) && mayBegin(bapId, key);
  }

  private linksOf(bapId: string): readonly Link[] {
    const known = this.links.get(bapId);
    if (known !== undefined) return known;
    const links = chain(bapId, this.byBapId.get(bapId)?.all() ?? []);
    this.links.set(bapId, links);
    return links;
  }
}

function chain(bapId: string, records: readonly IdentityRecord[]): Link[] {
  const links: Link[] = [];
  for (const { signer, key, position } of records) {
    if (!isMined(position)) break;
    const last = links.at(-1);
    const root = links[0]?.signer;
    if (last !== undefined && last.key === undefined) break;
    const isAllowed =
      last === undefined ? mayBegin(bapId, signer) : signer === (key === undefined ? root : last.key);
    if (!isAllowed) continue;
    links.push({ signer, ...(key === undefined ? {} : { key }), at: position });
  }
  return links;
}

function mayBegin(bapId: string, signer: string): boolean {
  if (!isHash(bapId)) return true;
  const hash = fromHex(signer);
  if (hash === undefined) return false;
  return VERSIONS.some((version) => {
    const address = encodeAddress(hash, version);
    return NUMBERS.some((number) => bapIdOf(address, number) === bapId);
  });
}

/** Whether an id has the form of a hash of an address. */
function isHash(bapId: string): boolean {
  try {
    return base58.decode(bapId).length === HASH_BYTES;
  } catch {
    return false;
  }
}
