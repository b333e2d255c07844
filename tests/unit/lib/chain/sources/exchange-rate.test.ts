import { describe, expect, it } from 'vitest';
import { fetchExchangeRate } from '#lib/chain/sources/exchange-rate.ts';
import { Rates } from '#lib/feed/rates.ts';
import type { SourceEntry } from '#lib/chain/source-entry.ts';

const WOC = { name: 'whatsonchain', kind: 'whatsonchain', url: 'https://woc.example/v1/bsv/main' } as const;
const { signal } = new AbortController();

function answer(body: unknown) {
  const asked: string[] = [];
  const rate = fetchExchangeRate(WOC, signal, async (url) => {
    asked.push(url);
    return Response.json(body);
  });
  return { rate, asked };
}

describe('what a coin is worth', () => {
  it.each([
    [{ currency: 'USD', rate: '18.25', time: 1_790_000_000 }],
    [{ currency: 'USD', rate: 18.25, time: 1_790_000_000, more: 'than we asked' }],
  ])('is read as %j', async (body) => {
    const { rate, asked } = answer(body);
    expect(await rate).toEqual({
      currency: 'USD',
      perCoin: 18.25,
      at: 1_790_000_000_000,
      from: 'whatsonchain',
    });
    expect(asked).toEqual(['https://woc.example/v1/bsv/main/exchangerate']);
  });

  it.each([
    ['nothing', null],
    ['no currency', { currency: 'dollars', rate: 1, time: 1 }],
    ['a negative one', { currency: 'USD', rate: -1, time: 1 }],
    ['zero', { currency: 'USD', rate: '0', time: 1 }],
    ['words', { currency: 'USD', rate: 'much', time: 1 }],
    ['more than can be', { currency: 'USD', rate: '9999999', time: 1 }],
    ['no time', { currency: 'USD', rate: 1 }],
  ])('is refused when it is %s', async (_what, body) => {
    await expect(answer(body).rate).rejects.toThrow('not of the shape');
  });
});

describe('Rates', () => {
  const other: SourceEntry = { name: 'stack', kind: '1sat-stack', url: 'https://stack.example' };

  it('ask a source that knows, once for all who ask, and again after ten minutes', async () => {
    let now = 0;
    const asked: string[] = [];
    const rates = new Rates(
      async ({ name }) => {
        asked.push(name);
        return { currency: 'USD', perCoin: asked.length, at: now, from: name };
      },
      () => now,
    );
    const both = await Promise.all([
      rates.current([other, WOC], signal),
      rates.current([other, WOC], signal),
    ]);
    expect(both.map((rate) => rate?.perCoin)).toEqual([1, 1]);
    now = 599_999;
    expect((await rates.current([WOC], signal))?.perCoin).toBe(1);
    now = 600_000;
    expect((await rates.current([WOC], signal))?.perCoin).toBe(2);
    expect(asked).toEqual(['whatsonchain', 'whatsonchain']);
  });

  it('keep an old word when nobody answers, and have none without a source that knows', async () => {
    let now = 0;
    let isUp = true;
    const rates = new Rates(
      async ({ name }) => {
        if (!isUp) throw new Error('no route');
        return { currency: 'USD', perCoin: 7, at: 0, from: name };
      },
      () => now,
    );
    expect(await rates.current([other], signal)).toBeUndefined();
    now = 600_000;
    expect((await rates.current([WOC], signal))?.perCoin).toBe(7);
    isUp = false;
    now = 9_000_000;
    expect(await rates.current([WOC], signal)).toMatchObject({ perCoin: 7, at: 0 });
  });
});
