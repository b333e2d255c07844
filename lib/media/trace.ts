import { outpointTxid, outpointVout, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { p2pkhHashAt, OP, ScriptCursor } from '#lib/chain/script.ts';
import { parseTx, type Tx } from '#lib/chain/tx.ts';

/** One place where a 1Sat inscription lay or lies. */
export type TraceStep = {
  readonly outpoint: Outpoint;
  /** Hash160 (hex) of the key that could spend it there, where a plain lock says so. */
  readonly owner?: string;
};

/**
 * Where an inscription went, from where it was made. `end` says what is known of its last place: that nobody has spent it,
 * that it was merged with other coins, that it went on in a way that these transactions do not show, or that the way is
 * longer than was followed.
 */
export type Trace = {
  readonly steps: readonly TraceStep[];
  readonly end: 'held' | 'merged' | 'unclear' | 'long';
};

/** Moves that are followed; each costs two requests. */
const MAX_STEPS = 24;
/** Inputs before an inscription's own whose worth is looked up. */
const MAX_INPUTS = 8;

export type TraceSource = {
  /** The transaction that spends an output. What it says is checked: the transaction has to spend it. */
  readonly spender: (outpoint: Outpoint) => Promise<Txid | undefined>;
  /** A transaction whose bytes hash to its name. */
  readonly find: (txid: Txid) => Promise<Uint8Array | undefined>;
};

/** The key of a plain lock: at the start of a script, or behind the envelope. */
function ownerOf(script: Uint8Array): string | undefined {
  const first = p2pkhHashAt(script, 0);
  if (first !== undefined) return toHex(first);
  const cursor = new ScriptCursor(script);
  while (cursor.next())
    if (cursor.op === OP.ENDIF) {
      const hash = p2pkhHashAt(script, cursor.position);
      return hash && toHex(hash);
    }
  return undefined;
}

function stepAt(tx: Tx, outpoint: Outpoint): TraceStep {
  const owner = ownerOf(tx.outputs[outpointVout(outpoint)]?.script ?? new Uint8Array(0));
  return { outpoint, ...(owner !== undefined && { owner }) };
}

/**
 * Follows a 1Sat inscription from the output that it was made in. The k-th satoshi in is the k-th out
 * (https://docs.1satordinals.com): of the first input that is the first of output 0; of a later one it depends on what the
 * inputs before are worth, which is looked up too.
 *
 * That nobody has spent an output is the service's word: absence cannot be proven.
 */
export async function traceOnesat(
  from: Outpoint,
  { spender, find }: TraceSource,
): Promise<Trace | undefined> {
  const read = async (txid: Txid): Promise<Tx | undefined> => {
    const raw = await find(txid);
    const tx = raw === undefined ? undefined : parseTx(raw);
    return tx?.ok === true ? tx.value : undefined;
  };
  const made = await read(outpointTxid(from));
  if (made === undefined || made.outputs[outpointVout(from)] === undefined) return undefined;
  const steps: TraceStep[] = [stepAt(made, from)];
  for (let at = from; steps.length <= MAX_STEPS;) {
    const txid = await spender(at);
    if (txid === undefined) return { steps, end: 'held' };
    const tx = await read(txid);
    const input =
      tx?.inputs.findIndex(
        ({ prevTxid, prevVout }) => prevTxid === outpointTxid(at) && prevVout === outpointVout(at),
      ) ?? -1;
    if (tx === undefined || input < 0) return { steps, end: 'unclear' };
    const before = await worthBefore(tx, input, read);
    const vout = before === undefined ? undefined : outputAt(tx, before);
    if (vout === undefined) return { steps, end: 'unclear' };
    at = toOutpoint(txid, vout);
    steps.push(stepAt(tx, at));
    if (tx.outputs[vout]?.sats !== 1) return { steps, end: 'merged' };
  }
  return { steps, end: 'long' };
}

/** What the inputs before one are worth; `undefined` when one of them cannot be found. */
async function worthBefore(
  tx: Tx,
  input: number,
  read: (txid: Txid) => Promise<Tx | undefined>,
): Promise<number | undefined> {
  let worth = 0;
  if (input > MAX_INPUTS) return undefined;
  for (const { prevTxid, prevVout } of tx.inputs.slice(0, input)) {
    const sats = (await read(prevTxid))?.outputs[prevVout]?.sats;
    if (sats === undefined) return undefined;
    worth += sats;
  }
  return worth;
}

/** The output that a satoshi comes to lie in, counted from the first; `undefined` when it goes to the miner. */
function outputAt(tx: Tx, satoshi: number): number | undefined {
  let end = 0;
  for (const [vout, { sats }] of tx.outputs.entries()) {
    end += sats;
    if (satoshi < end) return vout;
  }
  return undefined;
}
