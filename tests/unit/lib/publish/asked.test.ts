import { describe, expect, it } from 'vitest';
import type { Asked, SigningAnswer } from '#lib/publish/platform.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { signDraft } from '#lib/publish/sign-draft.ts';
import type { PublicationEvent } from '#lib/publish/transition.ts';

const DRAFT: Publication = {
  id: 'p',
  network: 'devnet',
  createdAt: 0,
  intent: { kind: 'post', text: 'x' },
  payer: 'yours',
  state: 'draft',
  attempts: 0,
  revision: 0,
};

/** A draft given to a signer that answers so, under a clock that jumps over every wait. */
async function sign(answer: Promise<SigningAnswer | Asked>, draft = DRAFT) {
  const events: PublicationEvent[] = [];
  const answered = Promise.withResolvers<void>();
  const outcome = await signDraft(
    {
      signer: { publish: () => answer, addFunding: async () => 0 },
      clock: { now: () => 0, wait: () => new Promise((resolve) => setImmediate(resolve)) },
    },
    async (_id, event) => events.push(event) > 0,
    draft,
    { satsPerKilobyte: 100, faucet: true, onAnswered: answered.resolve },
    new AbortController().signal,
  );
  return { outcome, events, answered: answered.promise };
}

describe('a signer', () => {
  it('that never answers is given up after a while', async () => {
    const { outcome, events } = await sign(new Promise(() => undefined));
    expect(outcome).toBe('waits');
    expect(events).toMatchObject([{ type: 'unreachable', failure: { code: 'signer-unavailable' } }]);
  });

  it('that asks a person waits without a limit, and says so once', async () => {
    const person = Promise.withResolvers<SigningAnswer>();
    const asked = { state: 'asked', settled: person.promise } as const;
    const { outcome, events, answered } = await sign(Promise.resolve(asked));
    expect(outcome).toBe('waits');
    expect(events).toMatchObject([{ type: 'unreachable', failure: { code: 'wallet-asks' } }]);
    person.resolve({ state: 'signed' });
    await answered;
    expect(events).toHaveLength(1);

    const known = { ...DRAFT, waiting: { code: 'wallet-asks', detail: '' } };
    expect((await sign(Promise.resolve(asked), known)).events).toEqual([]);
  });

  it.each<[SigningAnswer, Partial<PublicationEvent>]>([
    [
      { state: 'refused', failure: { code: 'wallet-refused', detail: '' } },
      { type: 'rejected', failure: { code: 'wallet-refused', detail: '' } },
    ],
    [
      { state: 'later', code: 'wallet-waits' },
      { type: 'unreachable', failure: { code: 'wallet-waits', detail: '' } },
    ],
  ])('whose person says %j ends the wait with that', async (said, event) => {
    const settled = Promise.resolve(said);
    const { events, answered } = await sign(Promise.resolve({ state: 'asked', settled }));
    await answered;
    expect(events.at(-1)).toEqual(event);
  });
});
