import { secp256k1 } from '@noble/curves/secp256k1.js';
import { decodeAddress } from '#lib/bytes/address.ts';
import { outpointTxid, outpointVout } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { unreachable } from '#lib/bytes/result.ts';
import { parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { p2pkhHash, p2pkhHashAt, readScript } from '#lib/chain/script.ts';
import { parseTx, type Tx } from '#lib/chain/tx.ts';
import { readInscriptions, readOnesatParent, type Inscription } from '#lib/envelopes/index.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { isFile } from '#lib/protocols/file.ts';
import { decodeRecord, verifySignature, type ProtocolRecord, type RecordOf } from '#lib/protocols/index.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { sourcesOf, type UnsignedTx } from './build.ts';
import { holdersWords, isHoldersWord } from './delegation.ts';
import { CHANGE_BYTES, paidFee, requiredFee } from './fee.ts';
import { LEAST_CHANGE } from './coins.ts';
import { followedBy, isAuthored, movedBy } from './outputs.ts';
import type { Owner } from './owner.ts';
import { SIGHASH_ALL_FORKID, signatureHash } from './sighash.ts';

/** A script that pays to a key and says nothing else. */
const P2PKH_BYTES = 25;

/** What was built is not what was meant. Nothing of it leaves the signer. */
export class SelfCheckError extends Error {
  override readonly name = 'SelfCheckError';
}

/** What is about to leave the signer, and what it was made from. */
export type Finished = {
  readonly intent: Intent;
  readonly unsigned: UnsignedTx;
  readonly owner: Owner;
  /** Hash160 of the key whose coins it takes in, where that is not ours. */
  readonly payer?: Uint8Array;
  readonly raw: Uint8Array;
  readonly ef: Uint8Array;
};

function insist(holds: boolean, what: string): asserts holds {
  if (!holds) throw new SelfCheckError(what);
}

/**
 * Reads a finished transaction as a stranger would and insists that it is what was meant: the coins that were chosen and
 * no others, the record at output 0 and nothing but change to ourselves behind it, not a satoshi made or lost, a fee that
 * is neither too low nor more than a little too high, and signatures that hold by another library than made them.
 *
 * @throws {SelfCheckError} with what does not hold.
 */
export function checkFinished(finished: Finished): void {
  const { raw, ef, unsigned } = finished;
  const parsed = parseTx(raw);
  insist(parsed.ok, 'the transaction does not parse');
  const tx = parsed.value;
  const extended = parseExtendedTx(ef);
  insist(
    extended.ok && equalBytes(extended.value.tx.bytes, raw),
    'the extended form is of another transaction',
  );
  checkMoney(tx, finished);
  checkRecord(tx, finished);
  const sources = sourcesOf(unsigned.inputs);
  insist(
    extended.value.sources.length === sources.length &&
      extended.value.sources.every(({ sats, script }, at) => {
        const source = sources[at];
        return source !== undefined && source.sats === sats && equalBytes(source.script, script);
      }),
    'the extended form names other coins',
  );
  tx.inputs.forEach(({ script }, index) => {
    insist(
      inputHolds(script, signatureHash(tx, sources, index), keyOf(finished, index)),
      `input ${index} is not signed`,
    );
  });
}

function checkMoney(tx: Tx, { intent, unsigned, owner, payer, raw }: Finished): void {
  const moved = movedBy(intent);
  insist(tx.lockTime === 0, 'it is final at once');
  insist(tx.inputs.length === unsigned.inputs.length, 'it spends as many coins as were chosen');
  unsigned.inputs.forEach(({ outpoint, script, sats }, at) => {
    const input = tx.inputs[at];
    insist(input?.prevTxid === outpointTxid(outpoint), `input ${at} is another coin`);
    insist(input.prevVout === outpointVout(outpoint), `input ${at} is another coin`);
    // What is moved is one satoshi of the holder's, and nothing else of one satoshi is ever spent.
    const isMoved = at === 0 && moved !== undefined;
    const spent = isMoved ? lockOf(script) : p2pkhHash(script);
    const [least, key] = isMoved ? [1, owner.holder.hash] : [2, payer ?? owner.payments.hash];
    insist(
      sats >= least &&
        spent !== undefined &&
        equalBytes(spent, key) &&
        (!isMoved || (sats === 1 && outpoint === moved)),
      `input ${at} is not ours to spend`,
    );
  });
  unsigned.drafts.forEach(({ sats, script }, at) => {
    const output = tx.outputs[at];
    insist(output !== undefined && output.sats === sats, 'every record has its own amount');
    insist(equalBytes(output.script.subarray(0, script.length), script), 'every record is whole');
  });
  const change = tx.outputs.slice(unsigned.drafts.length);
  for (const { sats, script } of change) {
    const paid = p2pkhHash(script);
    insist(paid !== undefined && equalBytes(paid, owner.payments.hash), 'only we are paid');
    insist(sats >= LEAST_CHANGE, 'change is worth its cost');
  }
  const spent = unsigned.inputs.reduce((sum, { sats }) => sum + sats, 0);
  const made = tx.outputs.reduce((sum, { sats }) => sum + sats, 0);
  const fee = spent - made;
  insist(fee === unsigned.feeSats, 'the fee is the one that was reckoned');
  insist(raw.length <= unsigned.bytes, 'it is no larger than was reckoned');
  insist(fee >= requiredFee(raw.length, unsigned.rate), 'the fee is enough');
  // Change that is not worth an output goes to the fee; that output and its count would have cost this much.
  const most = paidFee(unsigned.bytes + CHANGE_BYTES + 2, unsigned.rate) + LEAST_CHANGE;
  insist(fee <= most, 'the fee is not too high');
}

function checkRecord(tx: Tx, finished: Finished): void {
  const { intent, unsigned, owner, raw } = finished;
  const inscriptions = readInscriptions(raw, 'bsv');
  if (intent.kind === 'cut-parcel' || intent.kind === 'hand-on' || intent.kind === 'adorn') {
    checkMoved(tx, intent, inscriptions, owner);
    return;
  }
  if (intent.kind === 'invite' || intent.kind === 'take-in') {
    insist(inscriptions.length === 0, 'a payment writes nothing');
    insist((finished.payer !== undefined) === (intent.kind === 'take-in'), 'the coins are whose they should');
    if (intent.kind === 'invite') checkInvited(tx, intent);
    else insist(unsigned.drafts.length === 0, 'only we are paid');
    return;
  }
  if (intent.kind === 'pay') {
    checkPaid(tx, intent, inscriptions);
    return;
  }
  insist(intent.kind !== 'sweep', 'another key is swept by itself');
  if (intent.kind === 'link-device' || intent.kind === 'end-device') {
    checkWords(inscriptions, tx, finished);
    checkDeviceCoins(tx, intent, inscriptions.length, unsigned.drafts.length - inscriptions.length);
    return;
  }
  const [inscription, ...words] = inscriptions;
  insist(inscriptions.length === unsigned.drafts.length, 'there is nothing but the records');
  insist(inscription?.vout === 0, 'the record is at output 0');
  insist(says(decodeRecord(inscription), intent, owner), 'the record says what was meant');
  if (intent.kind === 'inscribe')
    insist(inscription.contentType === intent.contentType, 'it is of the type that was meant');
  if (unsigned.drafts[0]?.sats === 1)
    insist(inscription.owner === toHex(owner.holder.hash), 'the inscription is ours');
  if (isAuthored(intent)) {
    const verdict = verifySignature(inscription, tx);
    insist(
      verdict.signature === 'sigma' && verdict.signer === toHex(owner.author.hash),
      "the author's signature holds",
    );
  }
  checkWords(words, tx, finished);
}

/** The key that an output with an inscription in it pays to: its lock stands behind the envelope or before it. */
const lockOf = (script: Uint8Array): Uint8Array | undefined =>
  p2pkhHashAt(script, script.length - P2PKH_BYTES) ?? p2pkhHashAt(script, 0);

type Moving = Extract<Intent, { readonly kind: 'cut-parcel' | 'hand-on' | 'adorn' }>;
type OfDevice = Extract<Intent, { readonly kind: 'link-device' | 'end-device' }>;
type Paying = Extract<Intent, { readonly kind: 'invite' | 'take-in' }>;

/** What is moved comes out at output 0, for whom it should, and with it comes what is cut out of it and nothing else. */
function checkMoved(tx: Tx, intent: Moving, inscriptions: readonly Inscription[], { holder }: Owner): void {
  const [first] = tx.outputs;
  const to = first && p2pkhHash(first.script);
  const wanted = intent.kind === 'hand-on' ? decodeAddress(intent.to)?.hash160 : holder.hash;
  insist(
    first?.sats === 1 && first.script.length === P2PKH_BYTES && to !== undefined && wanted !== undefined,
    'what is moved comes out whole',
  );
  insist(equalBytes(to, wanted), 'what is moved goes where it should');
  const [parcel, ...others] = inscriptions;
  if (intent.kind === 'hand-on') {
    insist(parcel === undefined, 'nothing is written with it');
    return;
  }
  insist(parcel?.vout === 1 && others.length === 0, 'what is written is at output 1, and alone');
  insist(parcel.owner === toHex(holder.hash), 'what is written is ours');
  const record = decodeRecord(parcel);
  if (intent.kind === 'adorn') {
    insist(
      isFile(record) &&
        equalBytes(record.body, intent.body) &&
        parcel.contentType === intent.contentType &&
        readOnesatParent(parcel) === intent.parent,
      'the picture is the one that was meant, and on that parcel',
    );
    return;
  }
  insist(
    record.kind === 'parcel' && record.index === intent.index && record.height === intent.height,
    'the record says what was meant',
  );
}

/** The coins that are put aside lie in output 0, in one piece, so that one opener has all of them or nothing. */
function checkInvited({ outputs: [first] }: Tx, { to, sats }: Extract<Intent, { kind: 'invite' }>): void {
  const paid = first && p2pkhHash(first.script);
  const wanted = decodeAddress(to)?.hash160;
  insist(
    first?.sats === sats && paid !== undefined && wanted !== undefined && equalBytes(paid, wanted),
    'the key of the link is paid',
  );
}

/** Output 0 pays whom it should as much as it should, and nothing is written. */
function checkPaid(
  tx: Tx,
  { to, sats }: Extract<Intent, { readonly kind: 'pay' }>,
  inscriptions: readonly Inscription[],
): void {
  const [first] = tx.outputs;
  const paid = first && p2pkhHash(first.script);
  const wanted = decodeAddress(to)?.hash160;
  insist(
    first?.sats === sats && first.script.length === P2PKH_BYTES && paid !== undefined && wanted !== undefined,
    'as much is paid as was said',
  );
  insist(equalBytes(paid, wanted), 'it is paid to whom it should');
  insist(inscriptions.length === 0, 'nothing is written with it');
}

/** The holder names whom it should and nobody else. */
function checkWords(inscriptions: readonly Inscription[], tx: Tx, { intent, owner }: Finished): void {
  const words = holdersWords(intent, owner);
  insist(inscriptions.length === words.length, "there is no word of the holder's too many");
  for (const [at, word] of words.entries()) {
    const inscription = inscriptions[at];
    insist(
      inscription?.vout !== undefined && isHoldersWord(intent, owner, inscription.vout),
      'the word is in its place',
    );
    const record = decodeRecord(inscription);
    insist(
      record.kind === 'identity' && record.bapId === word.bapId && record.address === word.address,
      'the holder names whom it should',
    );
    const verdict = verifySignature(inscription, tx);
    insist(
      verdict.signature === 'aip' && verdict.signer === toHex(owner.holder.hash),
      "the holder's signature holds",
    );
  }
}

/** A device that is linked gets its coins behind the holder's words; one that is ended gets none. */
function checkDeviceCoins(tx: Tx, intent: OfDevice, words: number, coins: number): void {
  if (intent.kind === 'end-device') {
    insist(coins === 0, 'nobody is paid');
    return;
  }
  const wanted = decodeAddress(intent.to)?.hash160;
  insist(coins === intent.coins && wanted !== undefined, 'as many coins as were meant');
  for (const { sats, script } of tx.outputs.slice(words, words + coins)) {
    const paid = p2pkhHash(script);
    insist(
      sats === intent.each && paid !== undefined && equalBytes(paid, wanted),
      'the coins go to the device',
    );
  }
}

/** Whether readers will see in the record what the person wrote. */
function says(
  record: ProtocolRecord,
  intent: Exclude<Intent, Moving | Paying | OfDevice | { kind: 'pay' | 'sweep' }>,
  { author }: Owner,
): boolean {
  switch (intent.kind) {
    case 'post':
      return record.kind === 'post' && saysWords(record, intent);
    case 'reply':
      return (
        record.kind === 'reply' &&
        saysWords(record, intent) &&
        'txid' in record.target &&
        record.target.txid === outpointTxid(intent.to)
      );
    case 'like':
      return record.kind === 'like' && record.target.txid === intent.to;
    case 'repost':
      return record.kind === 'repost' && record.target.txid === intent.to;
    case 'follow': {
      const { bapId } = followedBy(intent, author);
      return (
        record.kind === (intent.on ? 'follow' : 'unfollow') &&
        record.bapId === bapId &&
        record.key === ('key' in intent.of ? intent.of.key : undefined)
      );
    }
    case 'claim-handle':
      return record.kind === 'handle' && record.name === intent.name;
    case 'claim-district':
      return record.kind === 'district' && record.height === intent.height;
    case 'inscribe':
      return isFile(record) && equalBytes(record.body, intent.body);
    case 'profile':
      return (
        record.kind === 'profile' &&
        record.bapId === bapIdOf(author.address) &&
        record.name === intent.name &&
        record.description === intent.description &&
        record.image === intent.image &&
        record.page === intent.page
      );
    default:
      return unreachable(intent);
  }
}

function saysWords(
  { text, handle, media, warning, replaces }: RecordOf<'post'> | RecordOf<'reply'>,
  intent: Extract<Intent, { text: string }>,
): boolean {
  const { picture } = intent;
  const samePicture =
    picture === undefined
      ? media === undefined
      : media !== undefined &&
        media.contentType === picture.contentType &&
        equalBytes(media.body, picture.body) &&
        (media.alt ?? '') === picture.alt;
  const sameWords =
    text === intent.text &&
    handle === intent.handle &&
    warning === intent.warning &&
    replaces === intent.replaces;
  return sameWords && samePicture;
}

/** Hash160 of the key that an input has to be signed by. */
const keyOf = ({ intent, owner, payer }: Finished, input: number): Uint8Array =>
  input === 0 && movedBy(intent) !== undefined ? owner.holder.hash : (payer ?? owner.payments.hash);

/** Checks a P2PKH input: its key is the one that was meant, and its signature holds. */
export function inputHolds(script: Uint8Array, digest: Uint8Array, key160: Uint8Array): boolean {
  const { chunks, failure } = readScript(script);
  const [signature, key] = chunks;
  if (
    failure !== undefined ||
    chunks.length !== 2 ||
    signature?.data === undefined ||
    key?.data === undefined
  ) {
    return false;
  }
  if (signature.data.at(-1) !== SIGHASH_ALL_FORKID) return false;
  if (!equalBytes(hash160(key.data), key160)) return false;
  const der = signature.data.subarray(0, -1);
  try {
    return secp256k1.verify(der, digest, key.data, { format: 'der', prehash: false, lowS: true });
  } catch {
    return false;
  }
}
