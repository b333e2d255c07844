import { CallError, createCaller, type Caller } from '#lib/bridge/call.ts';
import { signerContract, type SignerContract } from '#lib/bridge/signer-messages.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Signer, SigningAnswer } from '#lib/publish/platform.ts';
import type { AppConfig } from './config.ts';

/** A network that is only read was asked to sign. */
export class ReadOnlyError extends Error {
  override readonly name = 'ReadOnlyError';
}

type Chain = { readonly network: Exclude<Network, 'btc'>; readonly era?: string };

/** The way to the signer's worker. */
export interface SignerLine extends Signer {
  publish(...ask: Parameters<Signer['publish']>): Promise<SigningAnswer>;
  addFunding(raw: Uint8Array, only?: readonly Outpoint[]): Promise<number>;
  /** Any other question of the contract, about the chain of this line. */
  ask<Answer>(question: (line: Caller<SignerContract>, chain: Chain) => Promise<Answer>): Promise<Answer>;
  /** Ends the worker and all that it has in memory; the next question starts another. */
  end(): void;
}

/**
 * The signer in its worker, started by the first question: whoever only reads never loads it. A worker that could not be
 * loaded, or that does not keep to the contract, is ended, and the next question starts another.
 */
export function startSigner({ network, era }: AppConfig, onLocked: () => void): SignerLine {
  let line: { readonly worker: Worker; readonly caller: Caller<SignerContract> } | undefined;

  const hangUp = (): void => {
    line?.caller.close();
    line?.worker.terminate();
    line = undefined;
  };
  const connect = (): Caller<SignerContract> => {
    if (line !== undefined) return line.caller;
    const worker = new Worker('/signer.js', { name: 'nabo-signer' });
    worker.addEventListener('error', hangUp);
    worker.addEventListener('messageerror', hangUp);
    const caller = createCaller(worker, signerContract);
    caller.listen(() => {
      // What it held is gone from its tables; with the worker it is gone from memory.
      hangUp();
      onLocked();
    });
    line = { worker, caller };
    return caller;
  };
  const ask = async <Answer>(
    question: (signer: Caller<SignerContract>) => Promise<Answer>,
  ): Promise<Answer> => {
    try {
      return await question(connect());
    } catch (error) {
      if (error instanceof CallError && error.kind === 'malformed') hangUp();
      throw error;
    }
  };
  const chain = (): Chain => {
    if (network === 'btc') throw new ReadOnlyError('Nabo reads this network and does not write on it.');
    return { network, ...(era !== undefined && { era }) };
  };

  return {
    end: hangUp,
    ask: (question) => ask((signer) => question(signer, chain())),
    publish: (id, intent, context) =>
      ask((signer) => signer.call('publish', { ...chain(), id, intent, context })),
    addFunding: (raw, only) =>
      ask((signer) =>
        signer.call('addFunding', {
          ...chain(),
          raw: Uint8Array.from(raw),
          ...(only !== undefined && { only: [...only] }),
        }),
      ),
  };
}
