import { createCaller, type Caller } from '#lib/bridge/call.ts';
import { signerContract, type SignerContract } from '#lib/bridge/signer-messages.ts';
import type { Signer } from '#lib/publish/platform.ts';
import type { AppConfig } from './config.ts';

/** A network that is only read was asked to sign. */
export class ReadOnlyError extends Error {
  override readonly name = 'ReadOnlyError';
}

/** The signer in its worker, started by the first question: whoever only reads never loads it. */
export function startSigner({ network }: AppConfig): Signer {
  let line: Caller<SignerContract> | undefined;
  const ask = (): Caller<SignerContract> => {
    line ??= createCaller(new Worker('/signer.js', { name: 'nabo-signer' }), signerContract);
    return line;
  };
  const written = (): Exclude<AppConfig['network'], 'btc'> => {
    if (network === 'btc') throw new ReadOnlyError('Nabo reads this network and does not write on it.');
    return network;
  };
  return {
    publish: async (id, intent, context) =>
      ask().call('publish', { network: written(), id, intent, context }),
    addFunding: async (raw) => ask().call('addFunding', { network: written(), raw: Uint8Array.from(raw) }),
  };
}
