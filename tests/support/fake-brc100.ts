import {
  LockingScript,
  P2PKH,
  PrivateKey,
  ProtoWallet,
  SatoshisPerKilobyte,
  Transaction,
  WalletClient,
  type CreateActionArgs,
  type CreateActionResult,
  type WalletInterface,
} from '@bsv/sdk';

/** How a wallet behaves. `lies`: it pays somebody else besides. */
export type Manner = 'honest' | 'refuses' | 'gone' | 'lies';

/**
 * A wallet that speaks BRC-100: the SDK's own keys, its own transactions and its own client in front, which refuses what the
 * protocol does not allow. It has what `fund` gave it and no more.
 */
export class FakeBrc100 {
  readonly #key = PrivateKey.fromRandom();
  readonly #proto = new ProtoWallet(this.#key);
  readonly #coins: { readonly tx: Transaction; readonly vout: number }[] = [];
  manner: Manner = 'honest';
  network: 'mainnet' | 'testnet' = 'testnet';
  /** What its person does before they answer. */
  person: Promise<unknown> = Promise.resolve();
  /** Every action that it was asked for. */
  readonly asked: CreateActionArgs[] = [];

  /** How often its person was asked to pay. */
  get questions(): number {
    return this.asked.filter(({ options }) => options?.sendWith === undefined).length;
  }

  get address(): string {
    return this.#key.toAddress('testnet');
  }

  fund(raw: Uint8Array): void {
    const tx = Transaction.fromBinary(Array.from(raw));
    const own = new P2PKH().lock(this.#key.toAddress()).toHex();
    tx.outputs.forEach((output, vout) => {
      if (output.lockingScript.toHex() === own) this.#coins.push({ tx, vout });
    });
  }

  /** As an app reaches it. */
  client(): WalletInterface {
    const refuse = (): void => {
      if (this.manner === 'refuses') throw new Error('User denied permission');
      if (this.manner === 'gone') throw new Error('No wallet available over any communication substrate.');
    };
    const wallet = {
      getVersion: async () => ({ version: 'fake-1.0.0' }),
      getNetwork: async () => ({ network: this.network }),
      getPublicKey: (args: Parameters<ProtoWallet['getPublicKey']>[0]) => this.#proto.getPublicKey(args),
      createSignature: (args: Parameters<ProtoWallet['createSignature']>[0]) => {
        refuse();
        return this.#proto.createSignature(args);
      },
      createAction: async (args: CreateActionArgs): Promise<CreateActionResult> => {
        this.asked.push(args);
        if (args.options?.sendWith !== undefined) return { sendWithResults: [] };
        await this.person;
        refuse();
        return this.#act(args);
      },
    };
    return new WalletClient(wallet as unknown as WalletInterface, 'nabo.test');
  }

  async #act({ outputs = [], options }: CreateActionArgs): Promise<CreateActionResult> {
    if (options?.noSend !== true || options.randomizeOutputs !== false)
      throw new Error('this wallet would send it by itself, or mix its outputs');
    const coin = this.#coins.shift();
    if (coin === undefined)
      throw Object.assign(new Error('Insufficient funds in the available inputs'), { code: 7 });
    const tx = new Transaction();
    const template = new P2PKH();
    tx.addInput({
      sourceTransaction: coin.tx,
      sourceOutputIndex: coin.vout,
      unlockingScriptTemplate: template.unlock(this.#key),
    });
    for (const { lockingScript, satoshis } of outputs)
      tx.addOutput({ lockingScript: LockingScript.fromHex(lockingScript), satoshis });
    if (this.manner === 'lies')
      tx.addOutput({ lockingScript: LockingScript.fromASM('OP_FALSE OP_RETURN 00'), satoshis: 0 });
    tx.addOutput({ lockingScript: template.lock(this.#key.toAddress()), change: true });
    await tx.fee(new SatoshisPerKilobyte(100));
    // The model is two bytes short now and then.
    const change = tx.outputs.at(-1);
    if (change?.satoshis !== undefined) change.satoshis -= 2;
    await tx.sign();
    this.#coins.push({ tx, vout: tx.outputs.length - 1 });
    return { txid: tx.id('hex'), tx: tx.toAtomicBEEF(true) };
  }
}
