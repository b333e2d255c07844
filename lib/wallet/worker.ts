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

const signers = new Map<Network, Promise<SignerOfNetwork>>();

async function open(network: Network): Promise<SignerOfNetwork> {
  // A newer build in another tab asks for the database: let it go, and open it again when next asked.
  const onClosed = (): boolean => signers.delete(network);
  const store = createCoreStore(await openCoreDatabase(network, { onClosed }));
  const signer = createLocalSigner({ network, store, now: () => Date.now() });
  const desk = createSigningDesk({
    store,
    craft: (request) => signer.craft(request),
    address: async () => (await signer.ensureAccount()).address,
  });
  return { ...signer, ...desk };
}

function signerOf(network: Network): Promise<SignerOfNetwork> {
  const known = signers.get(network);
  if (known !== undefined) return known;
  const opening = open(network);
  signers.set(network, opening);
  opening.catch(() => signers.delete(network));
  return opening;
}

serveCalls(self, signerContract, {
  async ensureAccount({ network }) {
    const { key, address } = await (await signerOf(network)).ensureAccount();
    return { key, address };
  },
  async account({ network }) {
    const row = await (await signerOf(network)).account();
    return row && { key: row.key, address: row.address };
  },
  addFunding: async ({ network, raw }) => (await signerOf(network)).addFunding(raw),
  publish: async ({ network, id, intent, context }) => (await signerOf(network)).publish(id, intent, context),
});
