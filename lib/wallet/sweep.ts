import { decodeAddress, encodeAddress } from '#lib/bytes/address.ts';
import { asSats, outpointTxid, outpointVout, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { encodeExtendedTx, parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import { p2pkhHash, p2pkhScript, pushData } from '#lib/chain/script.ts';
import { encodeTx, parseTx, txidOf, type TxFields } from '#lib/chain/tx.ts';
import type { SignedTx } from '#lib/publish/publication.ts';
import { inputHolds, SelfCheckError } from './check.ts';
import { LEAST_CHANGE, MAX_INPUTS, type Coin } from './coins.ts';
import { CHANGE_BYTES, feeRate, paidFee, requiredFee, transactionBytes } from './fee.ts';
import { coinsPaidTo } from './funding.ts';
import { signDigest } from './sign.ts';
import { SIGHASH_ALL_FORKID, signatureHash } from './sighash.ts';
import type { ForeignKey } from './wif.ts';

// Takes what lies at a key from elsewhere to our own. The key signs this one transaction and is kept nowhere.

const FINAL_SEQUENCE = 0xffff_ffff;

/** What a source says lies at an address: transactions, and which of their outputs are unspent. Nothing of it is believed. */
export type FoundCoins = readonly { readonly raw: Uint8Array; readonly only: readonly Outpoint[] }[];

export type SweepRequest = {
  readonly key: ForeignKey;
  readonly found: FoundCoins;
  readonly satsPerKilobyte: number;
};

/** What sweeping a key brings. */
export type Swept = {
  /** Its address. */
  readonly from: string;
  /** What lies there and can be paid with, and in how many coins. */
  readonly holds: number;
  readonly coins: number;
  /** What arrives; nothing where it is not worth the fee. */
  readonly sats: number;
  readonly feeSats: number;
  /** Coins that one transaction has no room for: they are swept by another. */
  readonly later: number;
  /** Outputs of one satoshi, which may be inscriptions and are left alone. */
  readonly singles: number;
  /** The transaction that does it and the coin that it makes, where it was asked for. */
  readonly made?: { readonly tx: SignedTx; readonly change: readonly Coin[] };
};

type Into = { readonly address: string; readonly network: Network; readonly sign: boolean };

/** A key as it was typed, or the one of ours that signs posts: whoever tips a post pays that one. */
export type SweptFrom = { readonly kind: 'typed'; readonly wif: string } | { readonly kind: 'author' };

/**
 * Says what sweeping a key would bring, and does it where `sign` says so.
 *
 * @throws {TypeError} with the code of a broken transaction.
 * @throws {RangeError} for a rate that we do not pay.
 * @throws {SelfCheckError} when what was made is not what was meant.
 */
export function sweepKey(
  { key, found, satsPerKilobyte }: SweepRequest,
  { address, network, sign }: Into,
): Swept {
  const { hash, publicKey } = key;
  const listed = found.flatMap(({ raw, only }) => {
    const coins = coinsPaidTo(hash, raw);
    if (!coins.ok) throw new TypeError(coins.issue.code);
    return coins.value.filter(({ outpoint }) => only.includes(outpoint));
  });
  const paying = [...new Map(listed.map((coin) => [coin.outpoint, coin])).values()];
  const inputs = paying.toSorted((a, b) => b.sats - a.sats).slice(0, MAX_INPUTS);
  const rate = feeRate(satsPerKilobyte);
  const bytes = transactionBytes(inputs.length, [CHANGE_BYTES]) + inputs.length * (publicKey.length - 33);
  const sum = inputs.reduce((total, { sats }) => total + sats, 0);
  const feeSats = paidFee(bytes, rate);
  const isWorthIt = sum - feeSats >= LEAST_CHANGE;
  const named = new Set(found.flatMap(({ only }) => only));
  const plan: Swept = {
    from: encodeAddress(hash, NETWORK_PARAMS[network].addressVersion),
    holds: paying.reduce((total, { sats }) => total + sats, 0),
    coins: inputs.length,
    sats: isWorthIt ? sum - feeSats : 0,
    feeSats: isWorthIt ? feeSats : 0,
    later: paying.length - inputs.length,
    singles: named.size - paying.length,
  };
  if (!sign || !isWorthIt) return plan;
  return { ...plan, made: signSweep(inputs, { key, address, feeSats, bytes, rate }) };
}

type Parts = {
  readonly key: ForeignKey;
  readonly address: string;
  readonly feeSats: number;
  readonly bytes: number;
  readonly rate: number;
};

function signSweep(
  inputs: readonly Coin[],
  parts: Parts,
): { readonly tx: SignedTx; readonly change: readonly Coin[] } {
  const { key, address, feeSats } = parts;
  const sum = inputs.reduce((total, { sats }) => total + sats, 0);
  const script = p2pkhScript(decodeAddress(address)?.hash160 ?? new Uint8Array(0));
  const sources = inputs.map(({ sats, script: lock }) => ({ sats: asSats(sats), script: lock }));
  const unsigned: TxFields = {
    version: 1,
    inputs: inputs.map(({ outpoint }) => ({
      prevTxid: outpointTxid(outpoint),
      prevVout: outpointVout(outpoint),
      script: new Uint8Array(0),
      sequence: FINAL_SEQUENCE,
    })),
    outputs: [{ sats: asSats(sum - feeSats), script }],
    lockTime: 0,
  };
  const fields: TxFields = {
    ...unsigned,
    inputs: unsigned.inputs.map((input, index) => {
      const signature = signDigest(signatureHash(unsigned, sources, index), key);
      const unlock = [pushData(Uint8Array.of(...signature, SIGHASH_ALL_FORKID)), pushData(key.publicKey)];
      return { ...input, script: concatBytes(unlock) };
    }),
  };
  const raw = encodeTx(fields);
  const ef = encodeExtendedTx(fields, sources);
  check(raw, ef, inputs, parts);
  const parsed = parseTx(raw);
  if (!parsed.ok) throw new SelfCheckError('the transaction does not parse');
  const txid = txidOf(parsed.value);
  return {
    // What it spends is not ours, so the books have no coin of it.
    tx: { txid, raw, ef, inputs: [], feeSats },
    change: [
      { outpoint: toOutpoint(txid, 0), sats: sum - feeSats, script, status: 'free', depth: 0, doubt: 0 },
    ],
  };
}

/** Reads the finished bytes as a stranger would: these coins, our address alone, a fee that is enough, signatures that hold. */
function check(raw: Uint8Array, ef: Uint8Array, inputs: readonly Coin[], parts: Parts): void {
  const { key, address, feeSats, bytes, rate } = parts;
  const insist = (holds: boolean, what: string): void => {
    if (!holds) throw new SelfCheckError(what);
  };
  const read = parseExtendedTx(ef);
  if (!read.ok || !equalBytes(read.value.tx.bytes, raw)) throw new SelfCheckError('it does not parse');
  const { tx, sources } = read.value;
  const [first, ...others] = tx.outputs;
  const paid = first && p2pkhHash(first.script);
  const own = decodeAddress(address)?.hash160;
  insist(
    paid !== undefined && own !== undefined && equalBytes(paid, own) && others.length === 0,
    'only we are paid',
  );
  const sum = sources.reduce((total, { sats }) => total + sats, 0);
  insist(sum - (first?.sats ?? 0) === feeSats, 'the fee is the one that was reckoned');
  insist(raw.length <= bytes && feeSats >= requiredFee(raw.length, rate), 'the fee is enough');
  insist(tx.inputs.length === inputs.length, 'it spends what was found');
  tx.inputs.forEach(({ prevTxid, prevVout, script }, index) => {
    insist(inputs[index]?.outpoint === toOutpoint(prevTxid, prevVout), `input ${index} is another coin`);
    insist(inputHolds(script, signatureHash(tx, sources, index), key.hash), `input ${index} is not signed`);
  });
}
