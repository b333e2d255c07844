import { describe, expect, it } from 'vitest';
import type { Topic } from '#lib/client/client.ts';
import { watchUnlisted } from '#lib/client/watch-unlisted.ts';
import type { Evidence } from '#lib/publish/outbox.ts';
import type { Publication, PublicationState } from '#lib/publish/publication.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { place, signedTx } from '#tests/support/publications.ts';

const row = (state: PublicationState, more: Partial<Publication> = {}): Publication => ({
  id: 'p',
  network: 'devnet',
  createdAt: 1,
  intent: { kind: 'pay', to: 'somebody', sats: 500 },
  state,
  tx: signedTx(1),
  attempts: 1,
  revision: 1,
  ...more,
});

/** One look after the other: each wait ends when the test says so. */
async function watch(rows: Publication[], answers: readonly (Verdict | undefined)[], height = 10) {
  const observed: Evidence[] = [];
  const asked: unknown[] = [];
  const pauses: number[] = [];
  const end = new AbortController();
  const listeners = new Set<(topic: Topic) => void>();
  let looks = 0;
  await watchUnlisted(
    {
      feed: {
        call: (async (name: string, ask: unknown) => {
          if (name === 'status') return { headerHeight: height };
          asked.push(ask);
          return answers[looks];
        }) as never,
      },
      outbox: {
        observe: async (_id, evidence) => {
          observed.push(evidence);
          return true;
        },
      },
      store: {
        publications: async (...states) => rows.filter(({ state }) => states.includes(state)),
      },
      clock: {
        wait: async (milliseconds) => {
          pauses.push(milliseconds);
          looks += 1;
          if (looks >= answers.length) end.abort();
        },
      },
      listen: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    end.signal,
  );
  expect(listeners.size).toBe(0);
  return { observed, asked, pauses };
}

const { txid } = signedTx(1);

describe('our own payments', () => {
  it('are looked for ever less often, and what is found is told', async () => {
    const proven = { state: 'proven', place: place(9) } as const;
    const { observed, pauses } = await watch([row('sent')], [undefined, { state: 'held' }, proven]);
    expect(observed).toEqual([
      { type: 'seen', txid },
      { type: 'mined', txid, place: place(9) },
    ]);
    expect(pauses.map(Math.round)).toEqual([2_000, 3_000, 4_500]);
  });

  it('are not asked for by anybody where there are none', async () => {
    const post = row('sent', { intent: { kind: 'post', text: 'Words' } });
    const unsigned = row('failed');
    const { tx: _none, ...rest } = unsigned;
    const { asked, pauses } = await watch([post, rest], [undefined]);
    expect(asked).toEqual([]);
    expect(pauses).toEqual([60_000]);
  });

  it('are looked at again in their block until six are on top, and taken out when it is gone', async () => {
    const mined = row('in-block', { place: place(9) });
    const { observed, asked } = await watch(
      [mined],
      [{ state: 'held' }, { state: 'orphaned', last: place(9) }],
    );
    expect(asked[0]).toEqual({ txid, at: place(9) });
    expect(observed).toEqual([{ type: 'orphaned', txid }]);
    expect((await watch([mined], [undefined], 15)).asked).toEqual([]);
  });

  it('wait for services and databases that fail', async () => {
    const failing = row('sent');
    const { observed } = await watch([failing], [{ state: 'refuted', issue: { code: 'a', message: 'b' } }]);
    expect(observed).toEqual([]);
  });
});
