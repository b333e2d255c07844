import { sha256 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';

// The rules of two readers of 1Sat outputs that cannot be run here: one is written in Go, one wants another toolbox. Written
// after their sources, apart from our own reader: 1sat-indexer (mod/onesat/inscription.go) and ts-templates (Inscription.ts).

/** What a reader takes out of an output. */
export type Reading = {
  readonly type: string | undefined;
  readonly hash: string;
  /** Key hash of the owner, in hex. */
  readonly owner?: string | undefined;
  readonly parent?: string | undefined;
  readonly encoding?: string | undefined;
};

type Op = { readonly code: number; readonly data: Uint8Array; readonly at: number; readonly end: number };

/** One operation, or `undefined` at the end and for a push that runs past it. */
function opAt(script: Uint8Array, at: number): Op | undefined {
  const code = script[at];
  if (code === undefined) return undefined;
  const view = new DataView(script.buffer, script.byteOffset, script.byteLength);
  const sizes: Record<number, number> = { 0x4c: 1, 0x4d: 2, 0x4e: 4 };
  const size = sizes[code] ?? 0;
  if (at + 1 + size > script.length) return undefined;
  const length =
    size === 1
      ? view.getUint8(at + 1)
      : size === 2
        ? view.getUint16(at + 1, true)
        : size === 4
          ? view.getUint32(at + 1, true)
          : code <= 0x4b
            ? code
            : 0;
  const end = at + 1 + size + length;
  return end > script.length ? undefined : { code, data: script.subarray(at + 1 + size, end), at, end };
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const ENDIF = 0x68;
const SIXTEEN = 0x60;
const OP_1 = 0x51;

const keyHash = (script: Uint8Array): string | undefined =>
  /^76a914([0-9a-f]{40})88ac/.exec(toHex(script.subarray(0, 25)))?.[1];

/** Field number of an operation: OP_1 to OP_16, or a push of one byte. */
const fieldOf = ({ code, data }: Op): number =>
  code >= OP_1 && code <= SIXTEEN
    ? code - OP_1 + 1
    : data.length === 1
      ? (data[0] ?? 0)
      : data.length === 0
        ? 0
        : -1;

/** 1sat-indexer: the literal bytes 00 63 before a push of "ord"; after the one body push comes OP_ENDIF, then the owner. */
export function readAsIndexer(script: Uint8Array): Reading | undefined {
  let op: Op | undefined;
  for (let at = 0; (op = opAt(script, at)) !== undefined; at = op.end) {
    const isHead = op.code === 3 && text(op.data) === 'ord' && op.at >= 2;
    if (isHead && script[op.at - 2] === 0x00 && script[op.at - 1] === 0x63) break;
  }
  if (op === undefined) return undefined;
  let type: string | undefined;
  let parent: string | undefined;
  let encoding: string | undefined;
  for (let at = op.end; ;) {
    const field = opAt(script, at);
    const value = field && opAt(script, field.end);
    if (field === undefined || value === undefined || field.code > SIXTEEN || value.code > SIXTEEN)
      return undefined;
    at = value.end;
    const number = fieldOf(field);
    if (number === 1 && value.data.length < 256) type = text(value.data);
    if (number === 3 && value.data.length === 36) parent = toHex(value.data);
    if (number === 9) encoding = text(value.data);
    if (number !== 0) continue;
    const end = opAt(script, at);
    if (end?.code !== ENDIF) return undefined;
    const owner = keyHash(script) ?? keyHash(script.subarray(end.end));
    return { type, hash: toHex(sha256(value.data)), owner, parent, encoding };
  }
}

/** ts-templates: the first such head, the last value of a field, nothing when the body is empty. */
export function readAsTemplates(script: Uint8Array): Reading | undefined {
  const head = Buffer.from(script).indexOf(Buffer.from('0063036f7264', 'hex'));
  if (head < 0) return undefined;
  const values = new Map<number, Uint8Array>();
  let body: Uint8Array | undefined;
  for (let at = head + 6; ;) {
    const field = opAt(script, at);
    if (field === undefined || field.code === ENDIF) break;
    const value = opAt(script, field.end);
    if (value === undefined) return undefined;
    at = value.end;
    if (fieldOf(field) === 0) body = value.data;
    else values.set(fieldOf(field), value.data);
  }
  if (body === undefined || body.length === 0) return undefined;
  const string = (field: number): string | undefined => {
    const value = values.get(field);
    return value && text(value);
  };
  const parent = values.get(3);
  return { type: string(1), hash: toHex(sha256(body)), parent: parent && toHex(parent), encoding: string(9) };
}
