import { serveCalls } from '#lib/bridge/call.ts';
import { signerContract } from '#lib/bridge/signer-messages.ts';
import { enterSwept } from '#lib/publish/enter-swept.ts';
import { createSigningDesk } from '#lib/publish/signing-desk.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import { createCustody } from './custody.ts';
import { createDevices } from './devices.ts';
import { createInvites } from './invites.ts';
import { createOutsideDesk } from './outside-desk.ts';
import { signerHandlers, type ChainName, type Desk } from './handlers.ts';
import { createLocalSigner } from './signer.ts';

declare const self: DedicatedWorkerGlobalScope;

// The signer: the only place where the secret is ever open. It has no network (its own policy forbids all connections),
// takes intents from the page, and writes what it signed to the core database itself.

const desks = new Map<string, Promise<Desk>>();

/** Every tab has a signer of its own; one that locks, locks all. Whoever may say so can do no more than lock. */
const bell = new BroadcastChannel('nabo-signer');

function lockAll(): void {
  for (const desk of desks.values()) {
    desk.then(({ signer }) => signer.keyring.lock()).catch(() => undefined);
  }
  line.emit({ type: 'locked' });
}

bell.addEventListener('message', lockAll);

async function open({ network, ...era }: ChainName, name: string): Promise<Desk> {
  // A newer build in another tab asks for the database: let it go, and open it again when next asked.
  const onClosed = (): boolean => desks.delete(name);
  const store = createCoreStore(await openCoreDatabase(network, { ...era, onClosed }));
  const now = (): number => Date.now();
  const signer = createLocalSigner({ network, store, now, onIdle: () => line.emit({ type: 'locked' }) });
  const { publish, takeIn, put } = createSigningDesk({
    store,
    craft: (request) => signer.craft(request),
    address: async () => (await signer.ensureAccount()).address,
    addHolding: (at, script) => signer.addHolding(at, script),
    spend: (sats, consent) => signer.spend(sats, consent),
  });
  const { keyring } = signer;
  const invites = createInvites({
    network,
    store,
    keyring,
    enter: ({ made, ...saved }) => takeIn({ ...saved, network, at: now() }, made),
  });
  const enterSweep: Desk['enterSweep'] = async (id, { from, sats }, { tx, change }) => {
    await enterSwept(store, { id, network, intent: { kind: 'sweep', from, sats }, at: now(), tx, change });
  };
  const outside = createOutsideDesk({ network, store, keyring, put });
  const custody = createCustody({ network, store, keyring, now });
  const devices = createDevices({ network, store, keyring });
  return { signer, publish, invites, devices, outside, enterSweep, custody };
}

function deskOf({ network, era }: ChainName): Promise<Desk> {
  const name = `${network} ${era ?? ''}`;
  const known = desks.get(name);
  if (known !== undefined) return known;
  const opening = open({ network, ...(era !== undefined && { era }) }, name);
  desks.set(name, opening);
  opening.catch(() => desks.delete(name));
  return opening;
}

const line = serveCalls(
  self,
  signerContract,
  signerHandlers(deskOf, () => bell.postMessage('lock')),
);
