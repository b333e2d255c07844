import { estimateIntent } from '#lib/publish/estimate.ts';
import type { Outbox } from '#lib/publish/outbox.ts';
import type { CoreStore } from '#lib/store/core-store.ts';

type Parts = {
  readonly store: Pick<CoreStore, 'publications'>;
  readonly outbox: Pick<Outbox, 'publish' | 'discard'>;
  readonly satsPerKilobyte: number;
};

/**
 * Takes the word of device `number` back. One that is being ended or was ended is left alone. Where the network refused to
 * end it, it is said once more, by a publication of its own: tried again, the refused one would have to spend one of the
 * coins that were at fault, and to say this twice does no harm.
 */
export async function endDevice(number: number, { store, outbox, satsPerKilobyte }: Parts): Promise<void> {
  const before = (await store.publications()).filter(
    ({ intent }) => intent.kind === 'end-device' && intent.number === number,
  );
  if (before.some(({ state }) => state !== 'failed')) return;
  const intent = { kind: 'end-device', number } as const;
  await outbox.publish(intent, [], { shown: [estimateIntent(intent, satsPerKilobyte).sats] });
  for (const { id } of before) await outbox.discard(id);
}
