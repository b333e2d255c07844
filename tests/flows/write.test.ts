import 'fake-indexeddb/auto';
import { expect, describe, it, vi } from 'vitest';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeExtendedTx } from '#lib/chain/extended-tx.ts';
import { encodeTx, parseTx, txidOf, type TxFields } from '#lib/chain/tx.ts';
import { queryHandle } from '#lib/feed/queries.ts';
import { queryThread } from '#lib/feed/thread.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { applySigned } from '#lib/publish/books.ts';
import type { Intent, Publication, SignedTx } from '#lib/publish/publication.ts';
import { sentenceOf } from '#lib/publish/sentences.ts';
import { planTransaction, sourcesOf, type UnsignedTx } from '#lib/wallet/build.ts';
import { deriveKeys, type AccountKeys } from '#lib/wallet/keys.ts';
import { signTransaction } from '#lib/wallet/sign.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { startWriter, type Writer } from '#tests/support/writer.ts';

// The write way, whole: intent -> lib/publish -> lib/wallet (outputs, coins, signature) -> lib/store (outbox) ->
// lib/broadcast (our own route, a broadcaster) -> the chain, and back as a proof that the reading side checked.

const openFeed = (devnet: Devnet) =>
  openTab(newProfile(), configOf('devnet', { devnet: `${devnet.url}/1sat` }));
type Tab = Awaited<ReturnType<typeof openFeed>>;

/** Mines, and carries the feed's proofs over until the publication is in a block. */
async function mined(devnet: Devnet, writer: Writer, tab: Tab, id: string): Promise<Publication> {
  devnet.mine();
  return vi.waitFor(
    async () => {
      await writer.hear(tab.feed);
      const publication = await writer.store.publication(id);
      expect(publication?.state).toBe('in-block');
      return publication as Publication;
    },
    { timeout: 20_000, interval: 50 },
  );
}

const words = (text: string): Intent => ({ kind: 'post', text });

function keysOf(writer: Writer): Promise<AccountKeys> {
  return writer.signer
    .ensureAccount()
    .then(() =>
      writer.signer.keyring.withSecret(async (secret, { layout = 1 }) =>
        deriveKeys(secret, 'devnet', layout),
      ),
    );
}

/** Enters a transaction that the signer would never make, as if it had made it. */
async function enterBad(
  writer: Writer,
  devnet: Devnet,
  spoil: (fields: TxFields) => TxFields,
  change: (unsigned: UnsignedTx) => UnsignedTx = (unsigned) => unsigned,
): Promise<Publication> {
  const keys = await keysOf(writer);
  await writer.signer.addFunding(devnet.faucet(keys.payments.address, 50_000).tx.bytes);
  const intent = words('These words must not be lost');
  const coins = await writer.store.freeCoins();
  const context = { satsPerKilobyte: 100, doubtful: false };
  const plan = planTransaction({ intent, coins, again: [], context }, keys);
  if (!plan.ok || plan.value.state !== 'planned') throw new Error('no plan');
  const unsigned = change(plan.value.unsigned);
  const fields = spoil(signTransaction(intent, unsigned, keys));
  const raw = encodeTx(fields);
  const parsed = parseTx(raw);
  if (!parsed.ok) throw new Error(parsed.issue.message);
  const tx: SignedTx = {
    txid: txidOf(parsed.value),
    raw,
    ef: encodeExtendedTx(fields, sourcesOf(unsigned.inputs)),
    inputs: unsigned.inputs.map(({ outpoint }) => outpoint),
    feeSats: unsigned.feeSats,
  };
  const id = `bad-${tx.txid}`;
  await writer.store.enter(id, tx.inputs, (books) => {
    const draft: Publication = {
      id,
      network: 'devnet',
      createdAt: 1,
      shown: 100,
      intent,
      state: 'draft',
      attempts: 0,
      revision: 0,
    };
    const entry = applySigned({ ...books, publications: new Map([[id, draft]]) }, draft, tx, []);
    if (!entry.ok) throw new Error(entry.issue.message);
    return { changes: entry.value, answer: undefined };
  });
  writer.outbox.wake();
  return writer.until(id, ({ state }) => expect(state).toBe('failed'));
}

describe('the write way', () => {
  it('takes the first words of somebody with nothing, offline, to a proven block', async () => {
    await using devnet = await startDevnet();
    using tab = await openFeed(devnet);
    await using writer = await startWriter({ devnetUrl: devnet.url });
    writer.wires.host = false;
    writer.wires.devnet = false;

    const draft = await writer.outbox.publish(words('My first words'));
    expect(draft).toMatchObject({ state: 'draft', intent: words('My first words') });
    const waiting = await writer.until(draft.id, ({ waiting: why }) => expect(why).toBeDefined());
    expect(waiting).toMatchObject({ state: 'draft', waiting: { code: 'faucet-unreachable' } });
    expect(sentenceOf(waiting)).toContain('saved');

    writer.wires.host = true;
    writer.wires.devnet = true;
    writer.outbox.wake();
    const seen = await writer.until(draft.id, ({ state }) => expect(state).toBe('seen'));
    expect(seen).toMatchObject({ attempts: 1, intent: draft.intent });
    expect(sentenceOf(seen)).toBeUndefined();

    const done = await mined(devnet, writer, tab, draft.id);
    // Behind the coinbase and what the faucet paid.
    expect(done.place).toMatchObject({ height: devnet.height, index: 2 });
    const { posts } = queryTimeline(tab.feed.index, { of: { kind: 'latest' }, limit: 10 });
    const { author: key } = await keysOf(writer);
    expect(posts).toMatchObject([
      {
        txid: done.tx?.txid,
        text: 'My first words',
        author: { key: toHex(key.hash), signature: 'sigma' },
        verdict: { state: 'proven' },
      },
    ]);
    // What was paid for it is what came off the coins.
    const fee = done.tx?.feeSats ?? 0;
    expect(await writer.store.balance()).toBe(100_000 - 1 - fee);
  });

  it('carries every kind of intent, one after another, on unmined change', async () => {
    await using devnet = await startDevnet();
    using tab = await openFeed(devnet);
    await using writer = await startWriter({ devnetUrl: devnet.url });
    const name = await writer.outbox.publish({ kind: 'claim-handle', name: 'ada' });
    const first = await writer.outbox.publish({ kind: 'post', text: 'Who is there?', handle: 'ada' });
    const { tx } = await writer.until(first.id, ({ state }) => expect(state).toBe('seen'));
    if (tx === undefined) throw new Error('no transaction');
    const intents: readonly Intent[] = [
      { kind: 'reply', text: 'I am.', to: toOutpoint(tx.txid, 0) },
      { kind: 'like', to: tx.txid },
      { kind: 'repost', to: tx.txid },
      { kind: 'follow', of: { key: 'ab'.repeat(20) }, on: true },
      { kind: 'claim-district', height: 7 },
      ...Array.from({ length: 12 }, (_none, at) => words(`Number ${at}`)),
    ];
    const published = [name, first];
    for (const intent of intents) published.push(await writer.outbox.publish(intent));
    for (const { id } of published) await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    for (const { id } of published) await mined(devnet, writer, tab, id);

    const thread = queryThread(tab.feed.index, toOutpoint(tx.txid, 0));
    expect(thread?.post).toMatchObject({
      counts: { replies: 1, likes: 1, reposts: 1 },
      author: { handle: 'ada', standing: 'verified' },
    });
    expect(thread?.replies.map(({ text }) => text)).toEqual(['I am.']);
    expect(queryHandle(tab.feed.index, 'ada', { height: devnet.height, sources: [] }).first?.holder).toBe(
      toHex((await keysOf(writer)).holder.hash),
    );
    const spent = (await writer.store.publications()).flatMap((row) => row.tx?.inputs ?? []);
    expect(new Set(spent).size).toBe(spent.length);
  });

  it('queues while everything is down and sends the same bytes when it is back', async () => {
    await using devnet = await startDevnet();
    await using writer = await startWriter({ devnetUrl: devnet.url });
    const before = await writer.outbox.publish(words('Gives us coins'));
    const { tx: first } = await writer.until(before.id, ({ state }) => expect(state).toBe('seen'));
    writer.wires.devnet = false;
    writer.sent.length = 0;
    const { id } = await writer.outbox.publish(words('Written on a train'));
    const queued = await writer.until(id, ({ attempts }) => expect(attempts).toBeGreaterThan(2));
    expect(queued).toMatchObject({ state: 'queued', waiting: { code: 'unreachable' } });
    writer.wires.host = false;
    writer.wires.devnet = true;
    writer.wires.host = true;
    const seen = await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    expect(seen.tx).toEqual(queued.tx);
    const hexOf = (bytes: Uint8Array = new Uint8Array()): string => toHex(bytes);
    // What is seen is handed over again now and then, too.
    const sent = writer.sent.map(toHex).filter((body) => body !== hexOf(first?.ef));
    expect(new Set(sent)).toEqual(new Set([hexOf(seen.tx?.ef)]));
  });

  it('lets new words be taken back until they leave, or sends them now', async () => {
    await using devnet = await startDevnet();
    await using writer = await startWriter({ devnetUrl: devnet.url, undoMs: 3_600_000 });
    const regretted = await writer.outbox.publish(words('Not like that'));
    await writer.until(regretted.id, ({ state }) => expect(state).toBe('queued'));
    const { id } = await writer.outbox.publish(words('Like that'));
    await writer.until(id, ({ state }) => expect(state).toBe('queued'));
    expect(await writer.outbox.discard(regretted.id)).toEqual([words('Not like that')]);
    expect(await writer.store.publication(regretted.id)).toBeUndefined();

    await writer.outbox.retry(id);
    const seen = await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    // The other one's bytes never left, and its coin is free for this one.
    expect(new Set(writer.sent.map(toHex))).toEqual(new Set([toHex(seen.tx?.ef ?? new Uint8Array(0))]));
    expect(await writer.outbox.discard(id)).toBeUndefined();
  });

  it('writes several posts as one thread: each answers the one before it', async () => {
    await using devnet = await startDevnet();
    using tab = await openFeed(devnet);
    await using writer = await startWriter({ devnetUrl: devnet.url, undoMs: 3_600_000 });
    const then = [{ text: 'Second' }, { text: 'Third' }];
    const first = await writer.outbox.publish({ kind: 'post', text: 'First' }, then);
    const rows = await writer.store.publications();
    expect(rows.map(({ intent }) => 'text' in intent && intent.text)).toEqual(['First', 'Second', 'Third']);
    await writer.until(rows[2]?.id ?? '', ({ state }) => expect(state).toBe('queued'));
    // The last one is in a hurry, and takes along what it needs.
    await writer.outbox.retry(rows[2]?.id ?? '');
    for (const { id } of rows) await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    expect(new Set(writer.sent.map(toHex)).size).toBe(3);
    const { tx } = await mined(devnet, writer, tab, first.id);
    const thread = await vi.waitFor(() => {
      const found = queryThread(tab.feed.index, tx?.txid ?? '');
      expect(found?.replies).toHaveLength(2);
      return found;
    });
    const [second, third] = thread?.replies ?? [];
    expect(second).toMatchObject({ text: 'Second', replyTo: { txid: tx?.txid } });
    expect(third).toMatchObject({ text: 'Third', replyTo: { txid: second?.txid } });
  });

  it('takes a whole thread back, or what of it has not left', async () => {
    await using devnet = await startDevnet();
    await using writer = await startWriter({ devnetUrl: devnet.url, undoMs: 3_600_000 });
    const then = [{ text: 'Second' }, { text: 'Third' }];
    const first = await writer.outbox.publish({ kind: 'post', text: 'First' }, then);
    const [, second, third] = await writer.store.publications();
    await writer.until(third?.id ?? '', ({ state }) => expect(state).toBe('queued'));
    await writer.outbox.retry(first.id);
    await writer.until(first.id, ({ state }) => expect(state).toBe('seen'));
    expect(await writer.outbox.discard(third?.id ?? '')).toEqual([second?.intent, third?.intent]);
    expect((await writer.store.publications()).map(({ id }) => id)).toEqual([first.id]);

    await writer.outbox.publish({ kind: 'post', text: 'First' }, then);
    const last = (await writer.store.publications()).at(-1);
    expect(await writer.outbox.discard(last?.id ?? '')).toHaveLength(3);
  });

  it('goes to a broadcaster directly when the host is gone, and hears the verdict by event', async () => {
    await using devnet = await startDevnet();
    const arcade = { name: 'arcade', kind: 'arcade', url: `${devnet.url}/arcade` } as const;
    await using writer = await startWriter({ devnetUrl: devnet.url, direct: [arcade] });
    writer.wires.host = false;
    const { id } = await writer.outbox.publish(words('Without the host'));
    const seen = await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    expect(writer.sent).toEqual([]);
    const known = (await (await fetch(`${arcade.url}/tx/${seen.tx?.txid}`)).json()) as { txStatus: string };
    expect(known.txStatus).toBe('SEEN_ON_NETWORK');
  });

  it('follows its transaction through a reorg, back and forth', async () => {
    await using devnet = await startDevnet();
    using tab = await openFeed(devnet);
    await using writer = await startWriter({ devnetUrl: devnet.url });
    const { id } = await writer.outbox.publish(words('In two blocks'));
    await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    const first = await mined(devnet, writer, tab, id);
    devnet.reorg(1);
    await vi.waitFor(
      async () => {
        await writer.hear(tab.feed);
        expect((await writer.store.publication(id))?.state).toMatch(/^(sent|seen)$/);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(await writer.store.publication(id)).not.toHaveProperty('place');
    const second = await mined(devnet, writer, tab, id);
    expect(second.place?.hash).not.toBe(first.place?.hash);
    expect(second.tx).toEqual(first.tx);
  });
});

describe('a refusal says why, keeps the words and frees the coins', () => {
  it('for a bad signature, and the next try goes through', async () => {
    await using devnet = await startDevnet();
    await using writer = await startWriter({ devnetUrl: devnet.url });
    const failed = await enterBad(writer, devnet, (fields) => ({
      ...fields,
      inputs: fields.inputs.map((input) => ({
        ...input,
        // One bit of the signature's s.
        script: Uint8Array.from(input.script, (byte, at) => (at === 60 ? byte ^ 1 : byte)),
      })),
    }));
    expect(failed).toMatchObject({
      failure: { code: 'script-refused', broadcaster: 'devnet' },
      intent: words('These words must not be lost'),
    });
    expect(failed.failure?.detail).not.toBe('');
    expect(sentenceOf(failed)).toContain('Your words are kept');
    expect((await writer.store.freeCoins()).map(({ sats }) => sats)).toEqual([50_000]);

    await writer.outbox.retry(failed.id);
    const seen = await writer.until(failed.id, ({ state }) => expect(state).toBe('seen'));
    expect(seen.tx?.inputs).toEqual(failed.tx?.inputs);
    expect(seen.earlier).toEqual([failed.tx]);
  });

  it('for a fee that is too low', async () => {
    await using devnet = await startDevnet();
    await using writer = await startWriter({ devnetUrl: devnet.url });
    const failed = await enterBad(
      writer,
      devnet,
      (fields) => fields,
      (unsigned) => {
        const { change, feeSats } = unsigned;
        const last = (change.at(-1) ?? 0) + feeSats - 1;
        return { ...unsigned, change: [...change.slice(0, -1), last], feeSats: 1 };
      },
    );
    expect(failed).toMatchObject({ failure: { code: 'fee-too-low' }, intent: { kind: 'post' } });
    expect(failed.failure?.detail).toBe('The fee is too low.');
    await writer.outbox.retry(failed.id);
    await writer.until(failed.id, ({ state }) => expect(state).toBe('seen'));
  });

  it('for a coin that was spent elsewhere, after asking on for a while', async () => {
    await using devnet = await startDevnet();
    await using writer = await startWriter({ devnetUrl: devnet.url });
    const { payments } = await keysOf(writer);
    const { tx: funding } = devnet.faucet(payments.address, 50_000);
    // The same key on another device spends the coin first.
    await using other = await startWriter({ devnetUrl: devnet.url });
    const otherVault = await writer.store.vault();
    const otherAccount = await writer.store.account();
    if (otherVault === undefined || otherAccount === undefined) throw new Error('no account');
    await other.store.createAccount(otherVault, otherAccount);
    await other.signer.addFunding(funding.bytes);
    const winner = await other.outbox.publish(words('From the other device'));
    await other.until(winner.id, ({ state }) => expect(state).toBe('seen'));

    await writer.signer.addFunding(funding.bytes);
    const { id } = await writer.outbox.publish(words('From this device'));
    const contested = await writer.until(id, (row) => expect(row.contested).toBeGreaterThan(0));
    expect(contested).toMatchObject({ state: 'sent', waiting: { code: 'conflict' } });
    expect(await writer.store.balance()).toBeLessThan(50_000);
    const failed = await writer.until(id, ({ state }) => expect(state).toBe('failed'));
    expect(failed).toMatchObject({ failure: { code: 'conflict' }, intent: words('From this device') });
    expect(sentenceOf(failed)).toContain('another device');

    // Tried again it spends the same coin, or it might be said twice. Taken back and written anew it finds others.
    await writer.outbox.retry(id);
    const again = await writer.until(id, ({ state, revision }) => {
      expect(revision).toBeGreaterThan(failed.revision + 1);
      expect(state).toBe('failed');
    });
    expect(again.tx?.inputs).toEqual(failed.tx?.inputs);
    expect(await writer.outbox.discard(id)).toEqual([words('From this device')]);
    const anew = await writer.outbox.publish(words('From this device'));
    const seen = await writer.until(anew.id, ({ state }) => expect(state).toBe('seen'));
    expect(seen.tx?.inputs).not.toEqual(failed.tx?.inputs);
  });

  it('for words that cannot be written, before anything is spent', async () => {
    await using devnet = await startDevnet();
    await using writer = await startWriter({ devnetUrl: devnet.url });
    const { id } = await writer.outbox.publish({ kind: 'claim-handle', name: 'Not A Name' });
    const failed = await writer.until(id, ({ state }) => expect(state).toBe('failed'));
    expect(failed).toMatchObject({ failure: { code: 'invalid-intent' } });
    expect(failed).not.toHaveProperty('tx');
    expect(await writer.outbox.discard(id)).toEqual([{ kind: 'claim-handle', name: 'Not A Name' }]);
    expect(await writer.store.publications()).toEqual([]);
  });
});
