import { asBlockHash, asTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';
import { applyEvent, applySigned, type BookChanges, type Books } from '#lib/publish/books.ts';
import type { Publication, SignedTx } from '#lib/publish/publication.ts';
import type { PublicationEvent } from '#lib/publish/transition.ts';
import type { Result } from '#lib/bytes/result.ts';
import type { Coin } from '#lib/wallet/coins.ts';

/** A txid that is easy to recognise: its one byte, 32 times. */
export const txidOfByte = (byte: number): Txid => asTxid(byte.toString(16).padStart(2, '0').repeat(32));

export const outpointOfByte = (byte: number, vout = 0): Outpoint => toOutpoint(txidOfByte(byte), vout);

/** A signed transaction by name only: its bytes are no transaction. */
export const signedTx = (byte: number, inputs: readonly Outpoint[] = [outpointOfByte(0xf0)]): SignedTx => ({
  txid: txidOfByte(byte),
  raw: Uint8Array.of(byte),
  ef: Uint8Array.of(byte, byte),
  inputs,
  feeSats: 54,
});

export const coin = (outpoint: Outpoint, sats = 5_000, more: Partial<Coin> = {}): Coin => ({
  outpoint,
  sats,
  script: new Uint8Array(25),
  status: 'free',
  depth: 0,
  doubt: 0,
  ...more,
});

export const place = (height: number, byte = height): BlockPlace => ({
  height,
  hash: asBlockHash(byte.toString(16).padStart(64, '0')),
  index: 1,
  time: 1_700_000_000,
});

/** Books in memory, written to as a store writes: all changes of an entry or none. */
export class TestBooks implements Books {
  readonly publications = new Map<string, Publication>();
  readonly coins = new Map<Outpoint, Coin>();

  write({ publications, coins, forgotten = [] }: BookChanges): void {
    for (const row of publications) this.publications.set(row.id, row);
    for (const row of coins) this.coins.set(row.outpoint, row);
    for (const id of forgotten) this.publications.delete(id);
  }

  /** Applies an event; throws where the state refuses it. */
  apply(id: string, event: PublicationEvent): Publication {
    return this.entered(id, applyEvent(this, id, event));
  }

  refusal(id: string, event: PublicationEvent): string | undefined {
    const entry = applyEvent(this, id, event);
    return entry.ok ? undefined : entry.issue.code;
  }

  save(id: string, at = 1): Publication {
    return this.apply(id, { type: 'saved', id, network: 'devnet', intent: { kind: 'post', text: id }, at });
  }

  sign(id: string, tx: SignedTx, change: readonly Coin[] = []): Publication {
    const revision = this.publications.get(id)?.revision ?? -1;
    return this.entered(id, applySigned(this, { id, revision }, tx, change));
  }

  fund(...coins: readonly Coin[]): void {
    for (const row of coins) this.coins.set(row.outpoint, row);
  }

  private entered(id: string, entry: Result<BookChanges>): Publication {
    if (!entry.ok) throw new Error(`${entry.issue.code}: ${entry.issue.message}`);
    this.write(entry.value);
    const row = this.publications.get(id);
    if (row === undefined) throw new Error(`${id} is gone`);
    return row;
  }
}
