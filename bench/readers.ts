import { Transaction as SdkTransaction } from '@bsv/sdk';
import { RawTx, Transaction } from '@scure/btc-signer';
import { bobFromRawTx, TransformTx } from 'bmapjs';
import { parseWitness } from 'micro-ordinals';
import { readInscriptions } from '#lib/envelopes/index.ts';

/** What every reader is asked for, in order: type and body of each inscription, the body copied out of the input. */
export type Content = { readonly type: string | undefined; readonly body: Uint8Array | undefined };

/** Our own reading, each body in an array of its own. */
export function readContent(raw: Uint8Array, chain: 'bsv' | 'btc'): Content[] {
  const contents: Content[] = [];
  for (const { contentType, body } of readInscriptions(raw, chain)) {
    contents.push({ type: contentType, body: body?.slice() });
  }
  return contents;
}

/**
 * Our own reading of many transactions as an index does it: bodies are copied behind one another into `chunk`, which is
 * large enough for all of them. Gives the bytes that were copied.
 */
export function readIntoChunk(raws: readonly Uint8Array[], chain: 'bsv' | 'btc', chunk: Uint8Array): number {
  let end = 0;
  for (const raw of raws) {
    for (const { contentType, body } of readInscriptions(raw, chain)) {
      types.last = contentType;
      if (body === undefined) continue;
      chunk.set(body, end);
      end += body.length;
    }
  }
  return end;
}

/** Keeps a type that was read, so that reading it cannot be left out. */
const types: { last: string | undefined } = { last: undefined };

type Stack = readonly Uint8Array[];

/** Every witness through `parseWitness`, which copies bodies. It throws on stacks that are not three items. */
function fromStacks(stacks: Iterable<Stack | undefined>): Content[] {
  const contents: Content[] = [];
  for (const stack of stacks) {
    if (stack?.length !== 3) continue;
    for (const { tags, body } of parseWitness([...stack]) ?? [])
      contents.push({ type: tags.contentType, body });
  }
  return contents;
}

const TOLERANT = {
  allowUnknownInputs: true,
  allowUnknownOutputs: true,
  disableScriptCheck: true,
} as const;

/** micro-ordinals as its documentation uses it: a whole transaction object, then its witnesses. */
export function readByFromRaw(raw: Uint8Array): Content[] {
  const tx = Transaction.fromRaw(raw, TOLERANT);
  const stacks: (Stack | undefined)[] = [];
  for (let at = 0; at < tx.inputsLength; at += 1) stacks.push(tx.getInput(at).finalScriptWitness);
  return fromStacks(stacks);
}

/** micro-ordinals on the bare coder of the same package, its fastest way. */
export const readByRawTx = (raw: Uint8Array): Content[] => fromStacks(RawTx.decode(raw).witnesses ?? []);

/** The part of bmapjs's answer that holds inscriptions. */
type Bmap = { readonly ORD?: readonly { readonly contentType?: string; readonly data?: string }[] };

/** bmapjs, with only its inscription protocol switched on, so that it checks no signatures. */
export const readByBmap = async (hex: string): Promise<Bmap> =>
  (await TransformTx(await bobFromRawTx(hex), ['ORD'])) as Bmap;

/** bmapjs gives bodies in base64. */
export const contentOfBmap = ({ ORD = [] }: Bmap): Content[] =>
  ORD.map(({ contentType, data = '' }) => ({
    type: contentType,
    body: Uint8Array.from(Buffer.from(data, 'base64')),
  }));

/** Outputs as @bsv/sdk reads them. Never hand it bytes that `parseTx` did not accept: it believes their counts. */
export const readBySdkHex = (hex: string): SdkTransaction => SdkTransaction.fromHex(hex);
export const readBySdkBinary = (raw: Uint8Array): SdkTransaction => SdkTransaction.fromBinary(raw);
