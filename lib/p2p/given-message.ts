import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { HEADER_BYTES } from '#lib/chain/header.ts';
import { MAX_ANSWER_BYTES, MAX_BUMP_BYTES, MAX_DRAWER_TXS, MAX_PROOF_TXIDS, MAX_TX_BYTES } from './limits.ts';

// Answers of `/nabo/drawer/1` and `/nabo/proof/1` in bytes, little-endian: transactions and paths fill them, and hex would
// double them.
//
//   drawer   version 1 · 1 too full, ask more narrowly, and nothing more; 0 the transactions, each: length 2, bytes, then
//            0 no path is known · 1 the path · 2 a path is known and had no room
//   proofs   version 1 · for each: txid 32, path
//   path     length 2, BUMP · header 80

const VERSION = 1;
const TXID_BYTES = 32;
/** Bytes of an answer before what it gives. */
const DRAWER_FRAME = 2;
const PROOFS_FRAME = 1;
const PATHS = ['unknown', 'given', 'left out'] as const;

/** A Merkle path as BUMP, and the header of 80 bytes that it leads to. Nothing of it is checked. */
export type Path = { readonly bump: Uint8Array; readonly header: Uint8Array };
export type Proof = Path & { readonly txid: Txid };
/** A transaction of a drawer, and its path if the neighbour knows one and had room for it. */
export type GivenTx = { readonly raw: Uint8Array; readonly path: Path | 'unknown' | 'left out' };
export type DrawerAnswer = {
  readonly txs: readonly GivenTx[];
  /** The drawer is too full for one answer: ask with a digit more. */
  readonly narrower?: true;
};

const pathBytes = ({ bump }: Path): number => 2 + bump.length + HEADER_BYTES;

/** As many of the first transactions as one answer of a drawer has room for, by their lengths. */
export function fittingDrawer<T extends { readonly bytes: number }>(rows: readonly T[]): readonly T[] {
  let room = MAX_ANSWER_BYTES - DRAWER_FRAME;
  return rows.slice(0, MAX_DRAWER_TXS).filter(({ bytes }) => {
    room -= 2 + bytes + 1;
    return room >= 0;
  });
}

/** Writes transactions that {@link fittingDrawer} has chosen, and those of their paths that still have room. */
export function encodeDrawerAnswer({ txs, narrower }: DrawerAnswer): Uint8Array<ArrayBuffer> {
  if (narrower === true) return Uint8Array.of(VERSION, 1);
  let room = txs.reduce((left, { raw }) => left - 2 - raw.length - 1, MAX_ANSWER_BYTES - DRAWER_FRAME);
  const parts = txs.flatMap(({ raw, path }) => {
    const given = typeof path === 'object' && pathBytes(path) <= room ? path : undefined;
    if (given !== undefined) room -= pathBytes(given);
    const said = path === 'unknown' ? 'unknown' : 'left out';
    const kind = Uint8Array.of(PATHS.indexOf(given === undefined ? said : 'given'));
    return [u16(raw.length), raw, kind, ...(given === undefined ? [] : partsOf(given))];
  });
  return concatBytes([Uint8Array.of(VERSION, 0), ...parts]);
}

/** Reads what a drawer holds, each in memory of its own; `undefined` for anything else. */
export function decodeDrawerAnswer(bytes: Uint8Array): DrawerAnswer | undefined {
  if (bytes.length > MAX_ANSWER_BYTES) return undefined;
  const reader = new ByteReader(bytes);
  if (reader.u8() !== VERSION) return undefined;
  const isNarrower = reader.u8();
  if (isNarrower === 1) return reader.remaining === 0 ? { txs: [], narrower: true } : undefined;
  if (isNarrower !== 0) return undefined;
  const txs: GivenTx[] = [];
  while (reader.remaining > 0) {
    const length = reader.u16();
    if (length > MAX_TX_BYTES || txs.length === MAX_DRAWER_TXS) return undefined;
    const raw = reader.take(length).slice();
    const kind = PATHS[reader.u8()];
    const path = kind === 'given' ? readPath(reader) : kind;
    if (path === undefined) return undefined;
    txs.push({ raw, path });
  }
  return reader.failure === undefined ? { txs } : undefined;
}

/** Writes as many of the first proofs as one answer has room for. */
export function encodeProofAnswer(proofs: readonly Proof[]): Uint8Array<ArrayBuffer> {
  let room = MAX_ANSWER_BYTES - PROOFS_FRAME;
  const fitting = proofs.slice(0, MAX_PROOF_TXIDS).filter((proof) => {
    room -= TXID_BYTES + pathBytes(proof);
    return room >= 0;
  });
  return concatBytes([
    Uint8Array.of(VERSION),
    ...fitting.flatMap((proof) => [fromHex(proof.txid) ?? new Uint8Array(0), ...partsOf(proof)]),
  ]);
}

/** Reads proofs, each in memory of its own; `undefined` for anything else. */
export function decodeProofAnswer(bytes: Uint8Array): readonly Proof[] | undefined {
  if (bytes.length > MAX_ANSWER_BYTES) return undefined;
  const reader = new ByteReader(bytes);
  if (reader.u8() !== VERSION) return undefined;
  const proofs: Proof[] = [];
  while (reader.remaining > 0) {
    const name = reader.take(TXID_BYTES);
    const path = readPath(reader);
    if (path === undefined || proofs.length === MAX_PROOF_TXIDS) return undefined;
    proofs.push({ txid: asTxid(toHex(name)), ...path });
  }
  return reader.failure === undefined ? proofs : undefined;
}

function readPath(reader: ByteReader): Path | undefined {
  const length = reader.u16();
  if (length > MAX_BUMP_BYTES) return undefined;
  const path = { bump: reader.take(length).slice(), header: reader.take(HEADER_BYTES).slice() };
  return reader.failure === undefined ? path : undefined;
}

const partsOf = (path: Path): Uint8Array[] => [u16(path.bump.length), path.bump, path.header];
const u16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);
