import * as z from 'zod/mini';
import { base64 } from '@scure/base';
import { decodeAddress } from '#lib/bytes/address.ts';
import { asSats, isSats, isTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { p2pkhHash, p2pkhScript, pushData } from '#lib/chain/script.ts';
import { encodeTx, type TxFields } from '#lib/chain/tx.ts';
import { CHANGE_BYTES, feeRate, outputBytes, paidFee, transactionBytes } from '#lib/wallet/fee.ts';
import { OutsideError, troubleOf, type ConnectOutside, type OutsideOutputs } from './wallet.ts';

// Yours (https://github.com/yours-org/yours-wallet-provider, 3.7.0) stands in the page as `window.yours`. Of its ways that
// one is taken which leaves sending to us: we choose of its coins, it signs each input. It answers `undefined` or throws when
// its owner says no.

/** The part of its provider that is asked. */
export interface YoursProvider {
  readonly isReady: boolean;
  connect(): Promise<string | undefined>;
  isConnected(): Promise<boolean>;
  getNetwork(): Promise<string | undefined>;
  getAddresses(): Promise<unknown>;
  getPaymentUtxos(): Promise<unknown>;
  getSignatures(params: {
    readonly rawtx: string;
    readonly sigRequests: readonly YoursSignatureRequest[];
    readonly format?: 'tx';
  }): Promise<unknown>;
  signMessage(params: {
    readonly message: string;
    readonly encoding: 'hex';
    readonly tag: {
      readonly label: 'yours';
      readonly id: 'ord';
      readonly domain: '';
      readonly meta: Record<string, never>;
    };
  }): Promise<unknown>;
}

export type YoursSignatureRequest = {
  readonly prevTxid: string;
  readonly outputIndex: number;
  readonly inputIndex: number;
  readonly satoshis: number;
  readonly address: string;
  readonly script: string;
  readonly sigHashType: number;
};

const address = z.string().check(z.maxLength(64));
const addressesSchema = z.object({ bsvAddress: address, ordAddress: address });
const hex = z.string().check(z.regex(/^(?:[0-9a-f]{2}){0,1000}$/));
const utxosSchema = z.array(
  z.object({
    satoshis: z.number().check(z.refine(isSats)),
    script: hex,
    txid: z.custom<Txid>((txid) => typeof txid === 'string' && isTxid(txid)),
    vout: z.number().check(z.int(), z.minimum(0), z.maximum(0xffff_ffff)),
  }),
);
const signaturesSchema = z.array(z.object({ inputIndex: z.number(), sig: hex, pubKey: hex }));
const messageSchema = z.object({ sig: z.string().check(z.maxLength(100)) });

const SIGHASH_ALL_FORKID = 0x41;
const FINAL = 0xffff_ffff;
/** Change below this goes to the fee. */
const LEAST_CHANGE = 30;
const MOST_INPUTS = 50;
const NETWORKS = { main: 'mainnet', test: 'testnet', devnet: 'testnet' } as const;

type Coin = z.infer<typeof utxosSchema>[number];

export const connectYours =
  (find: () => unknown): ConnectOutside =>
  async (network) => {
    const provider = find() as YoursProvider | undefined;
    if (typeof provider !== 'object' || provider === null || !provider.isReady)
      throw new OutsideError('wallet-absent');
    const asked = async <T>(shape: z.ZodMiniType<T>, ask: () => Promise<unknown>): Promise<T> => {
      let answer: unknown;
      try {
        answer = await ask();
      } catch (error) {
        throw troubleOf(error);
      }
      // Nothing is its word for no; also for having been signed out meanwhile.
      if (answer === undefined)
        throw new OutsideError(
          (await provider.isConnected().catch(() => false)) ? 'wallet-refused' : 'wallet-gone',
        );
      const read = shape.safeParse(answer);
      if (!read.success) throw new OutsideError('wallet-lied');
      return read.data;
    };
    await asked(z.string(), () => provider.connect());
    const theirs = await asked(z.string(), () => provider.getNetwork());
    if (theirs !== NETWORKS[network]) throw new OutsideError('wallet-network');
    const { bsvAddress, ordAddress } = await asked(addressesSchema, () => provider.getAddresses());
    const version = NETWORK_PARAMS[network].addressVersion;
    const [payments, holder] = [bsvAddress, ordAddress].map(decodeAddress);
    if (payments?.version !== version || holder?.version !== version) throw new OutsideError('wallet-lied');
    /** What we spent of it here: it goes by what an indexer says, and that hears of it later than we do. */
    const spent = new Set<string>();
    const nameOf = ({ txid, vout }: Coin): string => `${txid}_${vout}`;
    return {
      payer: 'yours',
      holder: holder.hash160,
      async sign(message) {
        const { sig } = await asked(messageSchema, () =>
          provider.signMessage({
            message: toHex(message),
            encoding: 'hex',
            tag: { label: 'yours', id: 'ord', domain: '', meta: {} },
          }),
        );
        try {
          return base64.decode(sig);
        } catch {
          throw new OutsideError('wallet-lied');
        }
      },
      async pay(outputs, satsPerKilobyte) {
        const coins = await asked(utxosSchema, () => provider.getPaymentUtxos());
        const own = coins.filter((coin) => {
          const paid = p2pkhHash(fromHex(coin.script) ?? new Uint8Array(0));
          // One satoshi is an inscription, and never a payment.
          return (
            !spent.has(nameOf(coin)) &&
            coin.satoshis > 1 &&
            paid !== undefined &&
            equalBytes(paid, payments.hash160)
          );
        });
        const { inputs, fields } = planned(own, outputs, payments.hash160, feeRate(satsPerKilobyte));
        const signatures = await asked(signaturesSchema, () =>
          provider.getSignatures({
            rawtx: toHex(encodeTx(fields)),
            format: 'tx',
            sigRequests: inputs.map((coin, inputIndex) => ({
              prevTxid: coin.txid,
              outputIndex: coin.vout,
              inputIndex,
              satoshis: coin.satoshis,
              address: bsvAddress,
              script: coin.script,
              sigHashType: SIGHASH_ALL_FORKID,
            })),
          }),
        );
        const signed = fields.inputs.map((input, index) => {
          const given = signatures.find(({ inputIndex }) => inputIndex === index);
          const signature = fromHex(given?.sig ?? '');
          const key = fromHex(given?.pubKey ?? '');
          if (signature === undefined || key === undefined) throw new OutsideError('wallet-lied');
          return { ...input, script: concatBytes([pushData(signature), pushData(key)]) };
        });
        return {
          raw: encodeTx({ ...fields, inputs: signed }),
          sources: inputs.map(({ satoshis, script }) => ({
            sats: asSats(satoshis),
            script: fromHex(script) ?? new Uint8Array(0),
          })),
          sent: async () => inputs.forEach((coin) => spent.add(nameOf(coin))),
        };
      },
    };
  };

/** A transaction over some of its coins, the largest first, with one output of change. */
function planned(
  coins: readonly Coin[],
  outputs: OutsideOutputs,
  change: Uint8Array,
  rate: number,
): { readonly inputs: readonly Coin[]; readonly fields: TxFields } {
  const sizes = outputs.map(({ script }) => outputBytes(script.length));
  const wanted = outputs.reduce((sum, { sats }) => sum + sats, 0);
  const inputs: Coin[] = [];
  let sum = 0;
  const left = (made: readonly number[]): number =>
    sum - wanted - paidFee(transactionBytes(inputs.length, made), rate);
  for (const coin of coins.toSorted((a, b) => b.satoshis - a.satoshis).slice(0, MOST_INPUTS)) {
    if (inputs.length > 0 && left(sizes) >= 0) break;
    inputs.push(coin);
    sum += coin.satoshis;
  }
  if (inputs.length === 0 || left(sizes) < 0) throw new OutsideError('wallet-short');
  const rest = left([...sizes, CHANGE_BYTES]);
  return {
    inputs,
    fields: {
      version: 1,
      inputs: inputs.map(({ txid, vout }) => ({
        prevTxid: txid,
        prevVout: vout,
        script: new Uint8Array(0),
        sequence: FINAL,
      })),
      outputs: [
        ...outputs.map(({ sats, script }) => ({ sats: asSats(sats), script })),
        ...(rest < LEAST_CHANGE ? [] : [{ sats: asSats(rest), script: p2pkhScript(change) }]),
      ],
      lockTime: 0,
    },
  };
}
