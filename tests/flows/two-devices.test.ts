import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { startDevnet } from '#devnet/devnet.ts';
import { POST_COIN_SATS } from '#lib/wallet/coins.ts';
import { wordsOf } from '#lib/wallet/words.ts';
import { startWriter, type Writer } from '#tests/support/writer.ts';

// Devices of one person that know nothing of one another while they write: each has a branch of coins of its own, so they
// never spend the same, whatever all write at once. One has the words, one was linked by it, one was given the words.

/** Posts of each of the two devices that are linked. */
const POSTS = 100;
/** Posts of the one that the words were brought to. */
const FEW_POSTS = 10;

/** Links a device as the account screen does, and answers the fragment of its link. */
async function linkTo(writer: Writer, number: number): Promise<string> {
  const device = await writer.devices.fresh(number);
  const made = await writer.outbox.publish({
    kind: 'link-device',
    ...device,
    coins: 4,
    each: POST_COIN_SATS,
  });
  await writer.until(made.id, ({ tx }) => expect(tx).toBeDefined());
  const link = await writer.devices.link(made.id);
  expect(link).toMatch(/^device=[\w-]{246}$/);
  return link ?? '';
}

it('two linked devices write two hundred posts at once, and never want the same coin', async () => {
  await using devnet = await startDevnet();
  await using first = await startWriter({ devnetUrl: devnet.url });
  const own = await first.signer.ensureAccount();
  const words = await first.signer.keyring.withSecret(async (secret) => wordsOf(secret));
  await using linked = await startWriter({ devnetUrl: devnet.url, link: await linkTo(first, 7) });
  await using restored = await startWriter({ devnetUrl: devnet.url, key: { words, device: 1 } });

  const [account, other] = [await linked.store.account(), await restored.store.account()];
  // One holder of names and plots, a posting key for each that was linked, and three places where coins lie.
  expect(account).toMatchObject({ holder: own.holder, device: 7, linked: true });
  expect(account?.key).not.toBe(own.key);
  expect(other).toMatchObject({ key: own.key, holder: own.holder, device: 1 });
  expect(new Set([own.address, account?.address, other?.address]).size).toBe(3);
  expect(await linked.store.balance()).toBe(4 * POST_COIN_SATS);
  // No way leads from it to the words or to what the holder has.
  await expect(linked.signer.keyring.withSecret(async () => 0)).rejects.toMatchObject({ kind: 'linked' });

  const devices = [first, linked, restored];
  const ids = await Promise.all(
    devices.map(async (device, at) => {
      const made: string[] = [];
      for (let post = 0; post < (device === restored ? FEW_POSTS : POSTS); post += 1) {
        const { id } = await device.outbox.publish({ kind: 'post', text: `Device ${at}, post ${post}` });
        made.push(id);
      }
      return made;
    }),
  );
  const spent = new Set<string>();
  const txids = new Set<string>();
  for (const [at, device] of devices.entries()) {
    for (const id of ids[at] ?? []) {
      const { tx, contested, earlier } = await device.until(id, ({ state }) => expect(state).toBe('seen'));
      expect(contested).toBeUndefined();
      expect(earlier).toBeUndefined();
      for (const input of tx?.inputs ?? []) {
        expect(spent.has(input)).toBe(false);
        spent.add(input);
      }
      if (tx !== undefined) txids.add(tx.txid);
    }
  }
  expect(txids.size).toBe(2 * POSTS + FEW_POSTS);
}, 180_000);
