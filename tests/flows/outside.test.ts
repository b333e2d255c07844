import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { connectBrc100 } from '#lib/client/outside/brc100.ts';
import { createOutsideDesk, type OutsideDesk } from '#lib/client/outside/desk.ts';
import { connectYours } from '#lib/client/outside/yours.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { decodeRecord, verifySignature } from '#lib/protocols/index.ts';
import type { Intent, Payer, Publication } from '#lib/publish/publication.ts';
import { sentenceOf } from '#lib/publish/sentences.ts';
import { FakeBrc100 } from '#tests/support/fake-brc100.ts';
import { FakeYours } from '#tests/support/fake-yours.ts';
import { startWriter, type Writer } from '#tests/support/writer.ts';

// Other wallets on a real chain: they pay and hold, this device's key is the author, and nothing of what they make is believed.

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(() => devnet[Symbol.asyncDispose]());

type Fake = FakeBrc100 | FakeYours;

async function arrange(payer: Payer, funded = 3): Promise<{ writer: Writer; desk: OutsideDesk; fake: Fake }> {
  const writer = await startWriter({ devnetUrl: devnet.url });
  const brc100 = new FakeBrc100();
  const yours = new FakeYours();
  const fake = payer === 'brc100' ? brc100 : yours;
  for (let coins = 0; coins < funded; coins += 1) fake.fund(devnet.faucet(fake.address, 20_000).tx.bytes);
  const desk = createOutsideDesk({
    network: 'devnet',
    satsPerKilobyte: 100,
    store: writer.store,
    signer: {
      next: (id, holder, word) => writer.outside.next(id, holder, word),
      enter: (id, holder, word, made) =>
        writer.outside.enter(id, holder, { ...made, satsPerKilobyte: 100, ...(word && { word }) }),
    },
    outbox: writer.outbox,
    wallets: {
      brc100: connectBrc100(async () => brc100.client()),
      yours: connectYours(() => yours.provider()),
    },
    alone: (_name, work) => work(),
    onChange: () => undefined,
  });
  return { writer, desk, fake };
}

async function say(
  { writer, desk }: { writer: Writer; desk: OutsideDesk },
  intent: Intent,
): Promise<Publication> {
  const { id } = await writer.outbox.publish(intent, [], desk.payerFor(intent, 0));
  await desk.sign(id);
  return writer.until(id, ({ state }) => expect(['seen', 'failed']).toContain(state));
}

const post = (text: string): Intent => ({ kind: 'post', text });

describe.each(['brc100', 'yours'] as const)('a wallet that speaks %s', (payer) => {
  it('pays for a post, whose author is this device, and holds what lies in it', async () => {
    const { writer, desk, fake } = await arrange(payer);
    await using _end = writer;
    await desk.connect(payer);
    const { connected } = desk.view();
    expect(connected?.payer).toBe(payer);
    const said = await say({ writer, desk }, post('Somebody else pays.'));
    expect(said).toMatchObject({ state: 'seen', payer });
    const raw = said.tx?.raw ?? new Uint8Array(0);
    const tx = parseTx(raw);
    const [inscription] = readInscriptions(raw, 'bsv');
    if (!tx.ok || inscription === undefined) throw new Error('no post');
    expect(tx.value.outputs[0]?.sats).toBe(1);
    expect(inscription.owner).toBe(connected?.holder);
    const own = await writer.store.account();
    expect(verifySignature(inscription, tx.value)).toMatchObject({ signature: 'aip', signer: own?.key });
    // Not a satoshi of this device's own.
    expect(await writer.store.balance()).toBe(0);
    if (fake instanceof FakeBrc100) expect(fake.asked.at(-1)?.options?.sendWith).toEqual([said.tx?.txid]);
  });

  it('claims a name for its own key, and names this device as its author', async () => {
    const { writer, desk } = await arrange(payer);
    await using _end = writer;
    await desk.connect(payer);
    const said = await say({ writer, desk }, { kind: 'claim-handle', name: `held-by-${payer}` });
    expect(said.state).toBe('seen');
    const records = readInscriptions(said.tx?.raw ?? new Uint8Array(0), 'bsv');
    expect(records.map((each) => decodeRecord(each).kind)).toEqual(['handle', 'identity']);
    expect(records[0]?.owner).toBe(desk.view().connected?.holder);
    const tx = parseTx(said.tx?.raw ?? new Uint8Array(0));
    const [, identity] = records;
    if (!tx.ok || identity === undefined) throw new Error('no identity');
    expect(verifySignature(identity, tx.value)).toMatchObject({
      signature: 'aip',
      signer: desk.view().connected?.holder,
    });
  });

  it.each([
    ['refuses', 'wallet-refused', 'Your other wallet said no'],
    ['gone', 'wallet-gone', 'does not answer any more'],
    ['lies', 'wallet-lied', 'is not what was asked for'],
  ] as const)('that %s ends in a plain state', async (manner, code, words) => {
    const { writer, desk, fake } = await arrange(payer);
    await using _end = writer;
    await desk.connect(payer);
    fake.manner = manner;
    const said = await say({ writer, desk }, post('This is kept.'));
    expect(said).toMatchObject({ state: 'failed', failure: { code } });
    expect(said.intent).toEqual(post('This is kept.'));
    expect(sentenceOf(said)).toContain(words);
    expect(said.tx).toBeUndefined();
    if (manner === 'gone') expect(desk.view()).toEqual({});
    else {
      // Tried again once it has come to its senses, the same words go.
      fake.manner = 'honest';
      await writer.outbox.retry(said.id);
      await desk.sign(said.id);
      await writer.until(said.id, ({ state }) => expect(state).toBe('seen'));
    }
  });

  it('on another network is not connected', async () => {
    const { writer, desk, fake } = await arrange(payer);
    await using _end = writer;
    fake.network = 'mainnet';
    await expect(desk.connect(payer)).rejects.toMatchObject({ code: 'wallet-network' });
    expect(desk.payerFor(post('x'), 0)).toBeUndefined();
  });

  it('with too little says so', async () => {
    const { writer, desk } = await arrange(payer, 0);
    await using _end = writer;
    await desk.connect(payer);
    const said = await say({ writer, desk }, post('This costs too much.'));
    expect(said).toMatchObject({ state: 'failed', failure: { code: 'wallet-short' } });
    expect(sentenceOf(said)).toContain('not enough coins in your other wallet');
  });

  it('is waited for, with the words saved, until it is connected', async () => {
    const { writer, desk } = await arrange(payer);
    await using _end = writer;
    const { id } = await writer.outbox.publish(post('Later.'), [], payer);
    const waiting = await writer.until(id, ({ waiting: why }) => expect(why?.code).toBe('wallet-waits'));
    expect(sentenceOf(waiting)).toContain('It waits for your other wallet');
    await desk.connect(payer);
    await writer.until(id, ({ state }) => expect(state).toBe('seen'));
  });
});

it('no wallet at all is no wallet', async () => {
  await expect(connectYours(() => undefined)('devnet')).rejects.toMatchObject({ code: 'wallet-absent' });
});
