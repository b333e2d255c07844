import { CallError, createCaller, type Caller } from '#lib/bridge/call.ts';
import { signerContract, type SignerContract } from '#lib/bridge/signer-messages.ts';
import type { Signer } from '#lib/publish/platform.ts';
import type { AppConfig } from './config.ts';

/** A network that is only read was asked to sign. */
export class ReadOnlyError extends Error {
  override readonly name = 'ReadOnlyError';
}

/**
 * The signer in its worker, started by the first question: whoever only reads never loads it. A worker that could not be
 * loaded, or that does not keep to the contract, is ended, and the next question starts another.
 */
export function startSigner({ network, era }: AppConfig): Signer & { close(): void } {
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
    line = { worker, caller: createCaller(worker, signerContract) };
    return line.caller;
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
  const chain = () => {
    if (network === 'btc') throw new ReadOnlyError('Nabo reads this network and does not write on it.');
    return { network, ...(era !== undefined && { era }) };
  };

  return {
    close: hangUp,
    publish: (id, intent, context) =>
      ask((signer) => signer.call('publish', { ...chain(), id, intent, context })),
    addFunding: (raw) =>
      ask((signer) => signer.call('addFunding', { ...chain(), raw: Uint8Array.from(raw) })),
  };
}
