import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asTxid, type Sats } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { OP, p2pkhScript, pushData } from '#lib/chain/script.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';

/** Where real chain data lies, when it does: beside the project. */
const FIXTURES = fileURLToPath(new URL('../../shared/fixtures/', import.meta.url));

/** A transaction to read, and a name for it in what is printed. */
export type Sample = { readonly name: string; readonly raw: Uint8Array };

/** The real transactions of some files of the fixtures; none where the folder is absent. */
export function realSamples(...files: readonly string[]): Sample[] {
  return files
    .filter((file) => existsSync(FIXTURES + file))
    .flatMap(
      (file) => JSON.parse(readFileSync(FIXTURES + file, 'utf8')) as { txid: string; rawtx?: string }[],
    )
    .map(({ txid, rawtx }) => ({
      name: txid.slice(0, 8),
      raw: bytesOf(rawtx ?? readFileSync(`${FIXTURES}btc/${txid}.hex`, 'utf8').trim()),
    }));
}

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new Error('a fixture is not hexadecimal');
  return bytes;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Bytes that look like nothing, the same in every run: a linear congruential generator. */
export function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  let state = (seed ^ 0x9e37_79b9) >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

const PREV = asTxid('5e'.repeat(32));
const SEQUENCE = 0xffff_ffff;
/** OP_IF, in an ord envelope of a tapscript. */
const ENVELOPE_HEAD = concatBytes([Uint8Array.of(OP.FALSE, OP.IF), pushData(text('ord'))]);
const TAG_TYPE = Uint8Array.of(1, 1);
const MAX_PUSH = 520;

/** One envelope as wallets write it on BTC: the type, and the body in pushes of at most 520 bytes. */
export function witnessEnvelope(type: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const pushes: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += MAX_PUSH) pushes.push(pushData(body.subarray(at, at + MAX_PUSH)));
  const fields = [TAG_TYPE, pushData(text(type)), Uint8Array.of(OP.FALSE)];
  return concatBytes([ENVELOPE_HEAD, ...fields, ...pushes, Uint8Array.of(OP.ENDIF)]);
}

/** A reveal on BTC: one input, whose witness is a signature, a tapscript that begins with its key, and a control block. */
export function revealTx(envelopes: readonly Uint8Array[], seed = 0): Uint8Array<ArrayBuffer> {
  const tapscript = concatBytes([pushData(noise(32, seed)), Uint8Array.of(OP.CHECKSIG), ...envelopes]);
  return encodeTx({
    version: 2,
    inputs: [
      {
        prevTxid: PREV,
        prevVout: seed,
        script: new Uint8Array(0),
        sequence: SEQUENCE,
        witness: [noise(64, seed + 1), tapscript, concatBytes([Uint8Array.of(0xc0), noise(32, seed + 2)])],
      },
    ],
    outputs: [{ sats: 546 as Sats, script: concatBytes([Uint8Array.of(OP.ONE, 32), noise(32, seed + 3)]) }],
    lockTime: 0,
  });
}

/** A 1Sat transaction on BSV: a signed input, the inscription in front of its lock, and the change. */
export function onesatTx(type: string, body: Uint8Array, seed = 0): Uint8Array<ArrayBuffer> {
  const lock = p2pkhScript(noise(20, seed));
  return encodeTx({
    version: 1,
    inputs: [
      {
        prevTxid: PREV,
        prevVout: seed,
        script: concatBytes([pushData(noise(71, seed + 1)), pushData(noise(33, seed + 2))]),
        sequence: SEQUENCE,
      },
    ],
    outputs: [
      { sats: 1 as Sats, script: concatBytes([encodeEnvelope({ contentType: type, body }), lock]) },
      { sats: 10_000 as Sats, script: lock },
    ],
    lockTime: 0,
  });
}

const GENERATED = 400;
const WORDS = 'a post that somebody wrote about the weather, the market and a bridge over the river ';

/** Bodies of people: some 40 to 480 bytes of text, every fourth of them JSON. */
function generatedBody(index: number): { type: string; body: Uint8Array } {
  const words = WORDS.repeat(6).slice(0, 40 + ((index * 37) % 440));
  return index % 4 === 0
    ? {
        type: 'application/json',
        body: text(JSON.stringify({ p: 'bitter', op: 'post', text: words, index })),
      }
    : { type: 'text/plain;charset=utf-8', body: text(`${words}${index}`) };
}

/** Transactions of one inscription each, the same in every run. */
export const generatedSamples = (
  make: (type: string, body: Uint8Array, seed: number) => Uint8Array,
): Sample[] =>
  Array.from({ length: GENERATED }, (_slot, index) => {
    const { type, body } = generatedBody(index);
    return { name: `generated ${index}`, raw: make(type, body, index) };
  });
