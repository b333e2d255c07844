import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { findSpender } from '#lib/chain/sources/spender.ts';
import { decodeInviteLink, encodeInviteLink, type InviteLink } from '#lib/protocols/invite-link.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { sentenceOf } from '#lib/publish/sentences.ts';
import { takeInId } from '#lib/wallet/take-in-id.ts';
import { startWriter, type Writer, type WriterOptions } from '#tests/support/writer.ts';

// Invites on a real chain: coins are put aside for a link, and whoever is first has them; nobody else, and nobody twice.

const RATE = 100;
const POSTS = 20;
const SATS = 2_500;
const FRIEND = 'ab'.repeat(20);

let devnet: Devnet;
let inviter: Writer;

beforeAll(async () => {
  devnet = await startDevnet();
  inviter = await startWriter(at(devnet));
});

afterAll(async () => {
  await inviter[Symbol.asyncDispose]();
  await devnet[Symbol.asyncDispose]();
});

/** Payments carry no record, which our own host passes nothing without: the devnet is reached directly, too. */
const at = ({ url }: Devnet): WriterOptions => ({
  devnetUrl: url,
  direct: [{ name: 'devnet', kind: 'arcade', url: `${url}/arcade` }],
});

/** Somebody new. */
const arrives = (): Promise<Writer> => startWriter(at(devnet));

async function invite(): Promise<{ readonly funded: Publication; readonly text: string }> {
  const key = await inviter.invites.fresh();
  const intent = { kind: 'invite', ...key, sats: SATS, posts: POSTS, follows: [FRIEND] } as const;
  const { id } = await inviter.outbox.publish(intent);
  const funded = await inviter.until(id, ({ state }) => expect(state).toBe('seen'));
  const text = await inviter.invites.link(id);
  if (text === undefined) throw new Error('no link');
  return { funded, text };
}

function read(text: string): InviteLink {
  const link = decodeInviteLink(text);
  if (!link.ok) throw new Error(link.issue.code);
  return link.value;
}

const end = (writer: Writer, id: string): Promise<Publication> =>
  writer.until(id, ({ state }) => expect(['seen', 'failed']).toContain(state));

describe('an invite', () => {
  it('pays for the first posts of somebody with nothing, and is asked for no form', async () => {
    const { funded, text } = await invite();
    const link = read(text);
    expect(link).toMatchObject({ network: 'devnet', sats: SATS, posts: POSTS, follows: [FRIEND] });
    expect(link.outpoint).toBe(toOutpoint(funded.tx?.txid ?? ('' as never), 0));
    const own = await inviter.store.account();
    expect(link.from.key).toBe(own?.key);

    await using guest = await arrives();
    expect(await guest.store.account()).toBeUndefined();
    const opened = await guest.invites.open(text, RATE);
    expect(opened).toEqual({ state: 'entered', id: takeInId(link.outpoint) });
    guest.outbox.wake();
    const taken = await end(guest, takeInId(link.outpoint));
    expect(taken).toMatchObject({ state: 'seen', intent: { kind: 'take-in', own: false } });
    expect(await guest.store.balance()).toBe(SATS - (taken.tx?.feeSats ?? 0));
    // Enough for what it says, from the invite alone: of the faucet nothing came.
    const first = await guest.outbox.publish({ kind: 'post', text: 'I was invited.' });
    const posted = await end(guest, first.id);
    expect(posted.state).toBe('seen');
    expect(posted.tx?.inputs.every((coin) => coin.startsWith(taken.tx?.txid ?? '-'))).toBe(true);
    // The one who invites finds out that it was opened, by bytes.
    const source = { name: 'devnet', kind: '1sat-stack', url: `${devnet.url}/1sat` } as const;
    const spender = await findSpender(source, link.outpoint, AbortSignal.timeout(10_000), (url, init) =>
      fetch(url, init),
    );
    expect(spender).toBe(taken.tx?.txid);

    // Opened again on the same device: known, nothing is made anew.
    expect(await guest.invites.open(text, RATE)).toEqual({ state: 'refused', code: 'known' });
    // And on another: said plainly, with nothing lost.
    await using late = await arrives();
    await late.invites.open(text, RATE);
    late.outbox.wake();
    const refused = await end(late, takeInId(link.outpoint));
    expect(refused.state).toBe('failed');
    expect(sentenceOf(refused)).toContain('opened already, or its maker took it back');
    expect(await late.store.balance()).toBe(0);
  });

  it('has one winner among two who open it at once', async () => {
    const { text } = await invite();
    const id = takeInId(read(text).outpoint);
    await using one = await arrives();
    await using other = await arrives();
    // Each in two tabs.
    const answers = await Promise.all(
      [one, one, other, other].map(({ invites }) => invites.open(text, RATE)),
    );
    expect(answers.filter(({ state }) => state === 'entered')).toHaveLength(2);
    one.outbox.wake();
    other.outbox.wake();
    const ends = await Promise.all([one, other].map((writer) => end(writer, id)));
    expect(ends.map(({ state }) => state).toSorted()).toEqual(['failed', 'seen']);
    const worth = await Promise.all([one, other].map(({ store }) => store.balance()));
    expect(worth.filter((sats) => sats > 0)).toHaveLength(1);
    const loser = ends.find(({ state }) => state === 'failed');
    expect(loser && sentenceOf(loser)).toContain('opened already');
  });

  it('goes to whoever is first, the opener or the one who takes it back', async () => {
    const { funded, text } = await invite();
    const id = takeInId(read(text).outpoint);
    await using guest = await arrives();
    await Promise.all([guest.invites.open(text, RATE), inviter.invites.takeBack(funded.id, RATE)]);
    guest.outbox.wake();
    inviter.outbox.wake();
    const [opened, back] = await Promise.all([end(guest, id), end(inviter, id)]);
    expect([opened.state, back.state].toSorted()).toEqual(['failed', 'seen']);
    if (back.state === 'failed') expect(sentenceOf(back)).toContain('Somebody opened this invite first');
    else expect(sentenceOf(opened)).toContain('its maker took it back');
  });

  it('is taken back where nobody opened it, whole but for two fees', async () => {
    const before = await inviter.store.balance();
    const { funded, text } = await invite();
    const id = takeInId(read(text).outpoint);
    expect(await inviter.invites.takeBack(funded.id, RATE)).toEqual({ state: 'entered', id });
    expect(await inviter.invites.takeBack(funded.id, RATE)).toEqual({ state: 'refused', code: 'known' });
    inviter.outbox.wake();
    const back = await end(inviter, id);
    expect(back.state).toBe('seen');
    expect(await inviter.store.balance()).toBe(before - (funded.tx?.feeSats ?? 0) - (back.tx?.feeSats ?? 0));
  });

  it('that was forged is refused: another amount, another key, a coin that does not exist', async () => {
    const { text } = await invite();
    const link = read(text);
    const elsewhere = toOutpoint('77'.repeat(32) as never, 0);
    const forged = [
      { ...link, sats: (link.sats + 5_000) as never },
      { ...link, secretKey: new Uint8Array(32).fill(3) },
      { ...link, outpoint: elsewhere },
    ];
    for (const each of forged) {
      await using guest = await arrives();
      expect(await guest.invites.open(encodeInviteLink(each), RATE)).toMatchObject({ state: 'entered' });
      guest.outbox.wake();
      const refused = await end(guest, takeInId(each.outpoint));
      expect(refused.state).toBe('failed');
      expect(sentenceOf(refused)).toMatch(/Nothing is lost/);
      expect(await guest.store.balance()).toBe(0);
    }
    await using guest = await arrives();
    for (const [words, code] of [
      [`${text.slice(0, -1)}-`, 'invite-damaged'],
      [encodeInviteLink({ ...link, network: 'main' }), 'other-network:main'],
      [encodeInviteLink({ ...link, secretKey: new Uint8Array(32) }), 'invite-damaged'],
      [encodeInviteLink({ ...link, sats: 20 as never }), 'invite-empty'],
    ] as const)
      expect(await guest.invites.open(words, RATE)).toEqual({ state: 'refused', code });
    expect(await guest.store.publications()).toEqual([]);
  });
});
