import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { startDevnet } from '#devnet/devnet.ts';
import { wordsOf } from '#lib/wallet/words.ts';
import { startWriter } from '#tests/support/writer.ts';

// One key on two devices that know nothing of one another: each has a branch of coins of its own, so they never spend the
// same, whatever both write at once.

/** Posts of each device. */
const POSTS = 100;

it('two devices of one key write two hundred posts at once, and never want the same coin', async () => {
  await using devnet = await startDevnet();
  await using first = await startWriter({ devnetUrl: devnet.url });
  const own = await first.signer.ensureAccount();
  const words = await first.signer.keyring.withSecret(async (secret) => wordsOf(secret));
  await using second = await startWriter({ devnetUrl: devnet.url, key: { words, device: 1 } });
  const other = await second.store.account();
  // One person to readers, one holder of names and plots, and two places where coins lie.
  expect(other).toMatchObject({ key: own.key, holder: own.holder, device: 1 });
  expect(other?.address).not.toBe(own.address);

  const devices = [first, second];
  const ids = await Promise.all(
    devices.map(async (device, at) => {
      const made: string[] = [];
      for (let post = 0; post < POSTS; post += 1) {
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
  expect(txids.size).toBe(2 * POSTS);
}, 180_000);
