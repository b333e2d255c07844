import { describe, expect, it, vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { MOST_VERDICTS } from '#lib/bridge/feed-messages.ts';
import type { Topic } from '#lib/client/client.ts';
import { watchOwn } from '#lib/client/watch-own.ts';
import type { Evidence } from '#lib/publish/outbox.ts';
import type { Publication, PublicationState } from '#lib/publish/publication.ts';
import { createWatchList } from '#lib/publish/watched.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { place, signedTx, txidOfByte } from '#tests/support/publications.ts';

const HERE = place(10);
const ELSEWHERE = place(11);

const row = (
  id: string,
  at: number,
  state: PublicationState,
  more: Partial<Publication> = {},
): Publication => ({
  id,
  network: 'devnet',
  createdAt: at,
  intent: { kind: 'post', text: id },
  state,
  tx: signedTx(at),
  attempts: 1,
  revision: 1,
  ...(state === 'in-block' && { place: HERE }),
  ...more,
});

/** Books and a feed that count how often they are asked for what. */
function world(rows: Publication[], verdicts: Map<Txid, Verdict>) {
  const reads: string[] = [];
  const asked: number[] = [];
  const observed: [string, Evidence['type']][] = [];
  const listeners = new Set<(topic: Topic) => void>();
  const store = {
    publication: async (id: string) => {
      reads.push(id);
      return rows.find((each) => each.id === id);
    },
    publications: async (...states: readonly PublicationState[]) => {
      const found = rows.filter(({ state, forgotten }) => forgotten !== true && states.includes(state));
      reads.push(...found.map(({ id }) => id));
      return found;
    },
    ids: async (...states: readonly PublicationState[]) =>
      rows.filter(({ state }) => states.includes(state)).map(({ id }) => id),
    forgotten: async () => rows.filter(({ forgotten }) => forgotten === true),
  };
  const list = createWatchList(store);
  const stop = watchOwn({
    feed: {
      call: async (name: string, ask: { readonly txids: readonly Txid[] }) => {
        expect(name).toBe('verdicts');
        asked.push(ask.txids.length);
        return ask.txids.map((txid) => verdicts.get(txid));
      },
    } as never,
    outbox: {
      watched: () => list.read(),
      observe: async (id, evidence) => {
        list.drop(id);
        observed.push([id, evidence.type]);
        return true;
      },
    },
    store,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  return {
    reads,
    asked,
    observed,
    stop,
    change: () => {
      for (const listener of listeners) listener('feed');
    },
  };
}

const proven = (where = HERE): Verdict => ({ state: 'proven', place: where }) as Verdict;

describe('watching one’s own transactions', () => {
  it('tells what is new, and reads nothing again of what lies in its block', async () => {
    const rows = [row('old', 1, 'in-block'), row('older', 2, 'in-block'), row('new', 3, 'sent')];
    const verdicts = new Map([
      [txidOfByte(1), proven()],
      [txidOfByte(2), proven()],
      [txidOfByte(3), { state: 'held' } as Verdict],
    ]);
    const { reads, asked, observed, change } = world(rows, verdicts);
    await vi.waitFor(() => expect(observed).toEqual([['new', 'seen']]));
    expect(asked).toEqual([3]);
    reads.length = 0;
    change();
    await vi.waitFor(() => expect(asked).toEqual([3, 3]));
    await vi.waitFor(() => expect(reads).toEqual(['new', 'new']));
  });

  it('sees a block lost, and another one that holds the same', async () => {
    const rows = [row('lost', 1, 'in-block'), row('moved', 2, 'in-block')];
    const verdicts = new Map<Txid, Verdict>([
      [txidOfByte(1), { state: 'orphaned', last: HERE } as Verdict],
      [txidOfByte(2), proven(ELSEWHERE)],
    ]);
    const { observed } = world(rows, verdicts);
    await vi.waitFor(() =>
      expect(observed).toEqual([
        ['lost', 'orphaned'],
        ['moved', 'mined'],
      ]),
    );
  });

  it('watches what was refused before, and what was given up', async () => {
    const rows = [
      row('again', 1, 'sent', { earlier: [signedTx(7)] }),
      row('gone', 2, 'failed', { forgotten: true }),
    ];
    const verdicts = new Map<Txid, Verdict>([
      [txidOfByte(7), { state: 'held' }],
      [txidOfByte(2), { state: 'held' }],
    ]);
    const { observed } = world(rows, verdicts);
    await vi.waitFor(() =>
      expect(observed).toEqual([
        ['again', 'seen'],
        ['gone', 'seen'],
      ]),
    );
  });

  it('asks for many in as many questions as they need', async () => {
    const rows = Array.from({ length: MOST_VERDICTS + 1 }, (_none, at) => row(`p${at}`, 1, 'in-block'));
    const { asked } = world(rows, new Map());
    await vi.waitFor(() => expect(asked).toEqual([MOST_VERDICTS, 1]));
  });
});

describe('the list of what is watched', () => {
  it('follows rows that leave their block, come into one, or are dropped', async () => {
    const rows = [row('a', 1, 'in-block')];
    const reads: string[] = [];
    const list = createWatchList({
      publication: async (id) => {
        reads.push(id);
        return rows.find((each) => each.id === id);
      },
      publications: async (...states) => rows.filter(({ state }) => states.includes(state)),
      ids: async (...states) => rows.filter(({ state }) => states.includes(state)).map(({ id }) => id),
      forgotten: async () => [],
    });
    const at = (byte: number, id: string, hash?: string) => ({
      id,
      txid: txidOfByte(byte),
      ...(hash !== undefined && { hash }),
    });
    expect(await list.read()).toEqual([at(1, 'a', HERE.hash)]);
    rows.push(row('b', 2, 'in-block'));
    expect(await list.read()).toEqual([at(1, 'a', HERE.hash), at(2, 'b', HERE.hash)]);
    expect(reads).toEqual(['b']);
    rows[0] = row('a', 1, 'seen');
    expect(await list.read()).toEqual([at(1, 'a'), at(2, 'b', HERE.hash)]);
    rows[1] = row('b', 2, 'in-block', { place: ELSEWHERE });
    list.drop('b');
    expect(await list.read()).toContainEqual(at(2, 'b', ELSEWHERE.hash));
    rows.length = 0;
    expect(await list.read()).toEqual([]);
  });
});
