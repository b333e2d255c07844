import { BSM, P2PKH, PrivateKey, LockingScript, Transaction } from '@bsv/sdk';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import type { YoursProvider } from '#lib/client/outside/yours.ts';
import type { Manner } from './fake-brc100.ts';

type Utxo = {
  readonly satoshis: number;
  readonly script: string;
  readonly txid: string;
  readonly vout: number;
};

/**
 * `window.yours`, as its provider's types have it (yours-wallet-provider 3.7.0): keys, coins and signatures are the SDK's. Who
 * says no gets nothing back.
 */
export class FakeYours {
  readonly #payments = PrivateKey.fromRandom();
  readonly #ord = PrivateKey.fromRandom();
  readonly #coins: Utxo[] = [];
  /** What its person does before they answer. */
  person: Promise<unknown> = Promise.resolve();
  /** How often its person was asked to pay. */
  questions = 0;
  manner: Manner = 'honest';
  network: 'mainnet' | 'testnet' = 'testnet';

  get address(): string {
    return this.#payments.toAddress('testnet');
  }

  fund(raw: Uint8Array): void {
    const tx = Transaction.fromBinary(Array.from(raw));
    const own = new P2PKH().lock(this.#payments.toAddress()).toHex();
    tx.outputs.forEach((output, vout) => {
      const script = output.lockingScript.toHex();
      if (script === own)
        this.#coins.push({ satoshis: output.satoshis ?? 0, script, txid: tx.id('hex'), vout });
    });
  }

  provider(): YoursProvider {
    const isHere = (): boolean => this.manner !== 'gone';
    const says = <T>(answer: T): T | undefined =>
      this.manner === 'refuses' || !isHere() ? undefined : answer;
    return {
      isReady: true,
      connect: async () => this.#payments.toPublicKey().toString(),
      isConnected: async () => isHere(),
      getNetwork: async () => this.network,
      getAddresses: async () => ({
        bsvAddress: this.address,
        ordAddress: this.#ord.toAddress('testnet'),
        identityAddress: this.address,
      }),
      getPaymentUtxos: async () => (isHere() ? [...this.#coins] : undefined),
      signMessage: async ({ message, encoding, tag }) => {
        if (encoding !== 'hex' || tag.id !== 'ord') throw new Error('asked for by other words');
        const bytes = Array.from(fromHex(message) ?? []);
        return says({
          address: this.#ord.toAddress('testnet'),
          pubKey: this.#ord.toPublicKey().toString(),
          sig: BSM.sign(bytes, this.#ord, 'base64'),
          message,
          derivationTag: tag,
        });
      },
      getSignatures: async ({ rawtx, sigRequests }) => {
        this.questions += 1;
        await this.person;
        const tx = Transaction.fromHex(rawtx);
        // One that lies signs another transaction than the one that it was shown.
        if (this.manner === 'lies') tx.outputs.forEach((output) => (output.satoshis = 1));
        const responses = await Promise.all(
          sigRequests.map(async ({ inputIndex, satoshis, script, sigHashType }) => {
            const template = new P2PKH().unlock(
              this.#payments,
              'all',
              false,
              satoshis,
              LockingScript.fromHex(script),
            );
            const [sig, pubKey] = (await template.sign(tx, inputIndex)).chunks.map(({ data }) =>
              toHex(Uint8Array.from(data ?? [])),
            );
            return { inputIndex, sig, pubKey, sigHashType };
          }),
        );
        return says(responses);
      },
    };
  }
}
