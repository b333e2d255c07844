import type { WalletInterface } from '@bsv/sdk/wallet';
import { outpointTxid, toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { parseAtomicBeef } from '#lib/chain/beef-atomic.ts';
import { p2pkhHash } from '#lib/chain/script.ts';
import { parseTx, type Tx } from '#lib/chain/tx.ts';
import { compactSignature, signedMessageHash } from '#lib/protocols/signed-message.ts';
import {
  OutsideError,
  troubleOf,
  type ConnectOutside,
  type OutsideOutputs,
  type OutsideTx,
} from './wallet.ts';

// BRC-100 (https://github.com/bitcoin-sv/BRCs/blob/master/wallet/0100.md) by the SDK's own client, which checks what is
// asked before it asks. Transactions are made with `noSend` and with outputs in our order, checked here, and sent by our own
// outbox; the wallet hears of that afterwards by `sendWith`.

/** The key over there that holds what is claimed. These names are for ever: others would be another key. */
const HOLDER = {
  protocolID: [1, 'nabo holdings'] as [1, string],
  keyID: '1',
  counterparty: 'self' as const,
};
/** What of our network a wallet calls by which name; a devnet has the addresses of a test network. */
const NETWORKS = { main: 'mainnet', test: 'testnet', devnet: 'testnet' } as const;
const LIMITS = { maxBytes: 8_000_000, maxBumps: 1_000, maxTransactions: 1_000 };

/** Reaches a wallet. Asked on a person's click alone. */
export type ReachBrc100 = () => Promise<WalletInterface>;

/**
 * The wallet that stands in this browser as `window.CWI`. Those that listen on a port of this machine are not looked for: the
 * page's own content policy lets it ask nobody there.
 */
export const reachWindow: ReachBrc100 = async () => {
  if (typeof Reflect.get(globalThis, 'CWI') !== 'object') throw new OutsideError('wallet-absent');
  const { WalletClient } = await import('@bsv/sdk/wallet');
  return new WalletClient('window.CWI', location.host);
};

export const connectBrc100 =
  (reach: ReachBrc100): ConnectOutside =>
  async (network) => {
    let wallet: WalletInterface;
    let key: Uint8Array | undefined;
    try {
      wallet = await reach();
      const { network: theirs } = await wallet.getNetwork({});
      if (theirs !== NETWORKS[network]) throw new OutsideError('wallet-network');
      const { publicKey } = await wallet.getPublicKey({ ...HOLDER, forSelf: true });
      key = fromHex(publicKey);
    } catch (error) {
      throw troubleOf(error);
    }
    if (key?.length !== 33) throw new OutsideError('wallet-lied');
    const holder = hash160(key);
    return {
      payer: 'brc100',
      holder,
      async sign(message) {
        const hashToDirectlySign = Array.from(signedMessageHash(message));
        const { signature } = await wallet
          .createSignature({ ...HOLDER, hashToDirectlySign })
          .catch((error: unknown) => Promise.reject(troubleOf(error)));
        const compact = compactSignature(Uint8Array.from(signature), message, holder);
        if (compact === undefined) throw new OutsideError('wallet-lied');
        return compact;
      },
      async pay(outputs) {
        const made = await wallet
          .createAction({
            description: outputs.every(isPayment)
              ? 'Somebody whom you pay in Nabo'
              : 'Something that you say in Nabo',
            outputs: outputs.map((output) => ({
              lockingScript: toHex(output.script),
              satoshis: output.sats,
              ...(isPayment(output)
                ? { outputDescription: 'What they get' }
                : output.sats === 0
                  ? { outputDescription: 'What it says' }
                  : {
                      outputDescription: 'What it lies in',
                      // What is held over there must be found again over there.
                      basket: 'nabo',
                      customInstructions: JSON.stringify(HOLDER),
                    }),
            })),
            options: { noSend: true, randomizeOutputs: false },
          })
          .catch((error: unknown) => Promise.reject(troubleOf(error)));
        if (made.tx === undefined) throw new OutsideError('wallet-lied');
        const { subject, ...tx } = readBeef(Uint8Array.from(made.tx));
        return {
          ...tx,
          // Its own books are its own matter: the transaction is on its way either way.
          sent: async () => {
            await wallet
              .createAction({ description: 'It is on its way', options: { sendWith: [subject] } })
              .catch(() => undefined);
          },
        };
      },
    };
  };

/** It goes to somebody and writes nothing. */
const isPayment = ({ script }: OutsideOutputs[number]): boolean => p2pkhHash(script) !== undefined;

/** The transaction that a BEEF is about, with the outputs that it spends out of the others in it. */
function readBeef(bytes: Uint8Array): OutsideTx & { readonly subject: Txid } {
  const beef = parseAtomicBeef(bytes, LIMITS);
  if (!beef.ok) throw new OutsideError('wallet-lied');
  const { subject, beef: all } = beef.value;
  const parsed = new Map<Txid, Tx>();
  for (const { txid, raw } of all.txs) {
    const tx = parseTx(raw);
    if (tx.ok) parsed.set(txid, tx.value);
  }
  const tx = parsed.get(subject);
  if (tx === undefined) throw new OutsideError('wallet-lied');
  const sources = tx.inputs.map(({ prevTxid, prevVout }) => {
    const source = parsed.get(outpointTxid(toOutpoint(prevTxid, prevVout)))?.outputs[prevVout];
    if (source === undefined) throw new OutsideError('wallet-lied');
    return { sats: source.sats, script: source.script.slice() };
  });
  return { subject, raw: tx.bytes.slice(), sources };
}
