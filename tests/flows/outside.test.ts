import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAddress } from '#lib/bytes/address.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { connectBrc100 } from '#lib/client/outside/brc100.ts';
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

async function arrange(payer: Payer, funded = 3) {
  const brc100 = new FakeBrc100();
  const yours = new FakeYours();
  const writer = await startWriter({
    devnetUrl: devnet.url,
    // Payments go past the host.
    direct: [{ name: 'devnet', kind: 'arc', url: devnet.url }],
    wallets: {
      brc100: connectBrc100(async () => brc100.client()),
      yours: connectYours(() => yours.provider()),
    },
  });
  const fake: Fake = payer === 'brc100' ? brc100 : yours;
  for (let coins = 0; coins < funded; coins += 1) fake.fund(devnet.faucet(fake.address, 20_000).tx.bytes);
  return { writer, desk: writer.outside, fake };
}

/** As the page publishes: saved first, then asked for in this tab. */
async function begin(writer: Writer, intent: Intent): Promise<string> {
  const { id } = await writer.outbox.publish(intent, [], { payer: writer.outside.payerFor(intent, 0) });
  await writer.outbox.sign(id);
  return id;
}

async function say(writer: Writer, intent: Intent): Promise<Publication> {
  return writer.until(await begin(writer, intent), ({ state }) =>
    expect(['seen', 'failed']).toContain(state),
  );
}

const post = (text: string): Intent => ({ kind: 'post', text });

describe.each(['brc100', 'yours'] as const)('a wallet that speaks %s', (payer) => {
  it('pays for a post, whose author is this device, and holds what lies in it', async () => {
    const { writer, desk, fake } = await arrange(payer);
    await using _end = writer;
    await desk.connect(payer);
    const { connected } = desk.view();
    expect(connected?.payer).toBe(payer);
    const said = await say(writer, post('Somebody else pays.'));
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
    const said = await say(writer, { kind: 'claim-handle', name: `held-by-${payer}` });
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
    const said = await say(writer, post('This is kept.'));
    expect(said).toMatchObject({ state: 'failed', failure: { code } });
    expect(said.intent).toEqual(post('This is kept.'));
    expect(sentenceOf(said)).toContain(words);
    expect(said.tx).toBeUndefined();
    if (manner === 'gone') expect(desk.view()).toEqual({});
    else {
      // Tried again once it has come to its senses, the same words go.
      fake.manner = 'honest';
      await writer.outbox.retry(said.id);
      await writer.outbox.sign(said.id);
      await writer.until(said.id, ({ state }) => expect(state).toBe('seen'));
    }
  });

  it('pays for a reply, a like and somebody’s thanks as for a post', async () => {
    const { writer, desk } = await arrange(payer, 4);
    await using _end = writer;
    await desk.connect(payer);
    const first = await say(writer, post('The first of them.'));
    const txid = first.tx?.txid;
    if (txid === undefined) throw new Error('no post');
    const reply = await say(writer, { kind: 'reply', to: toOutpoint(txid, 0), text: 'An answer.' });
    const like = await say(writer, { kind: 'like', to: txid });
    const friend = new FakeYours().address;
    const paid = await say(writer, { kind: 'pay', to: friend, sats: 700 });
    for (const each of [reply, like, paid]) expect(each).toMatchObject({ state: 'seen', payer });
    const kinds = [reply, like].map(({ tx }) =>
      readInscriptions(tx?.raw ?? new Uint8Array(0), 'bsv').map((record) => decodeRecord(record).kind),
    );
    expect(kinds).toEqual([['reply'], ['like']]);
    const payment = parseTx(paid.tx?.raw ?? new Uint8Array(0));
    expect(payment.ok && payment.value.outputs[0]).toMatchObject({
      sats: 700,
      script: p2pkhScript(decodeAddress(friend)?.hash160 ?? new Uint8Array(20)),
    });
    expect(await writer.store.balance()).toBe(0);
  });

  it('waits for its person as long as they like, and holds up nothing else', async () => {
    const { writer, desk, fake } = await arrange(payer);
    await using _end = writer;
    await desk.connect(payer);
    const person = Promise.withResolvers<void>();
    fake.person = person.promise;
    const id = await begin(writer, post('I am thinking about it.'));
    const waiting = await writer.until(id, ({ waiting: why }) => expect(why?.code).toBe('wallet-asks'));
    expect(sentenceOf(waiting)).toContain('Waiting for your wallet');
    // What this device pays for itself goes on, by the same outbox; and nobody asks twice.
    const own = await writer.outbox.publish(post('Mine meanwhile.'));
    await writer.until(own.id, ({ state }) => expect(state).toBe('seen'));
    await writer.outbox.sign(id);
    writer.outbox.wake();
    await writer.until(id, ({ state }) => expect(state).toBe('draft'));
    expect(fake.questions).toBe(1);
    person.resolve();
    await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    expect(fake.questions).toBe(1);
  });

  it('is not waited for when its person was told to stop, and what it makes later goes nowhere', async () => {
    const { writer, desk, fake } = await arrange(payer);
    await using _end = writer;
    await desk.connect(payer);
    const person = Promise.withResolvers<void>();
    fake.person = person.promise;
    const id = await begin(writer, post('Better not.'));
    await writer.until(id, ({ waiting }) => expect(waiting?.code).toBe('wallet-asks'));
    await writer.outbox.stopAsking(id);
    const stopped = await writer.until(id, ({ state }) => expect(state).toBe('failed'));
    expect(sentenceOf(stopped)).toContain('You stopped asking');
    person.resolve();
    // The wallet answers this one after what it was asked before.
    const next = await say(writer, post('This one is meant.'));
    expect(next.state).toBe('seen');
    expect(await writer.store.publication(id)).toMatchObject({ state: 'failed', attempts: 0 });
    expect((await writer.store.publication(id))?.tx).toBeUndefined();
  });

  it('asked again while its first question is still open, has that one question before it', async () => {
    const { writer, desk, fake } = await arrange(payer);
    await using _end = writer;
    await desk.connect(payer);
    const person = Promise.withResolvers<void>();
    fake.person = person.promise;
    const id = await begin(writer, post('After all.'));
    await writer.until(id, ({ waiting }) => expect(waiting?.code).toBe('wallet-asks'));
    await writer.outbox.stopAsking(id);
    await writer.until(id, ({ state }) => expect(state).toBe('failed'));
    await writer.outbox.retry(id);
    await writer.outbox.sign(id);
    await writer.until(id, ({ waiting }) => expect(waiting?.code).toBe('wallet-asks'));
    person.resolve();
    await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    expect(fake.questions).toBe(1);
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
    const said = await say(writer, post('This costs too much.'));
    expect(said).toMatchObject({ state: 'failed', failure: { code: 'wallet-short' } });
    expect(sentenceOf(said)).toContain('not enough coins in your other wallet');
  });

  it('is waited for, with the words saved, until it is connected', async () => {
    const { writer, desk } = await arrange(payer);
    await using _end = writer;
    const { id } = await writer.outbox.publish(post('Later.'), [], { payer });
    const waiting = await writer.until(id, ({ waiting: why }) => expect(why?.code).toBe('wallet-waits'));
    expect(sentenceOf(waiting)).toContain('It waits for your other wallet');
    await desk.connect(payer);
    await writer.until(id, ({ state }) => expect(state).toBe('seen'));
  });
});

it('no wallet at all is no wallet', async () => {
  await expect(connectYours(() => undefined)('devnet')).rejects.toMatchObject({ code: 'wallet-absent' });
});
