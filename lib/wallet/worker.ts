import { serveCalls } from '#lib/bridge/call.ts';
import { signerContract } from '#lib/bridge/signer-messages.ts';
import type { Network } from '#lib/chain/network.ts';
import { createSigningDesk } from '#lib/publish/signing-desk.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import { createLocalSigner, type LocalSigner } from './signer.ts';

declare const self: DedicatedWorkerGlobalScope;

// The signer: the only place where the secret is ever open. It has no network (its own policy forbids all connections),
// takes intents from the page, and writes what it signed to the core database itself.

type SignerOfNetwork = LocalSigner & Pick<ReturnType<typeof createSigningDesk>, 'publish'>;

type ChainName = { readonly network: Network; readonly era?: string };

const signers = new Map<string, Promise<SignerOfNetwork>>();

async function open({ network, ...era }: ChainName, name: string): Promise<SignerOfNetwork> {
  // A newer build in another tab asks for the database: let it go, and open it again when next asked.
  const onClosed = (): boolean => signers.delete(name);
  const store = createCoreStore(await openCoreDatabase(network, { ...era, onClosed }));
  const signer = createLocalSigner({ network, store, now: () => Date.now() });
  const desk = createSigningDesk({
    store,
    craft: (request) => signer.craft(request),
    address: async () => (await signer.ensureAccount()).address,
  });
  return { ...signer, ...desk };
}

function signerOf({ network, era }: ChainName): Promise<SignerOfNetwork> {
  const name = `${network} ${era ?? ''}`;
  const known = signers.get(name);
  if (known !== undefined) return known;
  const opening = open({ network, ...(era !== undefined && { era }) }, name);
  signers.set(name, opening);
  opening.catch(() => signers.delete(name));
  return opening;
}

serveCalls(self, signerContract, {
  async ensureAccount(chain) {
    const { key, address } = await (await signerOf(chain)).ensureAccount();
    return { key, address };
  },
  async account(chain) {
    const row = await (await signerOf(chain)).account();
    return row && { key: row.key, address: row.address };
  },
  addFunding: async ({ raw, ...chain }) => (await signerOf(chain)).addFunding(raw),
  publish: async ({ id, intent, context, ...chain }) => (await signerOf(chain)).publish(id, intent, context),
});
